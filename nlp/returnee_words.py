"""What is said by and about those who come back: who, and how they feel."""

import re

from nlp.normalise import plain

_OWN = re.compile(
    r"^(?:我(?!们?(?:家|屋|娃|儿|女|妈|爸|老|哥|弟|姐|妹|婆|公|侄|孙|男|堂|爱|屋头))|本人|自己|各人)"
)
_FINE = re.compile(
    r"正常|没(?:得)?(?:发烧|发热|啥子?|不舒服|事|症状)|都好|很好|好得很|不烧|没有(?:发烧|症状|不舒服)|一切都?好|还好"
)
_ILL = re.compile(r"咳|痛|疼|晕|烧|热|吐|拉肚|屙|不舒服|没(?:得)?(?:力|劲|味)|鼻|嗓|喉|乏|冷|抖")
_KIN = re.compile(
    r"我(?:们)?(?:家|屋头)?(?:的)?(儿子|女儿|女娃儿?|儿娃子|娃儿|妹妹?|妹儿|弟弟?|哥哥?|姐姐?|老公|男人|男人家|堂客|婆娘|爱人|老汉儿?|爸爸?|妈妈?|幺儿|大儿|幺女|孙子|孙女|媳妇|女婿|侄儿?)"
)


def is_own(text: str) -> bool:
    """Tell whether somebody speaks of themselves: 我从成都回来了; not 我娃儿回来了."""
    simple = plain(text).strip()
    return _KIN.search(simple) is None and bool(_OWN.match(simple))


def read_kin(text: str) -> str | None:
    """Return the word for the one of the family who is meant: 我娃儿 is 娃儿."""
    match = _KIN.search(plain(text))
    return match[1] if match else None


def feels_fine(text: str) -> bool:
    """Tell whether words say that all is well: 没发烧 都好."""
    simple = plain(text)
    return bool(_FINE.search(simple)) and not _ILL.search(_FINE.sub("", simple))


_HERE = re.compile(
    r"已经(?:到|回|拢)|回来了|到(?:家|屋)了|拢(?:屋)?了|刚(?:刚|才)?(?:到|回|拢)|今天(?:到|回)"
)


def already_here(text: str) -> bool:
    """Tell whether somebody is back already: 我娃儿从广东回来了."""
    return _HERE.search(plain(text)) is not None
