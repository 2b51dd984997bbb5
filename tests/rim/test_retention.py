"""What is kept no longer than it is needed, and what has to stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.console.accounts import give_account
from bot.jobs import retention
from models.case import Attachment, Case
from models.entitlement import Entitlement, Told
from models.entitlement_rule import ONCE
from models.inbox import Inbound
from models.notice import Notice, NoticeState, notice_to
from models.people import Person, person_by_openid
from models.user import LoginSession, open_session
from tests.town import Town

VILLAGER = "oDEMO_villager_01"


def lie_there(town: Town, name: str) -> None:
    folder = Path(town.house.settings.media.folder)
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"#!AMR")


def files(town: Town) -> list[str]:
    return [file.name for file in Path(town.house.settings.media.folder).glob("said.*")]


async def test_what_people_wrote_is_emptied_after_half_a_year(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    town.later(days=181)
    assert retention.clear_away(town.house, town.clock.now())["messages"] == 1
    with town.session() as session:
        assert session.scalars(select(Inbound)).one().payload == {}


async def test_a_recording_is_removed_with_its_file_after_a_month(town: Town) -> None:
    lie_there(town, "said.amr")
    with town.house.make_session.begin() as session:
        session.add(Attachment(kind="voice", at=town.clock.now(), path="said.amr", media_id="M"))
    town.later(days=31)
    assert retention.clear_away(town.house, town.clock.now())["files"] == 1
    with town.session() as session:
        assert session.scalars(select(Attachment)).one().path == ""
    assert files(town) == []


@pytest.mark.parametrize(("days", "kept"), [(1, ["said.amr"]), (31, [])])
async def test_a_cases_recording_stays_a_month_after_it_was_closed(
    town: Town, days: int, kept: list[str]
) -> None:
    await town.say(VILLAGER, "我们一组路口那个路灯熄了好几天了")
    await town.say(VILLAGER, "对，提交")
    lie_there(town, "said.amr")
    with town.house.make_session.begin() as session:
        case = session.scalars(select(Case)).one()
        session.add(Attachment(kind="voice", at=town.clock.now(), path="said.amr", media_id="M", case=case))
    town.later(days=60)
    assert retention.clear_away(town.house, town.clock.now()).get("files") is None
    with town.house.make_session.begin() as session:
        session.scalars(select(Case)).one().closed_at = town.clock.now()
    town.later(days=days)
    retention.clear_away(town.house, town.clock.now())
    assert files(town) == kept


async def test_what_somebody_had_erased_is_removed_from_the_disk_as_well(town: Town) -> None:
    await town.platform.voice(town.openid("唐文富"))
    with town.house.make_session.begin() as session:
        session.scalars(select(Attachment)).one().path = "said.amr"
    lie_there(town, "said.amr")
    assert files(town) == ["said.amr"]
    await town.say("唐文富", "删除我的个人信息")
    await town.say("唐文富", "确认删除")
    assert retention.clear_away(town.house, town.clock.now())["files"] == 1
    assert files(town) == []


async def test_old_notices_go_but_none_that_still_waits(town: Town) -> None:
    with town.house.make_session.begin() as session:
        person = person_by_openid(session, VILLAGER)
        assert person is not None
        for cause, state in (("a", NoticeState.SENT), ("b", NoticeState.WAITING), ("c", NoticeState.CLAIMED)):
            notice = notice_to(session, person, "reply.late", cause=cause, at=town.clock.now(), data={})
            notice.state, notice.not_before = state, town.clock.now() + timedelta(days=400)
    town.later(days=366)
    retention.clear_away(town.house, town.clock.now())
    with town.session() as session:
        assert set(session.scalars(select(Notice.cause))) == {"b", "c"}


async def test_log_ins_that_have_run_out_are_removed(town: Town) -> None:
    now = town.clock.now()
    with town.house.make_session.begin() as session:
        person = person_by_openid(session, VILLAGER)
        assert person is not None
        user = give_account(session, person, login="chen", password="good-morning-8", now=now)
        open_session(session, user, "digest", "csrf", now)
    assert retention.clear_away(town.house, now) == {}
    assert retention.clear_away(town.house, now + timedelta(days=2)) == {"rows": 1}
    with town.session() as session:
        assert session.scalars(select(LoginSession)).all() == []


async def test_what_somebody_was_entitled_to_goes_after_three_years_unless_it_is_said_once_in_a_life(
    town: Town,
) -> None:
    today = town.clock.now().date()
    with town.house.make_session.begin() as session:
        person_id = session.scalars(select(Person.id)).first()
        for period in ("2026", ONCE):
            facts = {"rule": "medical_insurance", "period": period, "whose": "h1", "told": Told.LATE}
            when = {"due_on": today, "last_on": today, "found_at": town.clock.now()}
            session.add(Entitlement(person_id=person_id, region_path="5107.", **facts, **when))
    town.later(days=3 * 365 + 1)
    retention.clear_away(town.house, town.clock.now())
    with town.session() as session:
        assert session.scalars(select(Entitlement.period)).all() == [ONCE]
