"""Case numbers in every way people write them: G2611-0136, g26110136, 42, 0042, 第119号, 四十二号."""

import re
from dataclasses import dataclass

from nlp.numbers import NUMERAL

_FULL = re.compile(r"(?<![a-z0-9])[a-z]\s?\d{4}\s?[-—_]?\s?\d{3,6}(?!\d)")
_MARKED = re.compile(
    rf"(?:单号|编号|单子|工单|案号|号码|案子|任务|案件|办件)(?:是|为|:|第|叫)?\s*(\d{{1,6}}|"
    rf"{NUMERAL}{{1,4}})(?![\d.]|[分桌度星点年月组社队户岁块元天个条])"
)
_NUMBERED = re.compile(
    r"(?<![\d.\-月组社队第])(?<!1[3-9]\d)#?第?\s?(\d{1,6})\s?号(?!线|桌|楼|网格|窗口|院|台)"
)
_SPOKEN = re.compile(
    rf"(?<!月)(?<![月初周第]){NUMERAL}{{2,4}}(?=号(?:单|案|工单|任务|那|这|我|的|办|撤|弄|处|转|,|\s|$))"
)
_BARE = re.compile(
    r"(?<![\d.\-a-z组社队第])(\d{2,6})(?![\d.]|[分桌度星年月日组社队户岁块元天个条斤米点多来次根盏处家"
    r"人]|号线|[\-~到至]\d)"
)
_LOOSE = re.compile(
    r"(?<![\d.\-a-z组社队第])(\d{1,6})(?![\d.]|[分桌度星年月日组社队户岁块元天个条斤米点多来次根盏处家"
    r"人]|号线|[\-~到至]\d)"
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number as written (without 号) and where it stands."""

    words: str
    start: int
    end: int


def find_case_number(plain_text: str, *, loose: bool = False) -> CaseNumber | None:
    """Return the case number that a plain text names; `loose` takes a bare number of any length too."""
    full = _FULL.search(plain_text)
    if full:
        return _of(full, 0)
    for pattern in (_MARKED, _NUMBERED):
        match = pattern.search(plain_text)
        if match:
            return _of(match, 1)
    match = _SPOKEN.search(plain_text)
    if match:
        return _of(match, 0)
    match = (_LOOSE if loose else _BARE).search(plain_text)
    return _of(match, 1) if match else None


def _of(match: re.Match[str], group: int) -> CaseNumber:
    return CaseNumber(match.group(group), match.start(group), match.end(group))
