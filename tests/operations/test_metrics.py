"""The figures: every named series is there after real traffic, and there are few, whatever people do."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from bot.app import wechat_api
from bot.clock import MovableClock
from bot.config import Schedule, Settings
from bot.meters import word_of
from bot.quota import QuotaWatch
from bot.wechat.errors import NETWORK
from nlp.meaning import Understand
from tests.town import Town, open_town

# What the dashboard, the alerts and docs/operating.md rely on: series -> its labels.
SERIES = {
    "yizhan_answers_total": {"path", "status"},
    "yizhan_answer_seconds_bucket": {"path", "le"},
    "yizhan_turns_total": {"intent", "outcome"},
    "yizhan_turn_seconds_bucket": {"le"},
    "yizhan_understanding_confidence_bucket": {"le"},
    "yizhan_writer_queue": set[str](),
    "yizhan_pushes_total": {"channel", "state"},
    "yizhan_wechat_errors_total": {"api", "code"},
    "yizhan_token_refreshes_total": {"result"},
    "yizhan_circuits_open": {"channel"},
    "yizhan_job_runs_total": {"job", "result"},
    "yizhan_job_last_success_timestamp_seconds": {"job"},
    "yizhan_job_failed": {"job"},
    "yizhan_job_late_seconds": {"job"},
    "yizhan_quota_left": {"api"},
    "yizhan_quota_limit": {"api"},
    "yizhan_database_up": set[str](),
    "yizhan_database_info": {"kind", "revision"},
    "yizhan_notices": {"state"},
    "yizhan_outbox": {"kind", "state"},
    "yizhan_outbox_oldest_seconds": {"kind"},
    "yizhan_oldest_due_seconds": set[str](),
    "yizhan_cases": {"kind", "state"},
    "yizhan_messages_waiting": set[str](),
    "yizhan_recordings": {"state"},
    "yizhan_recognition_seconds_bucket": {"result", "le"},
    "yizhan_recognition_seconds_count": {"result"},
    "yizhan_disk_free_bytes": {"what"},
    "process_start_time_seconds": set[str](),
    "process_resident_memory_bytes": set[str](),
}


@pytest.fixture
async def busy(settings: Settings, clock: MovableClock, understand: Understand) -> AsyncIterator[Town]:
    """A town whose scheduled jobs run, as the service's do."""
    working = settings.model_copy(update={"schedule": Schedule(enabled=True)})
    async with open_town(working, clock, understand) as town:
        yield town


async def scrape(town: Town) -> list[Sample]:
    async with aiohttp.ClientSession() as client, client.get(f"{town.address}/metrics") as answer:
        families = text_string_to_metric_families(await answer.text())
        return [sample for family in families for sample in family.samples]


async def until(town: Town, name: str) -> list[Sample]:
    """Scrape until what happens by itself beside the traffic has left its series."""
    async with asyncio.timeout(30):
        while True:
            found = await scrape(town)
            if any(sample.name == name for sample in found):
                return found


def value(samples: list[Sample], name: str, **labels: str) -> float:
    return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


async def report(town: Town, who: str, place: str) -> None:
    """Have somebody report a lamp; WeChat refuses the push to the gridworker, who has not written."""
    await town.say(who, f"{place}的路灯坏了")
    await town.say(who, "对，提交")


async def test_every_series_is_there_after_real_traffic(busy: Town) -> None:
    await report(busy, "王秀芳", "一组路口")
    await busy.settle()
    busy.platform.fail("message/custom/send", code=45009)
    await report(busy, "王秀芳", "三组桥头")
    await busy.settle()
    await until(busy, "yizhan_quota_left")
    samples = await until(busy, "yizhan_job_runs_total")
    found = {sample.name: set(sample.labels) for sample in samples}
    assert {name: found.get(name) for name in SERIES} == SERIES


async def test_the_figures_count_what_happened(town: Town) -> None:
    await report(town, "王秀芳", "一组路口")
    await town.settle()
    samples = await scrape(town)
    assert value(samples, "yizhan_turns_total", intent="incident.report", outcome="answered") == 1
    assert value(samples, "yizhan_turn_seconds_count") == 2
    assert value(samples, "yizhan_understanding_confidence_count") == 2
    assert value(samples, "yizhan_pushes_total") >= 1
    assert value(samples, "yizhan_wechat_errors_total", api="message/custom/send", code="40003") >= 1
    assert value(samples, "yizhan_token_refreshes_total", result="granted") == 1
    assert value(samples, "yizhan_database_info", kind="sqlite") == 1


async def test_a_stopped_channel_shows_until_a_call_goes_through(town: Town) -> None:
    town.platform.fail("message/custom/send", code=40013)
    await report(town, "王秀芳", "一组路口")
    await town.settle()
    assert value(await scrape(town), "yizhan_circuits_open", channel="customer") == 1


async def test_a_refused_token_is_counted(town: Town) -> None:
    town.platform.fail("stable_token", code=40125, times=9)
    await report(town, "王秀芳", "一组路口")
    await town.settle()
    samples = await scrape(town)
    assert value(samples, "yizhan_token_refreshes_total", result="refused") >= 1
    assert value(samples, "yizhan_wechat_errors_total", api="stable_token", code="40125") >= 1


async def test_more_people_and_cases_make_no_more_series(town: Town) -> None:
    async def series() -> set[str]:
        return {f"{sample.name} {sample.labels}" for sample in await scrape(town)}

    for who, place in (("oMORE1", "一组桥头"), ("oMORE2", "二组村口"), ("oMORE3", "三组村口")):
        await report(town, who, place)
        await town.settle()
    await series()  # which is itself a page that is counted
    before = await series()
    for who, place in (("oMORE4", "四组村口"), ("oMORE5", "五组村口"), ("oMORE6", "六组村口")):
        await report(town, who, place)
        await town.settle()
    assert await series() - before == set()
    assert not any("oMORE" in each or "G26" in each for each in before)
    assert len(before) < 1000


def test_codes_that_the_table_does_not_know_are_one_label() -> None:
    assert [word_of(code) for code in (45009, 99999, 88888, NETWORK)] == [
        "45009",
        "other",
        "other",
        "no answer",
    ]


async def test_what_wechat_says_of_the_quota_is_shown(town: Town) -> None:
    found: list[tuple[str, int, int]] = []
    async with aiohttp.ClientSession() as client:
        await QuotaWatch(wechat_api(town.house, client), lambda *each: found.append(each)).look()
    assert found == [
        ("/cgi-bin/message/custom/send", 500_000, 500_000),
        ("/cgi-bin/message/template/send", 100_000, 100_000),
    ]
