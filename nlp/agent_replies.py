"""What an agent answers to an application: taken, sent on, done, brought, papers missing, refused."""

import re
from dataclasses import dataclass
from enum import StrEnum

from nlp.case_numbers import find_case_number
from nlp.normalise import plain


class AgentAct(StrEnum):
    """What the agent reports; the values are the names of the moves."""

    ACCEPT = "accept"
    START = "start"
    COMPLETE = "complete"
    DELIVER = "deliver"
    SEND_BACK = "send_back"
    REJECT = "reject"
    HOLD = "hold"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class AgentReply:
    """An act, the case number as written (empty: none named), and the rest of the words: the note."""

    act: AgentAct
    number: str
    note: str


_PAPER = r"(?:证|簿|本|卡|复印|照片|相片|材料|表|协议|书|合同|发票|病历|章)"
_DONE = r"(?:了|啦|咯|哈|嘛)*"
# The first that fits holds: "差银行卡" before "收了", "公示完了" before "公示".
_ACTS: tuple[tuple[AgentAct, re.Pattern[str]], ...] = (
    (
        AgentAct.REJECT,
        re.compile(r"驳回|退件|退单|不予受理|不受理|办不(?:了|成|到)|不符合(?:条件|政策)|批不下来|没批"),
    ),
    (
        AgentAct.SEND_BACK,
        re.compile(
            rf"(?:还|就|只|只是)?(?:差|缺)(?:一个|一份|一张|个|份|张|了)?(?!不多|评)|补(?:一下|个|一份|交|材料)"
            rf"|(?:少|没得|没带|没交)(?:了|一个|一份|个)?(?=.{{0,8}}{_PAPER})"
        ),
    ),
    (AgentAct.GO_ON, re.compile(rf"(?:公示|鉴定|评定)(?:期)?(?:完|满|过|结束|好){_DONE}")),
    (AgentAct.HOLD, re.compile(r"(?:在|正在|开始|去|要)?(?:公示|鉴定|评定)(?:中|期|起|7天|七天|5天|五天)?")),
    (
        AgentAct.DELIVER,
        re.compile(
            rf"(?:送(?:到|去|拢|上门)(?:屋|家|手)?(?:头|里)?|已领|领(?:走|起走|了)|拿(?:走|起走|到)|取走|交到(?:本人|手)上?|发到手上){_DONE}"
        ),
    ),
    (
        AgentAct.START,
        re.compile(
            r"(?:正)?在(?:办|弄|走流程|审)|送(?:镇|县|派出所|医保局)|(?:交|报|递)(?:到|上|去)?(?:镇|县|派出所|民政|残联|上去)|办理中|开始办"
        ),
    ),
    (
        AgentAct.COMPLETE,
        re.compile(
            rf"办(?:好|结|完|成|拢|妥){_DONE}|批(?:下来|了|准)|下来了|录(?:入|好|进去)|弄好|整好|搞定|(?:证|卡|章)(?:好|到|盖好|出来){_DONE}"
        ),
    ),
    (
        AgentAct.ACCEPT,
        re.compile(
            r"受理|收(?:到|下|了|件|起了)|接(?:了|单|件|下|到了|起)|材料(?:齐|全|够)|^(?:都|已经)?齐(?:了|全了|活了)$|(?:我|可以)(?:来)?(?:办|接)(?:嘛|哈)?$"
        ),
    ),
)
_LOOSE = re.compile(r"^[\s,。;:!、那这个件单号的]+|[\s,;:、]+$")
_ASKING = ("差", "缺", "少", "还", "就", "只", "补")
_UNDER_WAY = ("在办", "在弄", "办理中", "开始办")
_QUESTION = re.compile(r"[??]|吗|咋个|啥子时候|好久|哪个|能不能|可不可以")


def read_agent_reply(text: str) -> AgentReply | None:
    """Return what an agent's words report about an application, else None: questions report nothing.

    `差银行卡复印件` asks for it whole: the note of a return keeps what is missing; that of the others is what
    is said besides (`0136 办好了 下个月发钱` → complete, 0136, 下个月发钱).
    """
    simple = plain(text)
    if _QUESTION.search(simple):
        return None
    number = find_case_number(simple)
    rest = text if number is None else _without(text, number.start, number.end)
    for act, pattern in _ACTS:
        match = pattern.search(plain(rest))
        if match:
            return AgentReply(act, number.words if number else "", _note(act, rest, match))
    return None


def about(note: str, person: str) -> str:
    """Return a note without the name that only said whose application it is: 邓素琼的 收入超了 → 收入超了."""
    if not person or not note.startswith(person):
        return note
    return _LOOSE.sub("", note.removeprefix(person))


def _note(act: AgentAct, rest: str, match: re.Match[str]) -> str:
    if act is AgentAct.SEND_BACK:
        said = rest[match.end() :] if match.group().startswith(_ASKING) else rest
        return _LOOSE.sub("", said) or _LOOSE.sub("", rest)
    if act in (AgentAct.ACCEPT, AgentAct.DELIVER):
        return _LOOSE.sub("", _after_pause(rest[match.end() :]))
    bare = act is AgentAct.COMPLETE or match.group().endswith(_UNDER_WAY)
    if act is AgentAct.REJECT or (bare and _opens(rest, match)):
        return _LOOSE.sub("", _without(rest, match.start(), match.end()))
    return _LOOSE.sub("", rest)


def _opens(rest: str, match: re.Match[str]) -> bool:
    """Tell whether the words of the act stand by themselves, so that what follows is the note."""
    return not _LOOSE.sub("", rest[: match.start()])


def _after_pause(words: str) -> str:
    return "".join(re.split(r"[\s,。;，；]", words, maxsplit=1)[1:])


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip()
