"""Files that no row names are swept away, and only those."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.jobs import retention
from bot.jobs.strays import sweep
from models.base import CHINA
from models.case import Attachment
from tests.town import Town

LEFT, NAMED = "a" * 32 + ".jpg", "b" * 32 + ".jpg"


def lie_there(town: Town, *names: str) -> None:
    for name in names:
        file = Path(town.house.settings.media.folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\xff\xd8\xff")


def files(town: Town) -> set[str]:
    folder = Path(town.house.settings.media.folder)
    return {str(file.relative_to(folder)) for file in folder.rglob("*.*")}


def written_at(town: Town, name: str) -> datetime:
    stat = Path(town.house.settings.media.folder, name).stat()
    return datetime.fromtimestamp(stat.st_ctime, CHINA)


async def test_a_file_that_a_crash_left_is_removed_after_a_day(town: Town) -> None:
    lie_there(town, f"2026-11/{LEFT}", f"2026-11/{NAMED}")
    with town.house.make_session.begin() as session:
        session.add(Attachment(kind="image", at=town.clock.now(), path=f"2026-11/{NAMED}", media_id="M"))
    town.later(days=2)
    assert retention.clear_away(town.house, town.clock.now()) == {"strays": 1}
    assert files(town) == {f"2026-11/{NAMED}"}


async def test_a_file_whose_row_is_about_to_be_written_stays(town: Town) -> None:
    lie_there(town, f"2026-11/{LEFT}")
    a_day_old = written_at(town, f"2026-11/{LEFT}") + timedelta(days=1)
    assert sweep(town.house, a_day_old - timedelta(seconds=1)) == 0
    assert sweep(town.house, a_day_old + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("name", ["said.amr", f"posters/{LEFT}", "2026-11/note.txt"])
async def test_what_was_not_fetched_is_nobodys_stray(town: Town, name: str) -> None:
    lie_there(town, name)
    town.later(days=400)
    assert sweep(town.house, town.clock.now()) == 0
    assert files(town) == {name}


async def test_of_the_older_months_one_is_looked_through_each_day(town: Town) -> None:
    lie_there(town, *(f"2026-0{month}/{LEFT}" for month in range(1, 5)))
    swept = []
    town.later(days=2)
    for _ in range(3):
        swept.append(sweep(town.house, town.clock.now()))
        town.later(days=1)
    assert swept[0] == 2
    assert sum(swept) == 4
    assert files(town) == set()
