"""The record of a mediation (人民调解法 27条): who met when and where, and what came of each meeting."""

from bot.papers.sheet import BLANK, Sheet, in_words, mediator, people
from handlers.voice.words import hour
from models.dispute import Dispute
from models.dispute_party import Side
from models.meeting import Meeting, Outcome

RIGHTS = (
    "调解员已告知双方：调解自愿、平等、不收费；可以接受、拒绝或者要求终止调解；可以要求更换调解员；"
    "不影响依法申请仲裁、行政处理或者向法院起诉。"
)


def record(dispute: Dispute) -> bytes:
    """Return 人民调解记录 of a dispute as DOCX. It holds the applicant's story: never for the other side."""
    sheet = Sheet("人民调解记录", dispute.number)
    sheet.line(f"申请人：{people(dispute, Side.APPLICANT)}")
    sheet.line(f"被申请人：{people(dispute, Side.OTHER)}")
    sheet.line(f"纠纷类型：{dispute.category_name}    登记日期：{in_words(dispute.created_at.date())}")
    sheet.line(f"调解组织：{dispute.group_name or BLANK}    调解员：{mediator(dispute)}")
    sheet.section("申请人陈述：", dispute.text)
    sheet.section("申请人的请求：", str(dispute.slots.get("wants", "")))
    sheet.section("告知：", RIGHTS)
    sheet.section("调解经过：", "" if not dispute.meetings else "见下表。")
    if dispute.meetings:
        sheet.table(("时间", "地点", "结果", "记录"), (_row(meeting) for meeting in dispute.meetings))
    sheet.section("调解结果：", dispute.state_name)
    sheet.signatures(("申请人", "被申请人", "调解员", "记录人"))
    return sheet.to_bytes()


def _row(meeting: Meeting) -> tuple[str, str, str, str]:
    when = f"{in_words(meeting.at.date())}{hour(meeting.at)}"
    outcome = Outcome(meeting.outcome).label if meeting.outcome else "未开"
    return when, meeting.place, outcome, meeting.note
