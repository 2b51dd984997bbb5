"""Reads and plays dialogue scripts: plain text that village staff can read, run through the real webhook.

# 路灯坏了，从报到办结                  a comment; the first says what the dialogue shows
王秀芳：我们一组路口那个路灯熄了        somebody writes (a name, a stranger, an openid)
  → 路灯照明                            the answer holds these words (several lines: all of them)
  ✗ 在哪                                and does not hold these
王秀芳：[图]                            a photo; also [语音], [视频], [定位 31.0991,105.0920 三组谢家院子]
王秀芳：[语音 我们一组路灯熄了]         a recording with these words in it; a script that has one has
                                        a recogniser, which hears nothing in a mere [语音]
王秀芳：[微信听出 路灯熄了]             a recording whose words WeChat has recognised itself
王秀芳点：对，提交                      taps a choice; 王秀芳点菜单：KEY the menu; 王秀芳关注：SCENE, 取关：
尹杰峰收到：                            the next push to somebody, with the lines it holds
  → 路灯
尹杰峰没收到：赡养                      nothing that was pushed to somebody so far holds these words
尹杰峰通知数：2 incident                so many notices of this kind were written to somebody so far
罗文斌接手：王秀芳                      from the console; 罗文斌告诉王秀芳：words, 罗文斌交还：王秀芳
时间：2026-11-25 09:00                  the clock moves forward to a moment, or by 过：30分钟 (分钟, 小时, 天)
任务：NAME                              a scheduled job runs now
案件：incident lighting resolved        the newest case is of these words; 案件2： the second of this script
案件：人=王玉珍 附件=1 评分=5           facts of a case (`facts.py` names them all)
案件数：1                               so many cases were opened since the beginning
评比公布：2026-11                       closes and publishes a month's hygiene round
评比规矩：calendar objection_days 7     the village has voted one number of the rule otherwise
罗文斌广播：明天停水                    tells everybody of their village; with 【急】 before it, urgently
收废品：六 09:00-11:00                  recyclables are collected on Saturdays
上门收：                                the one wish to have waste fetched, with the lines it holds
编号从：G 119                           the next case of a letter gets this number
{编号} {短号}                           in any line: the newest case's number, and its last four digits;
                                        {编号2} {短号2} those of the second case of this script
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulator.platform import Reply
from models import talk
from models.base import CHINA
from models.case import Case
from models.notice import Notice
from models.number import Counter
from models.people import Person
from tests.dialogues import village_acts
from tests.dialogues.facts import wrong
from tests.recogniser import spoken
from tests.town import Town

SPANS = {"分钟": "minutes", "小时": "hours", "天": "days"}
LOCATION = re.compile(r"\[定位 ([\d.]+),([\d.]+) ?(.*)\]")
SPOKEN = re.compile(r"\[语音 (.+)\]")
RECOGNISED = re.compile(r"\[微信听出 (.+)\]")
NUMBER = re.compile(r"\{(编号|短号)(\d*)\}")


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
            if re.search(f"{ending}$", line.who):
                await play(self, line)
                return
        self._check(line, (await self._say(line.who, line.what)).text)

    async def _say(self, who: str, what: str) -> Reply:
        platform, openid = self._town.platform, self._town.openid(who)
        if what == "[图]":
            return await platform.photo(openid)
        if what.startswith("[语音"):
            words = SPOKEN.fullmatch(what)
            return await platform.voice(openid, spoken(words[1] if words else ""))
        if words := RECOGNISED.fullmatch(what):
            return await platform.voice(openid, recognition=words[1])
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
        held = [bubble.text for bubble in phone.received if bubble.is_pushed and line.what in bubble.text]
        assert not held, f"{self._at(line)}: {held}"

    async def _move_to(self, line: Line) -> None:
        await self._town.settle()
        self._town.move_to(datetime.strptime(line.what, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA))

    async def _pass(self, line: Line) -> None:
        await self._town.settle()
        number, unit = re.fullmatch(r"(\d+)(分钟|小时|天)", line.what).groups()  # type: ignore[union-attr]
        self._town.clock.move(timedelta(**{SPANS[unit]: int(number)}))

    async def _run_job(self, line: Line) -> None:
        await self._town.run_job(line.what)

    async def _holds(self, line: Line) -> None:
        number = self._nth(line.who.removeprefix("案件"))
        with self._town.session() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            problems = wrong(case, line.what)
        assert not problems, f"{self._at(line)}: {number}: {problems}"

    async def _counted(self, line: Line) -> None:
        opened = self._count() - self._before
        assert opened == int(line.what), f"{self._at(line)}: {opened} cases were opened"

    async def _noticed(self, line: Line) -> None:
        count, _, kind = line.what.partition(" ")
        name = line.who.removesuffix("通知数")
        with self._town.session() as session:
            query = select(Notice).join(Person).where(Person.name == name, Notice.kind.startswith(kind))
            kinds = [notice.kind for notice in session.scalars(query)]
        assert len(kinds) == int(count), f"{self._at(line)}: {kinds}"

    async def _number_from(self, line: Line) -> None:
        letter, number = line.what.split()
        prefix = f"{letter}{self._town.clock.now():%y%m}"
        with self._town.session() as session, session.begin():
            session.merge(Counter(prefix=prefix, last=int(number) - 1))

    async def _follow(self, line: Line) -> None:
        openid = self._town.openid(line.who.removesuffix("关注"))
        self._check(line, (await self._town.platform.follow(openid, line.what)).text)

    async def _leave(self, line: Line) -> None:
        await self._town.platform.leave(self._town.openid(line.who.removesuffix("取关")))

    async def _take_over(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            staff = self._person(session, line.who.removesuffix("接手"))
            talk.take_over(session, self._person(session, line.what), staff, self._town.clock.now())

    async def _tell(self, line: Line) -> None:
        name, _, to = line.who.partition("告诉")
        with self._town.session() as session, session.begin():
            staff, person = self._person(session, name), self._person(session, to)
            talk.say(session, person, staff, line.what, self._town.clock.now())

    async def _hand_back(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            staff = self._person(session, line.who.removesuffix("交还"))
            talk.hand_back(session, self._person(session, line.what), staff, self._town.clock.now())

    async def _publish(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            village_acts.publish(session, line.what, self._town.clock.now())

    async def _rule(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            village_acts.rule(session, line.what)

    async def _broadcast(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            author = self._person(session, line.who.removesuffix("广播"))
            village_acts.broadcast(session, author, line.what, self._town.clock.now())

    async def _collect(self, line: Line) -> None:
        with self._town.session() as session, session.begin():
            village_acts.collect(session, line.what)

    async def _fetched(self, line: Line) -> None:
        with self._town.session() as session:
            self._check(line, village_acts.newest_pickup(session))

    PLAYS = {  # noqa: RUF012 - a constant table; longer endings before those they end with
        "没收到": _not_pushed,
        "收到": _pushed,
        "通知数": _noticed,
        "关注": _follow,
        "取关": _leave,
        "接手": _take_over,
        "告诉.+": _tell,
        "交还": _hand_back,
        "点菜单": _menu,
        "点": _tap,
        "时间": _move_to,
        "过": _pass,
        "任务": _run_job,
        "案件数": _counted,
        r"案件\d*": _holds,
        "编号从": _number_from,
        "评比公布": _publish,
        "评比规矩": _rule,
        "广播": _broadcast,
        "收废品": _collect,
        "上门收": _fetched,
    }

    # ---------------------------------------------------------------- helpers

    def _check(self, line: Line, text: str) -> None:
        for words in line.expected:
            assert words in text, f"{self._at(line)}: “{words}” is not in: {text}"
        for words in line.forbidden:
            assert words not in text, f"{self._at(line)}: “{words}” should not be in: {text}"

    def _filled(self, line: Line) -> Line:
        def fill(text: str) -> str:
            return NUMBER.sub(self._number, text)

        lists = ([*map(fill, words)] for words in (line.expected, line.forbidden))
        return Line(line.number, fill(line.who), fill(line.what), *lists)

    def _number(self, found: re.Match[str]) -> str:
        number = self._nth(found[2])
        return number if found[1] == "编号" else number[-4:]

    def _nth(self, place: str) -> str:
        """Return the number of the case opened first, second … since the beginning, the last where unsaid."""
        with self._town.session() as session:
            numbers = list(session.scalars(select(Case.number).order_by(Case.id).offset(self._before)))
        return numbers[int(place) - 1 if place else -1]

    @staticmethod
    def _person(session: Session, who: str) -> Person:
        known = Person.openid == who if who.startswith("o") else Person.name == who
        return session.scalars(select(Person).where(known, Person.openid.is_not(None))).one()

    def _at(self, line: Line) -> str:
        return f"{self._name}:{line.number} {line.who}：{line.what}"

    def _count(self) -> int:
        with self._town.session() as session:
            return session.scalar(select(func.count()).select_from(Case)) or 0
