"""The doctor: every check's bad side, against a real database and WeChat's double, says what to do."""

import asyncio
import base64
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from sqlalchemy import delete, update

from bot.clock import SystemClock
from bot.config import Settings
from bot.console.accounts import give_account
from bot.database import connect, migrate
from bot.doctor import Finding, Verdict, account, examine, machine, stored
from bot.vault import Vault
from handlers.menu import menu_json
from models.calendar import CalendarDay
from models.people import Person, Post, Role
from models.region import Region
from models.roster import Duty
from models.user import User
from tests.recogniser import recogniser_open
from tests.town import Town

if TYPE_CHECKING:
    from tests.postgres import Server

TODAY = date(2026, 11, 24)


async def findings(town: Town, **sections: Mapping[str, object]) -> dict[str, Finding]:
    """Have the town's installation examined, with some settings changed; returns what was found."""
    settings = town.house.settings
    changed = {
        name: getattr(settings, name).model_copy(update=dict(change)) for name, change in sections.items()
    }
    found = await asyncio.to_thread(lambda: list(examine(settings.model_copy(update=changed))))
    return {finding.what: finding for finding in found}


def verdict(found: Mapping[str, Finding], what: str) -> tuple[str, str]:
    return found[what].verdict.value, found[what].words


def furnish(town: Town) -> None:
    """Give the town what a finished installation has: an administrator's account, duties this week."""
    now = SystemClock().now()
    with town.house.make_session.begin() as session:
        person = Person(name="办公室", tags=[])
        region = session.query(Region).filter_by(level="village").first()
        assert region is not None
        person.posts = [Post(role=Role.VILLAGE_ADMIN, scope_code=region.code, region_path=region.path)]
        session.add(person)
        give_account(session, person, login="office", password="long enough", now=now)
        session.flush()
        duty = session.query(Duty).first()
        assert duty is not None
        for duty in session.query(Duty).group_by(Duty.station_code):
            session.add(
                Duty(station_code=duty.station_code, day=now.date() + timedelta(days=1), person_id=person.id)
            )


async def test_a_finished_installation_is_well_in_every_respect(town: Town) -> None:
    furnish(town)
    town.platform.state.menu = menu_json()
    town.platform.state.templates = {"TPL": ()}
    found = await findings(
        town, server={"public_url": town.address}, wechat={"templates": {"incident.accept.applicant": "TPL"}}
    )
    not_well = {what: str(each) for what, each in found.items() if each.verdict is not Verdict.OK}
    assert not_well.keys() <= {
        "public_url",
        "jobs",
        "font",
    }  # plain HTTP; the tests run the jobs
    assert len(found) == 23


# ---------------------------------------------------------------- what WeChat says


async def test_a_refused_address_is_the_one_wechat_saw(town: Town) -> None:
    town.platform.state.allowed_ips = frozenset({"203.0.113.1"})
    grade, words = verdict(await findings(town), "credentials")
    assert grade == "bad"
    assert "WeChat sees this machine as 127.0.0.1" in words
    assert "40164" in words


@pytest.mark.parametrize(
    ("code", "said"),
    [(40125, "wechat.app_secret is wrong"), (40013, "app_id"), (40243, "frozen"), (-1, "docs/")],
)
async def test_a_refused_token_says_what_to_do(town: Town, code: int, said: str) -> None:
    town.platform.fail("stable_token", code=code, times=9)
    found = await findings(town)
    assert found["credentials"].verdict is Verdict.BAD
    assert said in found["credentials"].words
    assert "menu" not in found


async def test_a_template_that_the_account_has_not_is_named(town: Town) -> None:
    town.platform.state.templates = {"OTHER": ()}
    found = await findings(town, wechat={"templates": {"duty.morning.person": "TPL"}})
    assert verdict(found, "templates")[0] == "bad"
    assert "duty.morning.person" in found["templates"].words
    broken = await findings(town, wechat={"templates": {"duty.morning.person": "TPL thing2"}})
    assert verdict(broken, "templates")[0] == "bad"
    assert verdict(await findings(town), "templates")[0] == "warn"


async def test_a_menu_that_is_missing_or_anothers_is_noticed(town: Town) -> None:
    assert verdict(await findings(town), "menu")[0] == "bad"
    town.platform.state.menu = {"button": [{"type": "view", "name": "别的", "url": "https://example.org"}]}
    assert verdict(await findings(town), "menu")[0] == "warn"
    town.platform.fail("menu/get", code=48001)
    assert verdict(await findings(town), "menu")[0] == "bad"


