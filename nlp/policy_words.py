"""What people answer when they are told of something they are entitled to: 办, 不办, 已经办了, 都说了."""

import re
from enum import StrEnum

from nlp.normalise import plain


class OfferReply(StrEnum):
    """What a short answer says to what was offered."""

    DO = "do"
    NO = "no"
    DONE = "done"


LONGEST = 24
_ENDS = re.compile(r"[\s,，。.!！~、]+|(?<=.)(?:嘛|噻|哦|哈|呢|啊|呀|吧|哟|咯|啦|谢谢)+$")
_LEADS = r"(?:嗯+|好的?|要得|行|可以|那就|那|麻烦|请|谢谢)*"
_KIN = r"我?(?:妈|爸|爷爷?|奶奶?|公|婆婆?|娃儿?)"
_WHOM = rf"(?:你|你们)?(?:(?:帮|给|替|跟)(?:我|他|她|我们|屋头|家里|老人|老汉儿?|{_KIN})?)*"
_DO = re.compile(
    rf"{_LEADS}{_WHOM}(?:我)?(?:要|想|来|去)*(?:办|交|认证|换)(?:起|一下|一哈|这个|手续)*"
    rf"|{_LEADS}帮(?:我|他|她)?办(?:了)?"
)
_NO = re.compile(
    rf"{_LEADS}(?:我|现在|先|暂时|今年|都)*(?:不|莫)(?:想|要|用|需要|消)?(?:办|交|换|弄|搞|得办|认证)?(?:了|这个)*"
)
_DONE = re.compile(
    rf"{_LEADS}(?:我|我们|他|她|家里|屋头|老人|这个)*(?:已经|早就?|都|才|刚|上个?月|去年|今年)*"
    r"(?:办|交|认证|换|领|弄|搞|办理|上户|刷)(?:过|好|齐|起|到|脸)*(?:了|的)+"
)
_TOLD = re.compile(r"(?:都|全部?|挨家)?(?:说|讲|通知|告诉|带信)(?:过|好|到|清楚|完)*(?:了|哈|的)+$")


def read_offer_reply(text: str) -> OfferReply | None:
    """Return what a short answer says to an offer; None for anything longer or else.

    `办了` and `交了` are said of what is over; `办` and `帮我办` of what is wanted.
    """
    words = _bare(text)
    if not words or len(words) > LONGEST:
        return None
    if _DONE.fullmatch(words):
        return OfferReply.DONE
    if _NO.fullmatch(words):
        return OfferReply.NO
    return OfferReply.DO if _DO.fullmatch(words) else None


def says_told(text: str) -> bool:
    """Tell whether a visitor says to have told it: 都说了, 杜秀珍说过了."""
    words = _bare(text)
    return 0 < len(words) <= LONGEST and _TOLD.search(words) is not None


def says_told_all(text: str) -> bool:
    """Tell whether a visitor says so of everybody, or of nobody by name: 都说了, 说过了."""
    words = _bare(text)
    return _TOLD.fullmatch(words) is not None


def _bare(text: str) -> str:
    simple = plain(text)
    shorter = _ENDS.sub("", simple)
    while shorter != simple:
        simple, shorter = shorter, _ENDS.sub("", shorter)
    return simple
