"""What people say of a broadcast they have not understood, or want to read: 啥子事哦, 看不懂, 看通知."""

import re

from nlp.normalise import plain

LONGEST = 16  # characters; a longer text is about something of its own

_WHAT = r"(?:啥子?|什么|么子|咋个?)"
_LOST = re.compile(
    rf"(?:看|听|搞|弄|整)?(?:不|没|莫)(?:太)?(?:看|听|搞|弄|整)?(?:懂|明白|清楚)"
    rf"|^(?:这|那|你们?|村上|刚刚?|刚才|发|说|讲|通知|消息|广播|是|的|个|条|到底|,)*{_WHAT}"
    rf"(?:回事|事情?|意思|名堂|东西|通知|消息)?(?:哦|嘛|呀|啊|呢|喃|哟|安)?[?]*$"
)
_ONLY_LOST = re.compile(
    r"我?(?:看|听|搞|弄)?(?:不|没)(?:太)?(?:看|听|搞|弄)?(?:懂|明白|清楚)[了嘛哦啊呀,。!]*"
)
_MORE = re.compile(
    r"停(?:水|电|气)?(?:到|好|多|几)[^,。;]{0,3}(?:久|好久|多久|时候|点)|(?:好久|几点|啥时候|哪天|多久)[^,。;]{0,3}(?:停|来(?:水|电|气)|恢复|开始|通)"
    r"|(?:为啥子?|咋个|咋)(?:要|又)?停(?:水|电|气)"
)
_READ = re.compile(
    rf"^(?:我?要?想?(?:看|瞧|读)(?:看|一?下|哈)?(?:村上|镇上|县上)?(?:发?的)?(?:那|这)?(?:个|条)?(?:通知|广播)(?:内容)?"
    rf"|(?:通知|广播)(?:内容|原文|全文)?(?:说|讲|写)?(?:了|的|的是)?(?:{_WHAT})?(?:事|呢|喃)?)[?]*$"
)


def has_not_understood(text: str) -> bool:
    """Tell whether a short text says that something just told was not understood."""
    simple = plain(text)
    return len(simple) <= LONGEST and _LOST.search(simple) is not None


def says_only_lost(text: str) -> bool:
    """Tell whether a text says that it was not understood, and nothing else: 听不懂, 没看明白哦."""
    return _ONLY_LOST.fullmatch(plain(text)) is not None


def asks_more(text: str) -> bool:
    """Tell whether a short text asks after what was told to all: 要停到好久, 几点来水, 为啥子停电."""
    simple = plain(text)
    return len(simple) <= LONGEST and _MORE.search(simple) is not None


def wants_to_read(text: str) -> bool:
    """Tell whether a short text asks for what was told by broadcast."""
    simple = plain(text)
    return len(simple) <= LONGEST and _READ.search(simple) is not None
