"""The written agreement, and the form that registers one by word of mouth (人民调解法 28、29条)."""

from bot.papers.sheet import BLANK, Sheet, in_words, mediator, people
from models.dispute import Dispute
from models.dispute_party import Side
from models.meeting import Meeting, Outcome

EFFECT = "本协议自各方签名（按手印）、调解员签名并加盖调解委员会印章之日起生效，各方应当照办。"
CONFIRMATION = "各方可以自协议生效之日起三十日内，一起向人民法院申请司法确认。"
COPIES = "本协议一式三份，双方各一份，调解委员会存一份。"


def agreement(dispute: Dispute) -> bytes:
    """Return 人民调解协议书 of a dispute as DOCX; what was agreed stands in it as the mediator noted it."""
    sheet = Sheet("人民调解协议书", dispute.number)
    sheet.line(f"申请人：{people(dispute, Side.APPLICANT)}")
    sheet.line(f"被申请人：{people(dispute, Side.OTHER)}")
    sheet.section("纠纷的主要事实、争议事项：", f"双方因{dispute.category_name}发生纠纷。")
    meeting = settled_at(dispute)
    held = f"{in_words(meeting.at.date())}在{meeting.place or BLANK}" if meeting else BLANK
    sheet.line(f"经{dispute.group_name}调解员{mediator(dispute)}于{held}主持调解，双方自愿达成如下协议：")
    sheet.section("一、协议内容：", meeting.note if meeting else "")
    sheet.section("二、履行方式、地点和期限：", "")
    for words in (EFFECT, CONFIRMATION, COPIES):
        sheet.line(words)
    sheet.signatures(("申请人", "被申请人", "调解员", "记录人"))
    sheet.line(f"{dispute.group_name or BLANK}（盖章）    年  月  日")
    return sheet.to_bytes()


def oral_agreement(dispute: Dispute) -> bytes:
    """Return 口头协议登记表 of a dispute as DOCX: the mediator writes down what was agreed by word."""
    sheet = Sheet("人民调解口头协议登记表", dispute.number)
    meeting = settled_at(dispute)
    sheet.table(
        ("项目", "内容"),
        (
            ("申请人", people(dispute, Side.APPLICANT)),
            ("被申请人", people(dispute, Side.OTHER)),
            ("纠纷类型", dispute.category_name),
            ("达成时间", in_words(meeting.at.date()) if meeting else ""),
            ("达成地点", meeting.place if meeting else ""),
            ("协议内容", meeting.note if meeting else ""),
            ("履行情况", ""),
        ),
    )
    sheet.signatures(("调解员",))
    sheet.line(f"{dispute.group_name or BLANK}（盖章）    年  月  日")
    return sheet.to_bytes()


def settled_at(dispute: Dispute) -> Meeting | None:
    """Return the meeting at which an agreement was reached, the last one where there are several."""
    settled = [each for each in dispute.meetings if each.outcome in (Outcome.WRITTEN, Outcome.ORAL)]
    return settled[-1] if settled else None