def test_what_wechat_adds_to_a_menu_makes_it_no_other() -> None:
    entry = {"type": "click", "name": "a", "key": "k"}
    ours = {"button": [{"name": "b", "sub_button": [entry]}]}
    theirs = {"button": [{"name": "b", "sub_button": {"list": [{**entry, "sub_button": []}]}}]}
    assert account.entries(ours) == account.entries(theirs)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"dns": [], "ping": []}, "does not resolve"),
        ({"dns": [{"ip": "1.2.3.4"}], "ping": [{"package_loss": "100%"}]}, "firewall"),
    ],
    ids=["dns", "ping"],
)
async def test_what_wechat_cannot_reach_is_told(town: Town, answer: dict[str, object], said: str) -> None:
    town.platform.state.reach = answer
    grade, words = verdict(await findings(town), "network")
    assert grade == "warn"
    assert said in words


async def test_the_callback_is_asked_as_wechat_asks_it(town: Town) -> None:
    well = await findings(town, server={"public_url": town.address})
    assert verdict(well, "callback")[0] == "ok"
    other = await findings(town, server={"public_url": town.address}, wechat={"token": "another"})
    assert verdict(other, "callback") == ("bad", other["callback"].words)
    assert "another wechat.token" in other["callback"].words
    nobody = await findings(town, server={"public_url": f"http://127.0.0.1:{unused_port()}"})
    assert "is not reached" in verdict(nobody, "callback")[1]
    astray = await findings(town, server={"public_url": f"{town.address}/somewhere"})
    assert "answers 404" in verdict(astray, "callback")[1]


