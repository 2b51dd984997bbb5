"""Which of the times a message says is the one its intent asks for."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from nlp.dates import Said, find_dates
from nlp.intents import Intent
from nlp.times import choose, find_month, find_plan, settle

_WITHIN = r"[^,。;!?\s]{0,8}?"
_TOLD = (
    rf"^(?:就|都|才|已经|刚|又)*(?:来[了过]一?[趟次回]|{_WITHIN}(?:"
    rf"(?:说|讲|报(?![名销账])|反映)(?:了(?!假)|过|的)|[跟给向找][^,。;!?\s]{{0,6}}(?:说|讲|反映)(?=[,。;!?\s]|$)"
    rf"|打(?:过|了?(?:你们|站|村|1)){_WITHIN}电话"
)
_BUILT = r"|(?<![没未])(?:[修装安铺栽换][的好]|才[修装安铺栽换]|新[修装安])"
_DIED = r"|去世|过世|逝世|病故|死|走[的了]|[落咽断][的了]?气|老的|查出|住院|出生|生的"
_FAILED = r"|没[谈说调]|[谈说调]崩|打[的了]?架|[吵闹扯][的了起]|立案|受理"
_GONE = r"|走的|出去|出门|出的门|去的"
_END = "))"
_BEHIND: Mapping[Intent, re.Pattern[str]] = MappingProxyType(
    {
        Intent.INCIDENT_REPORT: re.compile(_TOLD + _BUILT + _END),
        Intent.CEREMONY_REGISTER: re.compile(_TOLD + _DIED + _END),
        Intent.MEDIATION_SCHEDULE: re.compile(_TOLD + _FAILED + _END),
        Intent.RETURNEE_REGISTER: re.compile(_TOLD + _GONE + _END),
    }
)
_ELSE_BEHIND = re.compile(_TOLD + _END)
"""What follows a time that is not the one asked for: of telling, building, dying, quarrelling, leaving."""

_LEAVING = re.compile(
    r"^[上下午早晚的\d点半]{0,6}(?:火车|高铁|动车|飞机|机票|车票|票|班?车|航班)|^[^,。;!?\s]{0,5}(?:出发|动身|启程|上车|起身)"
)
"""What follows the time of a journey's beginning, where its end is said too: 明晚的火车 后天早上拢."""

_MAIN_DAY = re.compile(r"^[^,。;!?\s]{0,6}?(?:出殡|出葬|上山|下葬|安葬|入土|正[席酒期日])")
"""What follows the main day of a feast that lasts several."""

_LAST_TIME = re.compile(r"(?:上回|上次|上一次|头回|头一回|前回)[^,。;!?]{0,5}$")
_FAR = 14
_NEAR = 8

_CAME = re.compile(
    r"(?:回|到|拢|落)(?:来|家|屋|村|乡|的)*了|(?:回|到|拢)(?:来|家|屋|村|乡)?的|[回到拢]的[家屋村]|已经|刚|就从.{0,8}回|忘了?报|补报"
)
_WILL = re.compile(r"要|准备|打算|会|想|将|预计|计划|可能|大概|估计|的票|定好")


def find_when(intent: Intent, plain_text: str, now: datetime) -> str | None:
    """Return the time as an intent means it: a report looks back, a plan ahead, a list has its month."""
    return _WAYS.get(intent, _ahead)(intent, plain_text, now)


def _month(_intent: Intent, text: str, now: datetime) -> str | None:
    return find_month(text, now)


def _behind(intent: Intent, text: str, now: datetime) -> str | None:
    said = find_dates(text, now.date(), past=True)
    meant = _meant(intent, text, said)
    return settle(text, choose(text, meant), said, now) if meant else None


def _at_the_station(intent: Intent, text: str, now: datetime) -> str | None:
    """Return the day asked about: one ahead where one is said, else any."""
    today = now.date()
    said = find_dates(text, today, past=False)
    meant = _meant(intent, text, said)
    ahead = [one for one in meant if one.first_day >= one.floor(today)]
    return settle(text, choose(text, ahead or meant), said, now) if meant else None


def _homecoming(intent: Intent, text: str, now: datetime) -> str | None:
    came = _CAME.search(text) is not None and not _WILL.search(text)
    said = find_dates(text, now.date(), past=came)
    meant = _meant(intent, text, said)
    arrival = [one for one in meant if not _LEAVING.search(text[one.end : one.end + _FAR])]
    return settle(text, choose(text, arrival or meant), said, now)


def _feast(intent: Intent, text: str, now: datetime) -> str | None:
    meant = _meant(intent, text, find_dates(text, now.date(), past=False))
    ends = [*(one.start for one in meant[1:]), len(text)]
    main = [one for one, end in zip(meant, ends, strict=False) if _MAIN_DAY.search(text[one.end : end])]
    return find_plan(text, now, main or meant, after_today=True)


def _ahead(intent: Intent, text: str, now: datetime) -> str | None:
    return find_plan(text, now, _meant(intent, text, find_dates(text, now.date(), past=False)))


def _meant(intent: Intent, text: str, said: Sequence[Said]) -> Sequence[Said]:
    """Return the dates that may be what the intent asks for."""
    behind = _BEHIND.get(intent, _ELSE_BEHIND)
    return [
        one
        for one in said
        if not behind.search(text[one.end : one.end + _FAR])
        and not _LAST_TIME.search(text[max(0, one.start - _NEAR) : one.start])
    ]


_WAYS: Mapping[Intent, Callable[[Intent, str, datetime], str | None]] = MappingProxyType(
    {
        Intent.HYGIENE_APPEAL: _month,
        Intent.HYGIENE_RESULT: _month,
        Intent.INCIDENT_REPORT: _behind,
        Intent.STATION_INFO: _at_the_station,
        Intent.RETURNEE_REGISTER: _homecoming,
        Intent.CEREMONY_REGISTER: _feast,
    }
)
