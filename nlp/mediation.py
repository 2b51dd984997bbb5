"""What people say around a mediation without asking for anything by name: the short answers of both sides."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from nlp.case_numbers import find_case_number
from nlp.normalise import plain
from nlp.numbers import NUMERAL, read_chinese
from nlp.people import looks_like_name


class Remark(StrEnum):
    """What a short message says to a mediation that is under way."""

    TAKE = "take"
    SUMMONED = "summoned"
    CANNOT_COME = "cannot_come"
    ANOTHER = "another"
    HIGHER = "higher"
    KEPT = "kept"
    BREACHED = "breached"


_REMARKS: Mapping[Remark, re.Pattern[str]] = MappingProxyType(
    {
        Remark.TAKE: re.compile(
            r"(?<!不要)(?<!莫喊)我(?:来|去)?(?:调解|调(?!动|换)|主持|接手|说和)|^(?:这个|这件)?交给我"
        ),
        Remark.SUMMONED: re.compile(
            r"(?:啥子?|什么|哪样|咋子?|为啥|为什么).{0,4}(?:喊|叫|通知|请|要)我(?:们)?(?:去|来|到)?"
            r"|(?:喊|叫|通知|要)我(?:们)?(?:去|来|到).{0,4}(?:做|干|整|说)?(?:啥|什么|咋|哪样)"
            r"|(?:哪个|谁|啥人)(?:告|喊|找|请)(?:的|了|到)?我|调解.{0,4}(?:好久|几点|哪天|在哪|啥子事)"
        ),
        Remark.ANOTHER: re.compile(
            r"换(?:一?个|位|一位)(?:调解的?)?(?:人|调解员)|(?:不要|不想要|莫让|信不过|不服).{0,8}(?:调|主持)|换人(?:来)?调?"
        ),
        Remark.HIGHER: re.compile(
            r"(?:愿意|同意|想|要|请|申请|拿|交).{0,4}(?:镇|县|上头|上级|上一级).{0,4}(?:调|说理|解决|处理)|(?:到|去)(?:镇|县)上?.{0,2}(?:调|说理)"
        ),
        Remark.CANNOT_COME: re.compile(
            r"(?:去|来|到|走)不(?:了|到|成|脱)|(?:没得?|不得|没有)空|没(?:得|有)?时间|赶不(?:到|回|拢)|(?:改|换)个?(?:时间|日子|天|期)"
        ),
    }
)
_NOT_BROKEN = re.compile(r"没(?:有|得)?(?:人)?(?:再|又)?(?:扯皮?|反悔|闹|吵|翻脸|变卦|耍赖)|不(?:扯|闹|吵)了")
_BREACH = re.compile(r"反悔|不认(?:账|黄)|说(?:的)?话不算|变卦|赖账|翻脸|又(?:在|来)?(?:扯皮|闹起|吵起)")
_BROKEN = re.compile(
    r"不认了|赖(?:起|皮)|又(?:在|来)?(?:扯|闹|吵|占|砍|堵|挖|打)"
    r"|没(?:有|得)?(?:照|按)|(?:没有?|没得|不|不肯)(?:给|还|付|赔|兑现|履行|拿)"
)
_HELD = re.compile(
    r"(?:照|按).{0,8}(?:办|做|给|来)|(?:钱|款|账).{0,6}(?:给|付|还|赔|拿)|说话算|和好|(?:没|没得|没有)(?:啥)?(?:问题|事)了?|做到了|履行|兑现|好了|安逸"
)
_LONGEST = 40

_RISK = re.compile(
    r"(?:要|扬言|说|威胁).{0,8}(?:砍(?:死|人|我[^的家屋园])|杀|弄死|打死|整死|捅|烧(?:我|死)|放火)"
    r"|(?:拿|提|操|摸|举)(?:起|了|到|出|着)*(?:一?把)?(?:菜刀|刀|斧|钢管|扁担|棒棒?)|动(?:了|过)?手|打(?:伤|破|起来)"
    r"|打(?:了|过)?(?:我|人)(?!.{0,2}电话)|(?:喊|叫|约|带)(?:了|起)?.{0,3}(?:一帮|一群|一伙|几车|十几个|几十个)|家暴|拼命|同归于尽|见血|跟.{0,4}拼了"
)
_OUTCOMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("failed", re.compile(r"谈崩|崩了|调不成|调解不成|谈不拢了|没法(?:谈|调)|调解失败|拒绝调|不(?:愿|肯)调")),
    (
        "adjourned",
        re.compile(r"没(?:有|得)?[谈说](?:拢|成|好|妥)|下(?:回|次|周|星期|个).{0,6}再|择日|改天再|再约"),
    ),
    ("written_agreement", re.compile(r"(?<![没不未])签|书面|手印|写(?:了|好|下)协议")),
    ("oral_agreement", re.compile(r"口头|说好了|握手|言和")),
    ("withdrawn", re.compile(r"撤(?:回|了|销|诉)|不(?:告|调|要调)了")),
)  # fmt: skip
_MEETING = re.compile(
    r"谈不拢|说不拢|调不(?:下去|拢|动)|(?:两边|双方|他们)[^,。;]{0,4}(?:吵|闹|谈|说)|谈(?:好|成|完|拢|妥)|协议|签字"
)
_WISH = re.compile(r"^(?:我)?(?:就|只|还)?(?:想|要|喊|叫|让|请|希望)|赔|还原|退(?:给|回)|道歉")
_SAME_PLACE = re.compile(
    r"(?:还|仍|照旧|就).{0,3}(?:那|原|老|上回|上次|这)(?:儿|里|个|点|地|塌)|老地方|原地方?|^(?:那|这)(?:儿|里)$"
)
_PLACE_SHAPE = re.compile(
    r"^(?:就?在)?(.{0,10}(?:[组社队村院湾沟坝屋塘田地坡路桥河岩口]|院子|屋头|屋后|树下|底下|旁边|边上?)"
    r"(?:那儿|那里|那边|头|后头)?)$"
)
_DEMAND = re.compile(r"[喊叫要莫赔把占让给还]")
_PRONOUN = re.compile(r"[他她它你我]们?|人家|别个|别人|对方|有人|那个人?|这个人?")
_SOMEBODY_NEAR = re.compile(
    r"(?:我们?)?(?:的|屋)?(?:隔壁|邻居|对门|旁边|坎上|坎下)(?:子|家|屋头|那家|的|邻居)*"
)
_WITH = re.compile(r"(?<![一二三四五六七八九十])[跟和同与遭被](?=([一-鿿]{2,3}))")
_WITH_NEAR = re.compile(
    r"[跟和同与](?:我们?)?((?:隔壁|邻居|对门|坎上|坎下)(?:家|屋头)?)(?![一-鿿]{0,2}[家哥嫂孃爷婆])"
)
_PIECES = re.compile(r"[\s,。;!、]+")
_ORDINAL = re.compile(rf"第(\d{{1,2}}|{NUMERAL}{{1,3}})(?:个|件|起|条|桩)")


def read_remark(text: str) -> Remark | None:
    """Return what a message says to a mediation under way, None where it says nothing of the sort."""
    words = plain(text)
    if len(words) > _LONGEST:
        return None
    for remark, pattern in _REMARKS.items():
        if pattern.search(words):
            return remark
    if _NOT_BROKEN.search(words):
        return Remark.KEPT
    return Remark.BREACHED if _BREACH.search(words) else None


def read_kept(text: str) -> bool | None:
    """Return whether an agreement is being kept, as one asked about it answers; None where it is not said."""
    words = plain(text)
    if _NOT_BROKEN.search(words):
        return True
    if _BREACH.search(words) or _BROKEN.search(words):
        return False
    return True if _HELD.search(words) else None


def has_risk(text: str) -> bool:
    """Tell whether a story holds blows, weapons, threats to life or a crowd called together."""
    return bool(_RISK.search(plain(text)))


def says_wish(text: str) -> bool:
    """Tell whether words say what somebody wants of the other side: 喊他把界还原, 要回工钱."""
    return _WISH.search(plain(text)) is not None


def says_of_meeting(text: str) -> bool:
    """Tell whether words speak of how a meeting goes, without saying what came of it: 两边吵起来了 谈不拢."""
    return bool(_MEETING.search(plain(text)))


def read_outcome(text: str) -> str | None:
    """Return the code of what came of a meeting, where the words are clear by themselves."""
    words = plain(text)
    return next((code for code, pattern in _OUTCOMES if pattern.search(words)), None)


def find_named_side(text: str) -> str | None:
    """Return the other side after 跟, 和 or the like: 我家跟张德明为了田边吵 is 张德明."""
    if near := _WITH_NEAR.search(plain(text)):
        return near[1]
    for match in _WITH.finditer(plain(text)):
        for length in (3, 2):
            name = match[1][:length]
            if len(name) == length and looks_like_name(name):
                return name
    return None


def is_same_place(text: str) -> bool:
    """Tell whether a place is meant that was named before: 还是那儿, 老地方."""
    return bool(_SAME_PLACE.search(plain(text)))


def is_pronoun(party: str) -> bool:
    """Tell whether the words for a side name nobody: 他, 人家."""
    return not party or bool(_PRONOUN.fullmatch(plain(party)))


def is_vague(party: str) -> bool:
    """Tell whether the words for a side leave open who it is: 他, 隔壁, 邻居家."""
    return is_pronoun(party) or bool(_SOMEBODY_NEAR.fullmatch(plain(party)))


def read_leading_place(text: str) -> str | None:
    """Return the place with which an answer to "where, and what is wished?" begins: 三组老院子 来说和."""
    first = _PIECES.split(plain(text).strip(), maxsplit=1)[0]
    match = _PLACE_SHAPE.fullmatch(first)
    return match[1] if match and not _DEMAND.search(first) else None


def read_ordinal(text: str) -> int | None:
    """Return the place, from 0, in a list shown before: 第二个我来调 is 1."""
    match = _ORDINAL.search(plain(text))
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else read_chinese(match[1])
    return number - 1 if number else None


def read_number_of_case(text: str) -> str | None:
    """Return the case number in a text as it is written, in small letters."""
    found = find_case_number(plain(text))
    return found.words if found else None