@pytest.mark.parametrize(("stamp", "grade"), [("Tue, 24 Nov 2020 10:00:00 GMT", "bad"), ("nonsense", "bad")])
async def test_a_clock_that_differs_from_wechats_is_told(stamp: str, grade: str) -> None:
    app = web.Application()

    async def late(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": stamp})

    app.router.add_get("/", late)
    async with TestServer(app) as server, aiohttp.ClientSession() as client:
        assert (await account.clock(client, str(server.make_url("/")))).verdict == grade


async def test_wechat_out_of_reach_is_told(town: Town) -> None:
    away = await findings(town, wechat={"api_base_url": f"http://127.0.0.1:{unused_port()}"})
    assert "check the network" in verdict(away, "clock")[1]
    assert verdict(away, "credentials")[0] == "bad"


# ---------------------------------------------------------------- what is stored


async def test_a_village_without_people_and_data_is_told(town: Town) -> None:
    with town.house.make_session.begin() as session:
        session.execute(update(User).values(disabled_at=SystemClock().now()))
        session.execute(delete(Duty))
        session.execute(delete(CalendarDay))
    found = await findings(town)
    assert "yizhan user add" in verdict(found, "administrators")[1]
    assert verdict(found, "administrators")[0] == "bad"
    assert verdict(found, "roster")[0] == "warn"
    assert "console's roster" in verdict(found, "roster")[1]
    assert verdict(found, "calendar")[0] == "bad"


def test_a_database_without_a_village_is_told(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/empty.db", Vault(b"k"))
    migrate(engine)
    found = {finding.what: finding for finding in stored.look(engine, TODAY)}
    engine.dispose()
    assert verdict(found, "village") == ("bad", "no regions; run `yizhan import FOLDER`")
    assert verdict(found, "roster")[0] == "warn"


@pytest.mark.parametrize(
    ("last", "today", "grade"),
    [
        (None, TODAY, "bad"),
        (date(2025, 12, 31), TODAY, "bad"),
        (date(2026, 12, 31), date(2026, 12, 1), "warn"),
        (date(2026, 12, 31), TODAY, "ok"),
    ],
)
def test_a_calendar_that_ends_is_told(last: date | None, today: date, grade: str) -> None:
    assert stored.calendar(last, today).verdict == grade


async def test_another_databases_key_is_told(town: Town, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(base64.b64encode(bytes(32)))
    other.chmod(0o600)
    found = await findings(town, privacy={"key_file": str(other)})
    assert verdict(found, "key")[0] == "ok"
    assert verdict(found, "sealed data")[0] == "bad"
    assert "sealed with another key" in found["sealed data"].words


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [(None, 0, "put the backup back"), (b"c2hvcnQ=", 0o600, "no key of ours"), (b"", 0o644, "chmod 600")],
    ids=["missing", "broken", "open to others"],
)
async def test_a_key_that_is_not_right_is_told_and_none_is_made(
    town: Town, tmp_path: Path, content: bytes | None, mode: int, said: str
) -> None:
    path = tmp_path / "this.key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    found = await findings(town, privacy={"key_file": str(path)})
    assert verdict(found, "key")[0] == "bad"
    assert said in found["key"].words
    assert path.exists() == (content is not None)


async def test_a_database_that_is_not_there_is_told_and_none_is_made(town: Town, tmp_path: Path) -> None:
    found = await findings(town, database={"url": f"sqlite:///{tmp_path}/none.db"})
    assert "yizhan migrate" in verdict(found, "database")[1]
    assert not (tmp_path / "none.db").exists()
    away = await findings(town, database={"url": f"postgresql://nobody@127.0.0.1:{unused_port()}/none"})
    assert verdict(away, "database")[0] == "bad"
    assert "check database.url" in away["database"].words


def test_a_database_of_another_version_is_told(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/empty.db", Vault(b"k"))
    finding = stored.version(engine)
    engine.dispose()
    assert (finding.verdict, "yizhan migrate" in finding.words) == (Verdict.BAD, True)


def test_a_journal_that_is_not_wal_is_told() -> None:
    engine = connect("sqlite://", Vault(b"k"))  # in memory there is none
    assert stored.durability(engine).verdict is Verdict.BAD
    engine.dispose()


def test_a_server_without_fsync_is_told(postgres: "Server") -> None:
    engine = connect(postgres.create("doctor"), Vault(b"k"))  # the tests' own server runs without
    finding = stored.durability(engine)
    engine.dispose()
    assert (finding.verdict, finding.words.startswith("fsync off")) == (Verdict.BAD, True)


# ---------------------------------------------------------------- the machine


def test_packages_that_differ_from_the_lock_are_named() -> None:
    def here(name: str) -> str:
        if name == "gone":
            raise PackageNotFoundError
        return "1.0"

    lock = 'same==1.0 \\\n    --hash=x\nother==2.0 \\\ngone==1 \\\ngone==1 ; sys_platform == "win32" \\\n'
    finding = machine.packages(lock, here)
    assert finding.verdict is Verdict.WARN
    assert finding.words.startswith("other 1.0 instead of 2.0, gone 1 missing;")
    assert machine.packages("", here).verdict is Verdict.WARN
    assert machine.packages(machine.LOCK.read_text(encoding="utf-8"), version).verdict is Verdict.OK


@pytest.mark.parametrize(("free", "grade"), [(100 * 2**20, "bad"), (2**30, "warn"), (2**40, "ok")])
def test_a_disk_that_fills_up_is_told(tmp_path: Path, free: int, grade: str) -> None:
    assert machine.room("media", tmp_path, free).verdict == grade


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    finding = machine.media_folder(tmp_path / "file" / "media")
    assert (finding.verdict, "cannot be written" in finding.words) == (Verdict.BAD, True)


def test_a_machine_without_a_chinese_font_is_told() -> None:
    assert machine.font(("/nowhere.ttf",)).verdict is Verdict.WARN


@pytest.mark.parametrize("url", ["", "http://yizhan.example.org"])
def test_an_address_that_telephones_cannot_use_is_told(url: str) -> None:
    settings = Settings.model_validate({"server": {"public_url": url}})
    assert machine.public_url(settings).verdict is Verdict.WARN


async def test_without_an_account_nothing_is_asked(town: Town) -> None:
    found = await findings(town, wechat={"app_id": ""}, schedule={"enabled": False})
    assert verdict(found, "wechat")[0] == "warn"
    assert verdict(found, "jobs")[0] == "warn"
    assert town.platform.calls == {}


def test_every_check_looks_like_a_line(tmp_path: Path) -> None:
    assert str(machine.room("media", tmp_path, 0)).startswith("bad  disk of media: 0.0 GB free")


# ---------------------------------------------------------------- the recogniser


@pytest.mark.parametrize(
    ("status", "body", "grade", "said"),
    [
        (200, '{"text": ""}', "ok", "answers"),
        (200, "<html>", "warn", "no JSON"),
        (401, "", "warn", "HTTP 401"),
    ],
)
async def test_a_recogniser_is_sent_a_silent_recording(
    town: Town, status: int, body: str, grade: str, said: str
) -> None:
    async with recogniser_open() as recogniser:
        recogniser.status, recogniser.body = status, body
        found = await findings(town, voice={"recogniser_url": recogniser.url})
    assert found["recogniser"].verdict.value == grade
    assert said in found["recogniser"].words


async def test_a_recogniser_that_is_not_there_is_bad(town: Town) -> None:
    url = f"http://127.0.0.1:{unused_port()}/"
    grade, words = verdict(await findings(town, voice={"recogniser_url": url}), "recogniser")
    assert grade == "bad"
    assert "voice.recogniser_url" in words


async def test_without_a_recogniser_it_says_who_listens(town: Town) -> None:
    assert "given to staff" in verdict(await findings(town), "recogniser")[1]
