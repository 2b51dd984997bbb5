"""The page of how the service runs: alarms in plain words, notices settled by hand, jobs run now."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.alarms import Trouble, full_disks
from bot.console.operations import GROUPS, text_of
from bot.console.site import HERE
from bot.schedule import JOBS
from handlers.voice.notices import SENTENCES
from models.audit import AccessLog
from models.case import Case
from models.inbox import Inbound
from models.job_run import JobRun
from models.notice import Notice, NoticeState, notice_to
from models.people import Person
from models.talk import wish_to_talk
from tests.console.office import MORNING, Office, sit_down

PAGE = "/console/operations"
SAID = "你托我们问的事，有答复了"


def write(
    office: Office,
    state: NoticeState = NoticeState.FAILED,
    error: str = "window",
    *,
    number: str = "",
    to: str = "陈大爷",
) -> int:
    """Write a notice that came to this; returns its id."""
    with office.house.make_session.begin() as session:
        person = session.scalars(select(Person).where(Person.name == to)).one()
        case = session.scalars(select(Case).where(Case.number == number)).first()
        data = {"text": SAID, "choices": [], "number": number}
        notice = notice_to(session, person, "reply.late", cause=f"{state} {error}", at=MORNING, data=data)
        notice.case = case
        notice.state, notice.error, notice.attempts = state, error, 3
        session.flush()
        return notice.id


def stored(office: Office, notice_id: int) -> Notice:
    with office.session() as session:
        return session.get_one(Notice, notice_id)


def runs(session: Session, job: str) -> list[JobRun]:
    return list(session.scalars(select(JobRun).where(JobRun.job == job)))


# ---------------------------------------------------------------- notices


async def test_a_notice_that_failed_is_listed_with_the_reason_in_plain_words(office: Office) -> None:
    write(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(PAGE)
    assert "陈大爷" in page
    assert "没发出去：他两天内没发过消息，微信不让主动发" in page
    assert SAID not in page


async def test_what_it_says_is_read_on_its_own_page_and_the_look_written_down(office: Office) -> None:
    notice = write(office)
    async with sit_down(office, "zhao") as seat:
        assert SAID in await seat.get(f"{PAGE}/notices/{notice}")
    with office.session() as session:
        assert f"notice {notice}" in session.scalars(select(AccessLog.detail)).all()


async def test_it_is_sent_again_at_once_as_if_new(office: Office) -> None:
    notice = write(office)
    office.house.clock.move(timedelta(days=3))
    async with sit_down(office, "zhao") as seat:
        assert "已经重新排队" in await seat.post(f"{PAGE}/notices/{notice}/again")
        assert "都送到了" in await seat.get(PAGE)
    row = stored(office, notice)
    assert (row.state, row.error, row.attempts) == (NoticeState.WAITING, "", 0)
    assert row.not_before == office.house.clock.now()


async def test_it_is_marked_as_told_by_telephone_and_who_did_is_known(office: Office) -> None:
    notice = write(office, NoticeState.WAITING, "quota 45009")
    async with sit_down(office, "zhao") as seat:
        assert "已经打电话告诉他" in await seat.post(f"{PAGE}/notices/{notice}/told")
        assert "没送到" not in (await seat.get(PAGE)).partition("都送到了")[2]
    assert stored(office, notice).state == NoticeState.TOLD
    with office.session() as session:
        (row,) = session.scalars(select(AccessLog).where(AccessLog.detail == f"notice {notice} told"))
        assert row.person is not None
        assert row.person.name == "赵主任"


async def test_what_went_out_meanwhile_is_left_as_it_is(office: Office) -> None:
    notice = write(office, NoticeState.SENT, "")
    async with sit_down(office, "zhao") as seat:
        assert "刚刚已经发出去了" in await seat.post(f"{PAGE}/notices/{notice}/again")
    assert stored(office, notice).state == NoticeState.SENT


async def test_what_is_urgent_comes_first_and_the_others_a_page_at_a_time(office: Office) -> None:
    urgent = write(office, error="uncertain", to="王网格")
    with office.house.make_session.begin() as session:
        session.get_one(Notice, urgent).urgent = True
    others = [write(office, error=f"no {number}") for number in range(12)]
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(PAGE)
        older = re.search(r'href="([?]before=[0-9]+)"', page)
        assert older
        second = await seat.get(f"{PAGE}{older[1]}")
    listed = [[int(each) for each in re.findall("notices/([0-9]+)/told", text)] for text in (page, second)]
    assert listed == [[urgent, *others[:1:-1]], others[1::-1]]


async def test_every_alarm_says_what_to_do_and_a_job_is_run_from_it(office: Office) -> None:
    failed = JobRun(job="tasks.due", period="20261124", as_of=MORNING, started_at=MORNING, error="KeyError")
    with office.house.make_session.begin() as session:
        session.add(failed)
    write(office, NoticeState.WAITING, "config 40164")
    async with sit_down(office, "qin") as county, sit_down(office, "zhao") as village:
        page, theirs = await county.get(PAGE), await village.get(PAGE)
    told = page.partition("没送到的通知")[0]
    assert told.count("怎么办") == 2
    assert "/jobs/tasks.due/run" in told
    assert "/run" not in theirs
    assert "请管着全部村的管理员再做一次" in theirs
    assert '<details class="group" open><summary><b>任务</b>' in page
    assert '<details class="group"><summary><b>值班</b>' in page


async def test_another_villages_notices_are_not_to_be_seen(office: Office) -> None:
    notice = write(office)
    async with sit_down(office, "qian") as seat:
        assert "陈大爷" not in await seat.get(PAGE)
        for path in (f"{PAGE}/notices/{notice}", f"{PAGE}/notices/{notice}/again"):
            await (seat.get(path) if path.endswith(str(notice)) else seat.post(path))
            assert seat.status == 404
    assert stored(office, notice).state == NoticeState.FAILED


async def test_a_complaint_about_the_administrator_stays_unknown_to_them(office: Office) -> None:
    notice = write(office, number=office.grievance("赵主任"))
    async with sit_down(office, "zhao") as seat:
        assert "陈大爷" not in await seat.get(PAGE)
        await seat.get(f"{PAGE}/notices/{notice}")
        assert seat.status == 404


async def test_a_notice_to_staff_of_the_village_is_seen_too(office: Office) -> None:
    write(office, to="王网格")
    async with sit_down(office, "zhao") as seat:
        assert "王网格" in await seat.get(PAGE)


async def test_a_request_to_telephone_shows_no_number(office: Office) -> None:
    with office.house.make_session.begin() as session:
        chen, wang = (
            session.scalars(select(Person).where(Person.name == n)).one() for n in ("陈大爷", "王网格")
        )
        data = {"person_id": chen.id, "kind": "x"}
        notice = notice_to(session, wang, "call.person.staff", cause="c", at=MORNING, data=data)
        notice.state, notice.error = NoticeState.FAILED, "window"
        session.flush()
        assert text_of(notice) == ""
        number = notice.id
    async with sit_down(office, "zhao") as seat:
        assert "13881234567" not in await seat.get(f"{PAGE}/notices/{number}")


# ---------------------------------------------------------------- alarms


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("config 40164", "没有加进公众号的 IP 白名单"),
        ("config 40125", "多半是 AppSecret 换了"),
        ("config 40037", "有一路推送停了（错误 40037）"),
        ("quota 45009", "今天的推送额度用完了"),
    ],
)
async def test_what_holds_notices_up_is_told_with_what_to_do(office: Office, error: str, said: str) -> None:
    write(office, NoticeState.WAITING, error)
    async with sit_down(office, "zhao") as seat:
        assert said in await seat.get(PAGE)


async def test_what_nobody_takes_up_is_told(office: Office) -> None:
    write(office, NoticeState.WAITING, "")
    with office.house.make_session.begin() as session:
        session.add(Inbound(key="1", openid="oCHEN", received_at=MORNING, payload={}))
    async with sit_down(office, "zhao") as seat:
        assert "一切正常" in await seat.get(PAGE)
        office.house.clock.move(timedelta(minutes=20))
        page = await seat.get(PAGE)
    assert "1 条通知该发没发" in page
    assert "1 条消息还没轮到" in page


async def test_jobs_that_failed_or_are_late_are_told(office: Office) -> None:
    before = MORNING - timedelta(days=2)
    failed = JobRun(job="tasks.due", period="20261124", as_of=MORNING, started_at=MORNING, error="KeyError")
    done = JobRun(job="duty.morning", period="20261122", as_of=before, started_at=before, counts={"told": 4})
    done.finished_at = before
    with office.house.make_session.begin() as session:
        session.add_all((failed, done))
    async with sit_down(office, "zhao") as seat:
        page = await seat.get(PAGE)
    assert "“提醒快到期的任务”没做成" in page
    assert "“早上提醒今天值班”该做没做" in page
    assert "上次做完是 11-22 10:00" in page
    assert "做完了，4 件" in page


def test_a_disk_with_little_room_is_an_alarm() -> None:
    (alarm,) = full_disks({"media": 2**30, "database": 2**40})
    assert (alarm.trouble, alarm.what, alarm.count) == (Trouble.DISK, "media", 1)


# ---------------------------------------------------------------- jobs


async def test_the_countys_administrator_runs_a_job_which_is_done_once(office: Office) -> None:
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        wish_to_talk(session, chen, MORNING)
    async with sit_down(office, "qin") as seat:
        for _ in range(2):
            assert "运行过了" in await seat.post(f"{PAGE}/jobs/duty.morning/run")
    with office.session() as session:
        (run,) = runs(session, "duty.morning")
        assert run.finished_at == MORNING
        assert "job duty.morning run" in session.scalars(select(AccessLog.detail)).all()


@pytest.mark.parametrize("login", ["zhao", "su"])
async def test_who_administers_a_part_cannot_run_what_is_done_for_all(office: Office, login: str) -> None:
    async with sit_down(office, login) as seat:
        page = await seat.get(PAGE)
        assert ("现在运行" in page) == (login == "su")  # the town is all there is in this office
        await seat.post(f"{PAGE}/jobs/duty.morning/run")
        assert seat.status == (200 if login == "su" else 403)


async def test_a_job_that_is_none_has_no_page(office: Office) -> None:
    async with sit_down(office, "qin") as seat:
        await seat.post(f"{PAGE}/jobs/nonsense/run")
        assert seat.status == 404


async def test_a_job_that_fails_shows_so(office: Office) -> None:
    with office.house.make_session.begin() as session:
        session.connection().exec_driver_sql("ALTER TABLE duties RENAME TO hidden")
    async with sit_down(office, "qin") as seat:
        page = await seat.post(f"{PAGE}/jobs/duty.morning/run")
    assert "“早上提醒今天值班”没做成" in page
    assert "OperationalError" in page


# ---------------------------------------------------------------- words


def test_every_job_and_kind_of_notice_and_trouble_has_its_words() -> None:
    words = (HERE / "templates" / "trouble.html").read_text(encoding="utf-8")
    assert [job.name for job in JOBS if job.name.split(".")[0] not in GROUPS] == []
    assert [group for group in GROUPS.values() if f'"{group}": ' not in words] == []
    assert [job.name for job in JOBS if f'"{job.name}": ' not in words] == []
    assert [kind for kind in SENTENCES if f'"{kind.split(".")[0]}": ' not in words] == []
    assert [each for each in Trouble if each is not Trouble.DISK and f'"{each}"' not in words] == []
    assert [state for state in NoticeState if f'"{state}": ' not in words] == []
