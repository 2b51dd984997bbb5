import shutil
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.command import CommandError
from bot.console.password import fits
from bot.database import connect
from bot.demo.run import open_demo
from bot.demo.settings import keep_secrets, template_titles, templates
from bot.demo.village import LOGINS
from bot.vault import open_vault
from models.case import Case, CaseEvent
from models.notice import Notice, NoticeState
from models.people import Role
from models.registry import KINDS
from models.user import User
from tests.simulator.conftest import Demo

VILLAGER, GRID = "oDEMO_villager_01", "oDEMO_grid_01"


def book(folder: Path) -> Session:
    return Session(connect(f"sqlite:///{folder / 'yizhan.db'}", open_vault(folder / "yizhan.key")))


def test_the_village_has_a_past_of_all_kinds(demo_home: Path) -> None:
    with book(demo_home) as session:
        kinds = Counter(session.scalars(select(Case.kind)))
        events = session.scalar(select(func.count(CaseEvent.id)))
    assert kinds.keys() == KINDS.keys()
    assert 50 <= kinds.total() <= 80
    assert events is not None
    assert events > 3 * kinds.total()


def test_nothing_of_the_past_waits_to_be_pushed(demo_home: Path) -> None:
    with book(demo_home) as session:
        states = session.scalars(select(Notice.state).where(Notice.case_id.is_not(None)))
        assert NoticeState.WAITING not in set(states)


def test_there_is_a_log_in_for_each_role(demo_home: Path) -> None:
    assert {login.role for login in LOGINS} | {Role.ASSISTANT} == set(Role)
    password = keep_secrets(demo_home).password
    with book(demo_home) as session:
        users = list(session.scalars(select(User)))
        assert {user.login for user in users} == {login.login for login in LOGINS}
        assert fits(users[0].password_hash, password)


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    made = keep_secrets(tmp_path)
    assert keep_secrets(tmp_path) == made
    assert (tmp_path / "demo.toml").stat().st_mode & 0o077 == 0
    assert keep_secrets(tmp_path / ".." / tmp_path.name).token not in {"", "yizhan"}


def test_every_notice_has_a_template_with_a_title() -> None:
    ids = {words.split()[0] for words in templates().values()}
    assert ids == template_titles().keys()
    assert len(ids) == len(templates())


async def test_telephones_have_spoken_when_it_first_opens(demo: Demo) -> None:
    assert "你好" in await demo.last(VILLAGER)
    assert [bubble["text"] for bubble in await demo.chat(GRID) if bubble["channel"] == "said"] == ["我的任务"]


async def test_the_bots_menu_is_up(demo: Demo) -> None:
    buttons = (await demo.whole())["menu"]["button"]
    assert [len(button["sub_button"]) for button in buttons] == [5, 5, 5]


async def test_a_taken_port_is_said_in_a_line_with_what_to_do(demo: Demo, tmp_path: Path) -> None:
    port = int(demo.address.rpartition(":")[2])
    with pytest.raises(CommandError, match=f"port {port} cannot be used.*--port"):
        async with open_demo(port, tmp_path, keep_secrets(tmp_path)):
            pass


async def test_a_second_run_loses_nothing_and_answers_anew(demo_folder: Path) -> None:
    kept = keep_secrets(demo_folder)
    async with aiohttp.ClientSession() as http:
        async with open_demo(0, demo_folder, kept) as port:
            first = Demo(f"http://127.0.0.1:{port}", demo_folder, kept, http)
            await first.say(VILLAGER, "今天哪个在坐班")
            await first.post(f"phones/{VILLAGER}/photo", sample="lamp")
            before = await first.chat(VILLAGER)
        async with open_demo(0, demo_folder, kept) as port:
            second = Demo(f"http://127.0.0.1:{port}", demo_folder, kept, http)
            assert await second.chat(VILLAGER) == before
            await second.say(VILLAGER, "办高龄补贴要带啥子")
            assert await second.last(VILLAGER) != before[-1]["text"]


async def test_the_clock_stays_ahead_over_a_restart(demo_folder: Path) -> None:
    kept = keep_secrets(demo_folder)
    async with aiohttp.ClientSession() as http:
        async with open_demo(0, demo_folder, kept) as port:
            first = Demo(f"http://127.0.0.1:{port}", demo_folder, kept, http)
            moved = await (await first.post("clock/1h")).json()
        async with open_demo(0, demo_folder, kept) as port:
            second = Demo(f"http://127.0.0.1:{port}", demo_folder, kept, http)
            clock = (await second.whole())["clock"]
    assert clock["now"] >= moved["now"]


def test_a_folder_begun_anew_has_other_secrets(demo_home: Path, tmp_path: Path) -> None:
    shutil.copy(demo_home / "demo.toml", tmp_path / "demo.toml")
    same = keep_secrets(tmp_path)
    (tmp_path / "demo.toml").unlink()
    assert keep_secrets(tmp_path).aes_key != same.aes_key
