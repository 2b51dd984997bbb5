"""The job in a whole village: once a day, one bad item stops nobody, a rule can be switched off."""

from datetime import datetime

import pytest
from sqlalchemy import func, select, text

from bot.jobs import policy
from bot.schedule import job_named, run_job
from models.base import CHINA
from models.entitlement import Entitlement, Told
from models.entitlement_rule import set_rule
from models.entitlement_telling import OFFER
from models.notice import Notice, NoticeState, notice_to
from models.people import Person
from tests.town import Town

JOB = "policy.find"
MORNING = datetime(2026, 11, 25, 9, 10, tzinfo=CHINA)
DAUGHTER, GRID = "oDEMO_villager_01", "oDEMO_grid_01"


def count(town: Town, *wanted: object) -> int:
    with town.session() as session:
        return session.scalar(select(func.count()).select_from(Entitlement).filter(*wanted)) or 0  # type: ignore[arg-type]  # conditions, as named


def test_it_runs_at_ten_past_nine_and_may_be_eight_hours_late() -> None:
    job = job_named(JOB)
    assert (job.cron, job.period, job.catch_up.total_seconds() / 3600) == ("10 9 * * *", "%Y%m%d", 8)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_a_village_is_told_once(town: Town) -> None:
    town.move_to(MORNING)
    first = await run_job(town.house, JOB, MORNING)
    assert first is not None
    assert first["handed_visit"] > 0
    assert await run_job(town.house, JOB, MORNING) is None
    await town.settle()
    policy.find_people(town.house, MORNING)
    await town.settle()
    with town.session() as session:
        went = select(Notice.person_id).where(Notice.kind == OFFER, Notice.state == NoticeState.SENT)
        people = list(session.scalars(went))
        assert len(people) == len(set(people))
        rows = session.scalars(select(Entitlement)).all()
        assert len({(row.rule, row.period, row.whose) for row in rows}) == len(rows)


async def test_one_bad_person_stops_nobody(town: Town) -> None:
    with town.house.make_session.begin() as session:
        granny = session.scalars(select(Person).where(Person.name == "王玉珍")).one()
        granny.phone = "13800000000"
        session.flush()
        # A telephone that our key does not open: whoever loads this person fails.
        session.execute(text("UPDATE people SET phone = 'broken' WHERE id = :id"), {"id": granny.id})
    counts = policy.find_people(town.house, MORNING)
    assert counts["failed"] == 3  # by each rule that finds her, and nobody else
    assert count(town, Entitlement.rule == "elderly_allowance") > 0


async def test_one_notice_that_cannot_be_taken_back_keeps_nobody_from_being_told(town: Town) -> None:
    with town.house.make_session.begin() as session:
        granny = session.scalars(select(Person).where(Person.name == "王玉珍")).one()
        broken = notice_to(session, granny, OFFER, cause="policy/0", at=MORNING, data={})
        broken.state = NoticeState.FAILED
    counts = policy.find_people(town.house, MORNING)
    assert counts["failed"] == 1
    assert count(town, Entitlement.rule == "elderly_allowance") > 0


async def test_a_rule_that_is_off_finds_nobody(town: Town) -> None:
    with town.house.make_session.begin() as session:
        set_rule(session, "medical_insurance", is_on=False, lead_days=121)
    policy.find_people(town.house, MORNING)
    assert count(town, Entitlement.rule == "medical_insurance") == 0
    assert count(town, Entitlement.rule == "elderly_allowance") > 0


async def test_what_wechat_does_not_bring_goes_to_the_gridworker_and_nobody_is_asked_to_call(
    town: Town,
) -> None:
    town.move_to(MORNING)
    await town.say(GRID, "你好")  # the daughter has not written for days: WeChat takes nothing for her
    await town.run_job(JOB)
    await town.settle()
    with town.session() as session:
        unsent = select(Notice).where(Notice.kind == OFFER, Notice.state == NoticeState.FAILED)
        assert "王秀芳" in [notice.person.name for notice in session.scalars(unsent)]
        calls = session.scalars(select(Notice).where(Notice.kind == "call.person.staff"))
        assert [call.data["kind"] for call in calls if call.data["kind"] == OFFER] == []
    town.later(days=1)
    await town.say(GRID, "你好")
    await town.run_job(JOB)
    await town.settle()
    with town.session() as session:
        granny = select(Entitlement).join(Person, Person.id == Entitlement.person_id)
        row = session.scalars(granny.where(Person.name == "王玉珍")).first()
        assert row is not None
        assert row.told == Told.VISIT
