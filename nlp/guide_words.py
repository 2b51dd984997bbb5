"""What people say next when paperwork was just explained: am I entitled, what must I bring, do it for me."""

import re

from nlp.normalise import plain
from nlp.service_words import wants_it_done

_FITS = re.compile(
    r"(?<!钱)够不够(?!钱|数)|够格不|够条件不|得行不|行不行|(?:符不符合|合不合)(?:条件|规定)?|符合(?:条件)?(?:不|吗)"
    r"|(?:能不能|可不可以)(?:办|申请|享受|领|吃|得)|(?:办|申请|领)(?:不|得)[成到]?(?:办|申请|领)?得?[成到](?:不|吗)?"
    r"|有(?:没有|没得|无)资格|有资格(?:不|吗)|(?:能|可以)(?:办|申请|领|享受|吃)(?:不|吗)|算不算"
)
_LONGEST = 18
_ASKS_PART = re.compile(
    r"(?:那|还|都|我|要|需要|得)*(?:(?:带|准备)?(?:些)?(?:啥子?|什么|哪些)(?:材料|资料|手续|东西|证|条件)?|(?:要)?带(?:些)?啥子?|"
    r"材料|条件|手续|好久(?:办得?好|办得?下来)?|几天|(?:要|收)?好多钱|要钱不|收钱不|全部)(?:呢|嘛|哦|哈|要|不)*"
)
_AGE = re.compile(r"(\d{2,3})岁?")


def asks_if_fits(text: str) -> bool:
    """Tell whether somebody asks if they, or one of theirs, are entitled: 我够不够, 我妈得行不."""
    words = plain(text)
    return len(words) <= _LONGEST and _FITS.search(words) is not None


def asks_on(text: str) -> bool:
    """Tell whether words only make sense of something just explained: 要带啥, 条件呢, 我够不够, 帮我办."""
    words = re.sub(r"[\s,。.!?]+", "", plain(text))
    return wants_it_done(text) or asks_if_fits(text) or _ASKS_PART.fullmatch(words) is not None


def age_said(text: str) -> int | None:
    """Return the age in whole years that somebody gives: 我78得行不 is 78."""
    match = _AGE.search(plain(text))
    return int(match[1]) if match else None
