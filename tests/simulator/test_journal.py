from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.simulator.hours import AheadClock, span_until_morning
from bot.simulator.journal import Journal
from bot.simulator.platform import Channel, Platform
from tests.conftest import AES_KEY, NOON


def fresh(clock: MovableClock, folder: Path) -> Platform:
    platform = Platform(clock, "wx0", "secret", "token", AES_KEY)
    Journal(folder).keep(platform)
    return platform


async def test_bubbles_come_back_as_they_were(clock: MovableClock, tmp_path: Path) -> None:
    before = fresh(clock, tmp_path)
    await before.say("oA", "路灯坏了")
    await before.location("oA", 31.1, 105.08, "王家湾")
    after = fresh(clock, tmp_path)
    assert after.phone("oA").bubbles == before.phone("oA").bubbles


async def test_photos_come_back(clock: MovableClock, tmp_path: Path) -> None:
    before = fresh(clock, tmp_path)
    await before.photo("oA", b"a picture")
    media_id = before.phone("oA").bubbles[0].media_id
    stored = fresh(clock, tmp_path).state.media.get(media_id, clock.now())
    assert stored is not None
    assert stored.content == b"a picture"


async def test_windows_and_who_has_left_come_back(clock: MovableClock, tmp_path: Path) -> None:
    before = fresh(clock, tmp_path)
    await before.say("oA", "你好")
    before.state.show("oA", Channel.PUSH, text="一条")
    await before.leave("oB")
    after = fresh(clock, tmp_path)
    assert after.state.quota.left("oA", clock.now()) == 4
    assert after.state.unfollowed == {"oB"}


async def test_no_id_comes_twice(clock: MovableClock, tmp_path: Path) -> None:
    before = fresh(clock, tmp_path)
    used = {before.state.next_id() for _ in range(1000)}
    clock.move(timedelta(seconds=1))
    assert fresh(clock, tmp_path).state.next_id() not in used


async def test_a_line_cut_off_by_a_power_cut_is_passed_over(
    clock: MovableClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await fresh(clock, tmp_path).say("oA", "你好")
    with (tmp_path / "phones.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"openid": "oA", "at"')
    assert len(fresh(clock, tmp_path).phone("oA").bubbles) == 1
    assert "line 2 passed over" in caplog.text


def test_the_clock_remembers_how_far_it_is_ahead(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    moved = AheadClock(file).move(timedelta(days=30))
    assert AheadClock(file).now() >= moved


def test_the_morning_is_half_past_seven_of_the_next_day() -> None:
    assert NOON + span_until_morning(NOON) == NOON.replace(day=25, hour=7, minute=30)
