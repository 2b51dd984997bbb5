"""What time brings: the jobs, run as of a moment in a whole village; whoever is reminded really gets it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.jobs import papers, rosters, talks, tasks
from bot.schedule import (
    JOBS,
    UnknownJob,
    due_between,
    job_named,
    missed,
    next_runs,
    run_job,
    run_now,
)
from models.application import apply_for
from models.base import CHINA
from models.case import Case
from models.catalog import item_of
from models.conversation import Conversation
from models.inbox import Inbound
from models.incident import Incident, report_incident
from models.incident_category import IncidentCategory
from models.job_run import JobRun
from models.notice import Notice
from models.people import Person, Role, admins_over, person_by_openid
from models.recording import Hearing, Recording
from models.service import Service
from models.stamp import Stamp, Via
from tests.town import Town

ZONE = CHINA
VILLAGER, GRID = "oDEMO_villager_01", "oDEMO_grid_01"


def file_incident(town: Town, *, urgent: bool = False) -> str:
    with town.house.make_session.begin() as session:
        stamp = Stamp(person_by_openid(session, VILLAGER), Via.CHAT, town.clock.now())
        filed = report_incident(
            session, stamp, category=IncidentCategory.LIGHTING, text="路灯不亮", place="一组", urgent=urgent
        )
        case = filed if isinstance(filed, Case) else filed[0]
        return case.number


def file_service(town: Town) -> str:
    with town.house.make_session.begin() as session:
        item = item_of(session, "elderly_allowance")
        assert item is not None
        stamp = Stamp(person_by_openid(session, VILLAGER), Via.CHAT, town.clock.now())
        return apply_for(session, stamp, item=item, person="王玉珍", phone="13881234567").number


def case_of(town: Town, number: str) -> Case:
    return town.cases(number=number)[0]


def told(town: Town, kind: str) -> list[str]:
    """Return the names of those who were told so."""
    with town.session() as session:
        query = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
        return list(session.scalars(query))


async def test_a_task_nobody_takes_climbs_from_the_reminder_to_the_township(town: Town) -> None:
    number = file_incident(town)
    first = case_of(town, number).assignee
    done = []
    for _ in range(6):
        town.later(minutes=31)
        done.append(tasks.climb(town.house, town.clock.now()))
    assert done[0] == {"remind": 1}
    assert done[1] == {"transfer": 1}
    case = case_of(town, number)
    assert case.assignee != first
    assert case.level == "township"
    assert done[-1] == {}


async def test_the_ladder_waits_for_the_time_to_accept(town: Town) -> None:
    file_incident(town)
    town.later(minutes=29)
    assert tasks.climb(town.house, town.clock.now()) == {}


async def test_an_urgent_task_climbs_after_ten_minutes(town: Town) -> None:
    file_incident(town, urgent=True)
    town.later(minutes=11)
    assert tasks.climb(town.house, town.clock.now()) == {"remind": 1}


async def test_the_limit_is_reminded_of_a_day_before_and_once(town: Town) -> None:
    file_incident(town)
    town.later(days=2, hours=8)
    now = town.clock.now()
    assert tasks.due_soon(town.house, now) == {"reminded": 1}
    assert tasks.due_soon(town.house, now) == {}
    assert len(told(town, "task.due.assignee")) == 1


async def test_what_is_to_be_done_within_a_day_anyway_is_not_reminded_of(town: Town) -> None:
    file_incident(town, urgent=True)
    assert tasks.due_soon(town.house, town.clock.now()) == {}


async def test_what_lies_with_the_township_is_told_to_it_once(town: Town) -> None:
    number = file_incident(town)
    with town.house.make_session.begin() as session:
        case = session.scalars(select(Incident).where(Incident.number == number)).one()
        case.escalate(Stamp(None, Via.JOB, town.clock.now()))
    town.later(days=3, hours=8)
    assert tasks.overdue(town.house, town.clock.now()) == {"village told": 1}
    town.later(days=1)
    assert tasks.overdue(town.house, town.clock.now()) == {}


async def test_past_its_limit_the_village_is_told_and_a_day_later_the_township(town: Town) -> None:
    number = file_incident(town)
    town.later(days=3, hours=8)
    assert tasks.overdue(town.house, town.clock.now()) == {"village told": 1}
    assert tasks.overdue(town.house, town.clock.now()) == {}
    town.later(days=1)
    assert tasks.overdue(town.house, town.clock.now()) == {"township told": 1}
    with town.session() as session:
        path = case_of(town, number).region_path
        town_admins = {person.name for person in admins_over(session, path, Role.TOWN_ADMIN)}
    assert set(told(town, "task.overdue.township")) == town_admins


async def test_what_is_done_is_closed_after_three_days_without_objection(town: Town) -> None:
    number = file_incident(town)
    with town.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.resolve(Stamp(case.assignee, Via.CHAT, town.clock.now()), note="换了灯泡")  # type: ignore[attr-defined]
    town.later(days=2, hours=23)
    assert tasks.close_resolved(town.house, town.clock.now()) == {}
    town.later(hours=2)
    assert tasks.close_resolved(town.house, town.clock.now()) == {"closed": 1}
    assert case_of(town, number).status == "closed"


async def test_missing_papers_are_reminded_of_after_three_days_then_weekly_three_times(town: Town) -> None:
    number = file_service(town)
    with town.house.make_session.begin() as session:
        service = session.scalars(select(Service).where(Service.number == number)).one()
        service.send_back(Stamp(service.assignee, Via.CHAT, town.clock.now()), note="银行卡复印件")
    reminded = 0
    for _ in range(40):
        town.later(days=1)
        reminded += papers.missing_papers(town.house, town.clock.now()).get("reminded", 0)
    assert reminded == 3


async def test_an_application_past_its_limit_goes_to_the_village_then_the_township(town: Town) -> None:
    number = file_service(town)
    town.later(days=2)
    assert papers.overdue(town.house, town.clock.now()) == {"village told": 1}
    assert papers.overdue(town.house, town.clock.now()) == {}
    town.later(days=1, hours=1)
    assert papers.overdue(town.house, town.clock.now()) == {"township told": 1}
    assert case_of(town, number).level == "township"


async def test_who_is_on_duty_tomorrow_is_told_this_evening_once(town: Town) -> None:
    town.move_to(datetime(2026, 11, 24, 19, 30, tzinfo=ZONE))
    first = rosters.evening_before(town.house, town.clock.now())
    assert first["told"] > 0
    assert rosters.evening_before(town.house, town.clock.now()) == {"told": 0}
    assert len(told(town, "duty.eve.person")) == first["told"]


async def test_a_message_left_by_a_killed_process_gets_its_answer_as_a_push(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    with town.house.make_session.begin() as session:
        row = session.scalars(select(Inbound)).one()
        row.key, row.handled_at, row.reply = "left", None, None
        row.payload = {**row.payload, "key": "left"}
    town.later(minutes=3)
    assert talks.left_over(town.house, town.clock.now()) == {"handled": 1}
    assert talks.left_over(town.house, town.clock.now()) == {}
    assert told(town, "reply.late") == ["王秀芳"]


async def test_a_take_over_ends_when_staff_stay_away(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    with town.house.make_session.begin() as session:
        talk = session.scalars(select(Conversation)).one()
        talk.take_over(talk.person, town.clock.now())
    assert talks.take_overs(town.house, town.clock.now()) == {}
    town.later(minutes=31)
    assert talks.take_overs(town.house, town.clock.now()) == {"handed back": 1}


async def test_drafts_are_thrown_away_after_three_days(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    with town.house.make_session.begin() as session:
        talk = session.scalars(select(Conversation)).one()
        talk.topic["draft"] = {"form": "incident", "at": town.clock.now().isoformat()}
    town.later(days=2)
    assert talks.drafts(town.house, town.clock.now()) == {}
    town.later(days=2)
    assert talks.drafts(town.house, town.clock.now()) == {"thrown away": 1}


async def test_an_open_form_is_kept_as_a_draft_for_three_days_from_when_it_rests(town: Town) -> None:
    await town.say(VILLAGER, "我们一组路口那个路灯熄了")
    town.later(days=3, minutes=30)
    assert talks.drafts(town.house, town.clock.now()) == {}
    town.later(minutes=1)
    assert talks.drafts(town.house, town.clock.now()) == {"thrown away": 1}


async def test_a_recording_that_is_being_listened_to_is_not_given_up(town: Town) -> None:
    await town.platform.voice(town.openid("王秀芳"))
    now = town.clock.now() + talks.UNHEARD_AFTER + timedelta(minutes=1)
    with town.house.make_session.begin() as session:
        recording = session.scalars(select(Recording)).one()
        recording.state, recording.try_after = Hearing.WAITING, now + timedelta(seconds=1)
    assert talks.recordings(town.house, now) == {}
    assert talks.recordings(town.house, now + timedelta(seconds=1)) == {"given to staff": 1}


# ---------------------------------------------------------------- the table and its runs


def test_every_job_has_a_name_and_an_hour_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    now = datetime(2026, 11, 24, 10, tzinfo=ZONE)
    assert len(next_runs(ZONE, now)) == len(JOBS)


def test_an_unknown_job_names_those_there_are() -> None:
    with pytest.raises(UnknownJob, match=r"duty\.evening"):
        job_named("nonsense")


async def test_a_job_does_its_work_once_a_period(town: Town) -> None:
    now = datetime(2026, 11, 25, 7, 30, tzinfo=ZONE)
    town.move_to(now)
    assert await run_job(town.house, "duty.morning", now) is not None
    assert await run_job(town.house, "duty.morning", now + timedelta(hours=2)) is None
    assert await run_job(town.house, "duty.morning", now + timedelta(days=1)) is not None


async def test_a_failed_run_is_open_to_another_try(town: Town) -> None:
    now = town.clock.now()
    with town.house.make_session.begin() as session:
        session.add(
            JobRun(
                job="tasks.climb",
                period=f"{now:%Y%m%dT%H%M}",
                as_of=now,
                started_at=now,
                error="Oops",
                counts={},
            )
        )
    assert await run_job(town.house, "tasks.climb", now) == {}


async def test_a_run_that_died_is_taken_up_after_a_while(town: Town) -> None:
    now = town.clock.now()
    period = f"{now:%Y%m%dT%H%M}"
    with town.house.make_session.begin() as session:
        session.add(JobRun(job="tasks.climb", period=period, as_of=now, started_at=now, counts={}))
    assert await run_job(town.house, "tasks.climb", now) is None
    town.later(minutes=16)
    assert run_now(town.house, job_named("tasks.climb"), now) == {}


async def test_what_was_missed_while_the_machine_was_off_is_caught_up(town: Town) -> None:
    town.move_to(datetime(2026, 11, 25, 9, tzinfo=ZONE))
    names = {job.name for _, job in missed(town.house, town.clock.now())}
    assert {"duty.morning", "tasks.close"} <= names
    assert "duty.evening" not in names


async def test_a_month_passes_in_a_few_thousand_runs(town: Town) -> None:
    start = town.clock.now()
    runs = due_between(town.house, start, start + timedelta(days=30))
    assert [at for at, _ in runs] == sorted(at for at, _ in runs)
    assert len([1 for _, job in runs if job.name == "tasks.climb"]) <= 30 * 24 + 1
    assert len([1 for _, job in runs if job.name == "duty.morning"]) == 30


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_every_job_runs_on_both_databases(town: Town) -> None:
    file_incident(town)
    file_service(town)
    town.later(days=4)
    for job in JOBS:
        assert await run_job(town.house, job.name, town.clock.now()) is not None
        assert await run_job(town.house, job.name, town.clock.now()) is None
