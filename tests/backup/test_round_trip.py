"""A village backed up under load and opened elsewhere: the same cases, the same answers to redeliveries."""

import asyncio
import json
import tarfile
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.simulator.platform import Reply
from models.case import Case
from nlp.meaning import Understand
from tests.backup.place import Place
from tests.torture.test_kill import lamp
from tests.town import Town, open_town

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


async def report(town: Town, number: int) -> Reply:
    openid = f"oNEIGHBOUR{number:02d}"
    await town.say(openid, lamp(number))
    return await town.say(openid, "对，提交")


def facts(cases: list[Case]) -> dict[str, tuple[object, ...]]:
    return {case.number: (case.text, case.status, case.created_at, case.place) for case in cases}


@BOTH
async def test_backed_up_under_load_and_opened_elsewhere_it_is_the_same_village(
    village: Place, elsewhere: Place, clock: MovableClock, understand: Understand, tmp_path: Path
) -> None:
    village.take_a_photo()
    async with open_town(village.settings, clock, understand) as town:
        before = [await report(town, number) for number in range(4)]
        sure = facts(town.cases())
        during = asyncio.gather(*(report(town, number) for number in range(4, 12)))
        done = await asyncio.to_thread(village.back_up, tmp_path)
        assert not any(answer.fault for answer in await during)
        everything = facts(town.cases())
    elsewhere.restore(done.where)
    async with open_town(elsewhere.settings, clock, understand) as town:
        restored = facts(town.cases())
        assert sure.items() <= restored.items() <= everything.items()
        for number, reply in enumerate(before):
            again = await town.platform.again(f"oNEIGHBOUR{number:02d}", reply)
            assert again.text == reply.text
        assert facts(town.cases()) == restored
        for _ in range(40):
            town.platform.state.next_id()  # the MsgIds of before are used up
        assert "编号G" in (await report(town, 12)).text
    assert elsewhere.photo.read_bytes() == village.photo.read_bytes()


@BOTH
def test_a_backup_is_its_owners_alone_and_holds_no_key(village: Place, tmp_path: Path) -> None:
    done = village.back_up(tmp_path / "today.tar")
    assert done.where.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "yizhan" in path.name or "part" in path.name] == []
    key = (village.folder / "yizhan.key").read_bytes()
    assert key not in done.where.read_bytes()
    with tarfile.open(done.where) as tar:
        names = tar.getnames()
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        assert json.load(manifest)["kind"] in ("sqlite", "postgresql")
    assert names[:2] == ["manifest.json", "database"]
