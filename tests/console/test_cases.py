"""The page of a case: moves through the same doors as chat, who was first, photos, confidentiality."""

from pathlib import Path

from sqlalchemy import select

from models.audit import Access, AccessLog
from models.case import Attachment, Case
from models.notice import Notice
from models.stamp import Via
from tests.console.office import MORNING, Office, Seat, sit_down


async def move(seat: Seat, office: Office, number: str, name: str, **fields: str) -> str:
    step = str(office.incident(number).step)
    return await seat.post(f"/console/cases/{number}/moves/{name}", step=step, **fields)


async def test_a_move_is_made_recorded_and_told(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "wang") as seat:
        page = await move(seat, office, number, "accept")
        assert "办好了" in page
    case = office.incident(number)
    assert (case.status, case.events[-1].via, case.events[-1].actor) == ("accepted", Via.CONSOLE, "王网格")
    with office.session() as session:
        assert session.scalars(select(Notice.kind).where(Notice.kind == "incident.accept.applicant")).first()


async def test_who_comes_second_is_told_who_was_first_and_changes_nothing(office: Office) -> None:
    number = office.lamp()
    step = str(office.incident(number).step)
    async with sit_down(office, "wang") as first, sit_down(office, "zhao") as second:
        await move(first, office, number, "accept")
        page = await second.post(f"/console/cases/{number}/moves/accept", step=step)
        assert second.status == 409
        assert "王网格" in page
        assert "处理中" in page
    assert office.incident(number).assignee is not None
    assert office.person("王网格").id == office.incident(number).assignee_id


async def test_a_move_from_the_wrong_state_is_refused_in_words(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        page = await move(seat, office, number, "close")
        assert (seat.status, "有人先办了一步" in page) == (409, True)


async def test_the_page_offers_only_what_this_user_may_do(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "wang") as seat:
        page = await seat.get(f"/console/cases/{number}")
        assert "/moves/accept" in page
        assert "/moves/withdraw" not in page
        assert "/moves/dispatch" not in page


async def test_a_move_is_not_made_without_what_it_needs(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "wang") as seat:
        page = await move(seat, office, number, "resolve", note=" ")
        assert (seat.status, "必填" in page) == (400, True)
    assert office.incident(number).status == "dispatched"


async def test_a_case_is_passed_on_to_a_colleague_but_not_to_a_villager(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        chen, zhao = office.person("陈大爷").id, office.person("赵主任").id
        await move(seat, office, number, "transfer", taker=str(chen), note="他熟")
        assert seat.status == 400
        await move(seat, office, number, "transfer", taker=str(zhao), note="我来")
        assert office.incident(number).assignee_id == zhao


def store_photo(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "lamp.jpg").write_bytes(b"\xff\xd8\xff a lamp")
    (folder.parent / "secret.txt").write_text("not for anybody")


async def test_photos_are_served_to_those_who_may_see_the_case(office: Office) -> None:
    number = office.lamp()
    store_photo(Path(office.house.settings.media.folder))
    with office.house.make_session.begin() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        for path in ("lamp.jpg", "../secret.txt"):
            session.add(Attachment(case_id=case.id, kind="image", at=MORNING, path=path))
    async with sit_down(office, "wang") as seat:
        assert "attachments/1" in await seat.get(f"/console/cases/{number}")
        async with seat.http.get(f"{office.address}/console/cases/{number}/attachments/1") as answer:
            assert (await answer.read()).endswith(b"a lamp")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        await seat.get(f"/console/cases/{number}/attachments/2")
        assert seat.status == 404
    async with sit_down(office, "qian") as seat:
        await seat.get(f"/console/cases/{number}/attachments/1")
        assert seat.status == 404


async def test_a_dispute_shows_no_names_in_the_list_and_every_look_is_written_down(office: Office) -> None:
    number = office.quarrel()
    async with sit_down(office, "zhao") as seat:
        queue = await seat.get("/console")
        assert number in queue
        assert "谢明" not in queue
        assert "占了我屋基" in await seat.get(f"/console/cases/{number}")
    with office.session() as session:
        looks = session.scalars(select(AccessLog).where(AccessLog.what == Access.DISPUTE)).all()
        assert [look.detail for look in looks] == [number]


async def test_a_gridworker_who_is_not_on_the_case_sees_nothing_of_a_dispute(office: Office) -> None:
    number = office.quarrel()
    async with sit_down(office, "wang") as seat:
        assert number not in await seat.get("/console?state=all")
        await seat.get(f"/console/cases/{number}")
        assert seat.status == 404


async def test_a_complaint_is_hidden_from_the_one_it_is_about(office: Office) -> None:
    number = office.grievance(about="赵主任")
    async with sit_down(office, "zhao") as seat:
        assert number not in await seat.get("/console?state=all")
        assert number not in await seat.get(f"/console?q={number}")
        await seat.get(f"/console/cases/{number}")
        assert seat.status == 404
    async with sit_down(office, "su") as seat:
        assert "态度不好" in await seat.get(f"/console/cases/{number}")


async def test_the_record_of_a_mediation_is_downloaded_as_a_paper_and_noted(office: Office) -> None:
    number = office.quarrel()
    async with sit_down(office, "zhao") as seat:
        async with seat.http.get(f"{office.address}/console/cases/{number}/papers/record") as answer:
            assert (await answer.read()).startswith(b"PK")
            assert f"{number}-record.docx" in answer.headers["Content-Disposition"]
        await seat.get(f"/console/cases/{number}/papers/diary")
        assert seat.status == 404
    with office.session() as session:
        assert session.scalars(select(AccessLog.detail).where(AccessLog.what == Access.PAPER)).all() == [
            f"{number} record"
        ]


async def test_a_form_wakes_the_outbox_and_a_page_does_not(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        office.woken.clear()
        await seat.get(f"/console/cases/{number}")
        assert office.woken == []
        step = str(office.incident(number).step)
        await seat.post(f"/console/cases/{number}/moves/raise_alarm", step=step)
    assert office.woken == ["woken"]
    assert office.incident(number).urgent
