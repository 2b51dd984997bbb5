"""Reads and plays dialogue scripts: plain text that village staff can read, run through the real webhook.

# 路灯坏了，从报到办结                  a comment; the first says what the dialogue shows
王秀芳：我们一组路口那个路灯熄了        somebody writes (a name, a stranger, an openid)
  → 路灯照明                            the answer holds these words (several lines: all of them)
  ✗ 在哪                                and does not hold these
王秀芳：[图]                            a photo; also [语音], [视频], [定位 31.0991,105.0920 三组谢家院子]
王秀芳点：对，提交                      taps a choice; 王秀芳点菜单：KEY the menu
尹杰峰收到：                            the next push to somebody, with the lines it holds
  → 路灯
尹杰峰没收到：赡养                      nothing that was pushed to somebody so far holds these words
时间：2026-11-25 09:00                  the clock moves forward to a moment, or by 过：30分钟 (分钟, 小时, 天)
任务：NAME                              a scheduled job runs now
案件：incident lighting resolved        the newest case is of these words
案件数：1                               so many cases were opened since the beginning
{编号} {短号}                           in any line: the newest case's number, and its last four digits
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.simulator.platform import Reply
from models.base import CHINA
from models.case import Case
from tests.town import Town

SPANS = {"分钟": "minutes", "小时": "hours", "天": "days"}
LOCATION = re.compile(r"\[定位 ([\d.]+),([\d.]+) ?(.*)\]")


@dataclass
class Line:
    """One line of a script with the expectations under it."""

    number: int
    who: str
    what: str
    expected: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


def read(path: Path) -> list[Line]:
    """Read a script; raises `ValueError` naming the line that is none."""
    lines: list[Line] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text[0] in "→✗":
            (lines[-1].expected if text[0] == "→" else lines[-1].forbidden).append(text[1:].strip())
            continue
        who, colon, what = text.partition("：")
        if not colon:
            message = f"{path.name}:{number}: a line is `somebody：words`: {text}"
            raise ValueError(message)
        lines.append(Line(number, who.strip(), what.strip()))
    return lines


class Player:
    """Plays the lines of one script in a town."""

    def __init__(self, town: Town, name: str) -> None:
        self._town, self._name = town, name
        self._before = self._count()

    async def play(self, line: Line) -> None:
        """Play one line and hold its answer against what is expected."""
        line = self._filled(line)
        for ending, play in self.PLAYS.items():
            if line.who.endswith(ending):
                await play(self, line)
                return
        self._check(line, (await self._say(line.who, line.what)).text)

    async def _say(self, who: str, what: str) -> Reply:
        platform, openid = self._town.platform, self._town.openid(who)
        if what == "[图]":
            return await platform.photo(openid)
        if what == "[语音]":
            return await platform.voice(openid)
        if what == "[视频]":
            return await platform.video(openid)
        if place := LOCATION.fullmatch(what):
            return await platform.location(openid, float(place[1]), float(place[2]), place[3])
        return await self._town.say(who, what)

    async def _tap(self, line: Line) -> None:
        openid = self._town.openid(line.who.removesuffix("点"))
        self._check(line, (await self._town.platform.tap(openid, line.what)).text)

    async def _menu(self, line: Line) -> None:
        openid = self._town.openid(line.who.removesuffix("点菜单"))
        self._check(line, (await self._town.platform.click(openid, line.what)).text)

    async def _pushed(self, line: Line) -> None:
        words = [*([line.what] if line.what else []), *line.expected]
        push = await self._town.pushed(line.who.removesuffix("收到"), words[0] if words else "")
        self._check(line, push.text)

    async def _not_pushed(self, line: Line) -> None:
        phone = self._town.platform.phone(self._town.openid(line.who.removesuffix("没收到")))
        held = [bubble.text for bubble in phone.received if line.what in bubble.text]
        assert not held, f"{self._at(line)}: {held}"

    async def _move_to(self, line: Line) -> None:
        self._town.move_to(datetime.strptime(line.what, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA))

    async def _pass(self, line: Line) -> None:
        number, unit = re.fullmatch(r"(\d+)(分钟|小时|天)", line.what).groups()  # type: ignore[union-attr]
        self._town.clock.move(timedelta(**{SPANS[unit]: int(number)}))

    async def _run_job(self, line: Line) -> None:
        await self._town.run_job(line.what)

    async def _newest(self, line: Line) -> None:
        case = self._town.cases()[-1]
        have = {case.kind, case.category, case.status, case.level, "urgent" if case.urgent else ""}
        have |= {case.assignee.name if case.assignee else ""}
        missing = set(line.what.split()) - have
        assert not missing, f"{self._at(line)}: {case.number} is {sorted(filter(None, have))}"

    async def _counted(self, line: Line) -> None:
        opened = self._count() - self._before
        assert opened == int(line.what), f"{self._at(line)}: {opened} cases were opened"

    PLAYS = {  # noqa: RUF012 - a constant table; longer endings before those they end with
        "没收到": _not_pushed,
        "收到": _pushed,
        "点菜单": _menu,
        "点": _tap,
        "时间": _move_to,
        "过": _pass,
        "任务": _run_job,
        "案件数": _counted,
        "案件": _newest,
    }

    # ---------------------------------------------------------------- helpers

    def _check(self, line: Line, text: str) -> None:
        for words in line.expected:
            assert words in text, f"{self._at(line)}: “{words}” is not in: {text}"
        for words in line.forbidden:
            assert words not in text, f"{self._at(line)}: “{words}” should not be in: {text}"

    def _filled(self, line: Line) -> Line:
        if "{" not in line.what + "".join(line.expected):
            return line
        number = self._town.cases()[-1].number

        def fill(text: str) -> str:
            return text.replace("{编号}", number).replace("{短号}", number[-4:])

        return Line(line.number, line.who, fill(line.what), [*map(fill, line.expected)], line.forbidden)

    def _at(self, line: Line) -> str:
        return f"{self._name}:{line.number} {line.who}：{line.what}"

    def _count(self) -> int:
        with self._town.session() as session:
            return session.scalar(select(func.count()).select_from(Case)) or 0
