"""Case numbers in every way people write them: G2611-0136, g26110136, 42, 0042, 第119号, 四十二号."""

import re
from dataclasses import dataclass

from nlp.numbers import NUMERAL
from nlp.openings import quick
from nlp.standing import standing

_DIGITS = "[零一二三四五六七八九幺两]"
_FULL = quick(
    rf"(?<![a-z0-9])[a-z]\s?\d{{4}}\s?[-—_杠]?\s?\d{{2,6}}(?!\d)"
    rf"|(?<![a-z0-9])[a-z]\s?{_DIGITS}{{4}}(?:杠|-)?{_DIGITS}{{2,6}}|(?<![a-z0-9])[dgst]0\d{{3}}(?!\d)"
)
_MARKED = re.compile(
    rf"(?:单号|编号|单子|工单|案号|号码|案子|任务|案件|办件)号?(?:是|为|:|第|叫)?\s*((?>\d{{4}}\s?[-—_]\s?\d{{2,6}}|"
    rf"\d{{1,6}}|{NUMERAL}{{1,8}}))(?![\d.]|[分桌度星点年月组社队户岁块元天个条])"
)
# A day that something is fixed for (定到28号, 17号三点) is no case.
_FIXED = r"(?<![说都定约])(?<!上[回次])(?<!改到)(?<![定约]到)(?<![约就]在)(?<!安排:)"
_HOUR = r"\s*,?\s*(?:上午|下午|早|晚|晌|中午|擦黑|\d{1,2}点|[一二两三四五六七八九十]{1,2}点)"
_NTH = quick(r"第\s?(\d{1,6})\s?号(?!线|桌|楼|网格|窗口|院|台)")
_A_DAY = "那天|的[期会]|[报交办打]的|申请|说来|来的|去的|就来|没[谈调说]|在[村调院老司镇我他活会屋文]"
_NUMBERED = quick(
    rf"(?<![\d.\-月组社队第])(?<!1[3-9]\d){_FIXED}#?第?\s?(\d{{1,6}})\s?号(?!线|桌|楼|网格|窗口|院|台|{_A_DAY}|{_HOUR})"
)
_ORDERED = re.compile(r"第\s?(\d{2,6})(?![\d.组社队个天次条桩户届名期年月周])")
_COUNTED = quick(r"(?<![\d.\-年月第])(\d{1,4})(?:单|案)(?!元)")
_SPOKEN = quick(
    rf"(?<!月)(?<![月初周第]){_FIXED}(?<!{NUMERAL}){NUMERAL}{{2,6}}(?=号(?:单|案|工单|任务|那|这|我|办|撤|弄|处|转|,|\s|$))"
)
_OPENING = re.compile(
    rf"^(?:嗯|那个|喂|哎|呃|就是说|就是|他|[\s,])*第?({NUMERAL}{{1,4}})号(?!的|之?前|那天|{_HOUR}|网格|窗口|桌)"
)
_SPELT = re.compile(rf"(?<!{_DIGITS})(幺{_DIGITS}{{2,3}})(?!{_DIGITS}|[点度块元])")
_UNITS = r"(?![\d.]|[分桌度星年月日组社队户岁块元天个条斤米点时多来次根盏家号]|[\-~到至:]\d)"
_BEFORE = r"(?<!\d:)(?<![\d.\-a-z组社队第分赔补付欠打])(?<![赔补付欠打]\s)"
_BARE = quick(rf"{_BEFORE}(0\d{{2,5}}|\d{{2,6}}(?![处人粉])){_UNITS}")
_LOOSE = quick(rf"{_BEFORE}(\d{{1,6}}(?![处人粉])){_UNITS}")

_PATTERNS = (_FULL, _MARKED, _NTH, _NUMBERED, _ORDERED, _COUNTED, _SPOKEN, _OPENING, _SPELT)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number as written (without 号) and where it stands."""

    words: str
    start: int
    end: int


def find_case_number(plain_text: str, *, loose: bool = False) -> CaseNumber | None:
    """Return the case number that a plain text names; `loose` takes a bare number of any length too."""
    patterns = (*_PATTERNS, _LOOSE if loose else _BARE)
    found = next((match for pattern in patterns if (match := pattern.search(plain_text))), None)
    return _standing(plain_text, _of(found)) if found else None


def _standing(text: str, number: CaseNumber) -> CaseNumber:
    """Return the number that takes the place of one that is taken back: 接43 不对 44."""
    after = next(
        (match for pattern in (*_PATTERNS, _LOOSE) if (match := pattern.search(text, number.end))), None
    )
    return standing(text, (number, _of(after)))[0] if after else number


def _of(match: re.Match[str]) -> CaseNumber:
    group = min(match.re.groups, 1)
    return CaseNumber(match.group(group), match.start(group), match.end(group))
