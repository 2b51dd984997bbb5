"""Recordings in the console: heard on the talk's or the case's page, by whom it concerns, written down."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.audit import Access, AccessLog
from models.case import Attachment, Case
from models.inbox import Inbound
from models.people import Person
from models.recording import Hearing, Recording
from tests.console.office import MORNING, Office, sit_down
from tests.recogniser import spoken


def spoke(office: Office, *, suffix: str = "mp3", number: str = "") -> int:
    """Have 陈大爷 leave a recording, with a case where one is named; returns the attachment's id."""
    folder = Path(office.house.settings.media.folder)
    folder.mkdir(exist_ok=True)
    (folder / f"said.{suffix}").write_bytes(spoken("低保的事"))
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.last_message_at = MORNING
        case = session.scalars(select(Case).where(Case.number == number)).first()
        attachment = Attachment(
            person_id=chen.id, case=case, kind="voice", media_id="M1", at=MORNING, path=f"said.{suffix}"
        )
        session.add(Recording(attachment=attachment, said_in="1", state=Hearing.LEFT))
        payload = {"key": "1", "kind": "voice", "media_id": "M1"}
        session.add(Inbound(key="1", openid="oCHEN", person_id=chen.id, received_at=MORNING, payload=payload))
        session.flush()
        return attachment.id


def state(office: Office, recording: int) -> str:
    with office.session() as session:
        return session.get_one(Recording, recording).state


def looks(office: Office) -> list[str]:
    with office.session() as session:
        rows = session.scalars(select(AccessLog).where(AccessLog.what == Access.RECORDING))
        return [f"{row.person.name if row.person else ''}: {row.detail}" for row in rows]


async def test_the_gridworker_hears_it_on_the_talks_page_once_and_for_all(office: Office) -> None:
    recording, chen = spoke(office), office.person("陈大爷").id
    address = f"/console/talks/{chen}/recordings/{recording}"
    async with sit_down(office, "wang") as seat:
        assert "有语音没人听" in await seat.get("/console/talks")
        assert f'<audio controls preload="none" src="{address}">' in await seat.get(f"/console/talks/{chen}")
        async with seat.http.get(f"{office.address}{address}") as answer:
            assert await answer.read() == spoken("低保的事")
        assert "有语音没人听" not in await seat.get("/console/talks")
    assert state(office, recording) == Hearing.LISTENED
    assert looks(office) == [f"王网格: recording {recording}"]


async def test_what_browsers_do_not_play_is_offered_as_a_file(office: Office) -> None:
    spoke(office, suffix="amr")
    async with sit_down(office, "wang") as seat:
        page = await seat.get(f"/console/talks/{office.person('陈大爷').id}")
    assert "<audio" not in page
    assert "download>下载" in page
    assert "AMR" in page


async def test_with_a_case_it_is_heard_on_the_cases_page(office: Office) -> None:
    number = office.lamp()
    recording = spoke(office, number=number)
    address = f"/console/cases/{number}/attachments/{recording}"
    async with sit_down(office, "zhao") as seat:
        assert f'src="{address}"' in await seat.get(f"/console/cases/{number}")
        async with seat.http.get(f"{office.address}{address}") as answer:
            assert answer.status == 200
    assert state(office, recording) == Hearing.LISTENED
    assert looks(office) == [f"赵主任: recording {recording}"]


async def test_a_quarrels_recording_is_not_for_the_gridworkers_ears(office: Office) -> None:
    recording, chen = spoke(office, number=office.quarrel()), office.person("陈大爷").id
    async with sit_down(office, "wang") as seat:
        assert f"recordings/{recording}" not in await seat.get(f"/console/talks/{chen}")
        await seat.get(f"/console/talks/{chen}/recordings/{recording}")
        assert seat.status == 404
    async with sit_down(office, "zhao") as seat:
        assert f"recordings/{recording}" in await seat.get(f"/console/talks/{chen}")
    assert looks(office) == []


@pytest.mark.parametrize("login", ["qian", "li"])
async def test_another_village_and_an_agent_hear_nothing(office: Office, login: str) -> None:
    recording, chen = spoke(office), office.person("陈大爷").id
    async with sit_down(office, login) as seat:
        await seat.get(f"/console/talks/{chen}/recordings/{recording}")
        assert seat.status == 404
    assert (looks(office), state(office, recording)) == ([], Hearing.LEFT)


async def test_a_file_is_heard_through_its_own_speaker_only(office: Office) -> None:
    recording, other = spoke(office), office.person("王网格").id
    async with sit_down(office, "qin") as seat:
        await seat.get(f"/console/talks/{other}/recordings/{recording}")
        assert seat.status == 404
        await seat.get(f"/console/talks/{office.person('陈大爷').id}/recordings/999")
        assert seat.status == 404


async def test_what_a_machine_heard_is_marked_as_such(office: Office) -> None:
    spoke(office)
    with office.house.make_session.begin() as session:
        row = session.scalars(select(Inbound)).one()
        row.payload = {**row.payload, "text": "低保咋个办"}
    async with sit_down(office, "wang") as seat:
        page = await seat.get(f"/console/talks/{office.person('陈大爷').id}")
    assert "〔语音，机器听的〕低保咋个办" in page
