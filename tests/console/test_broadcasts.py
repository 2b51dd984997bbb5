"""Broadcasts in the console: written, looked at, sent once by a second press, watched, stopped; by whom."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.jobs.broadcasts import go_out
from models.audit import Access, AccessLog
from models.broadcast import LONGEST, Broadcast, BroadcastState
from models.notice import Notice, NoticeState
from models.people import Person
from tests.console.office import Office, sit_down

VILLAGE, OTHER, GROUP = "5107A1", "5107A2", "5107A101"
BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
WATER = {"region": VILLAGE, "words": "明天上午停水，请先接好。", "whom": "everybody"}
FIRST = "/console/broadcasts/1"


def with_followers(office: Office) -> None:
    """Let 陈大爷, who wrote today, be joined by one who did not."""
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        chen.window_left, chen.window_until = 5, office.house.clock.now() + timedelta(hours=40)
        session.add(Person(name="谢明", openid="oXIE", household_number="H1", tags=[]))


def count(office: Office) -> int:
    with office.session() as session:
        return session.scalar(select(func.count()).select_from(Notice)) or 0


def broadcast(office: Office) -> Broadcast:
    with office.session() as session:
        return session.scalars(select(Broadcast)).one()


async def test_what_people_get_and_how_many_is_shown_before_anything_goes(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/broadcasts", **WATER)
    assert "高棚村通知：\n明天上午停水，请先接好。" in page
    assert "（正文12个字，最多300个）" in page
    assert "高棚村所有关注了的人：2人" in page
    assert "1人（两天内给公众号发过话的）" in page
    assert '<b class="text-danger">1人</b>' in page
    assert count(office) == 0


async def test_a_template_reaches_whoever_has_not_written(office: Office) -> None:
    with_followers(office)
    wechat = office.house.settings.wechat
    wechat.templates["broadcast.news"] = "TPL thing2=what thing3=words"
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/broadcasts", **WATER)
    del wechat.templates["broadcast.news"]
    assert "<dt>模板通知能到</dt><dd>1人</dd><dt>现在到不了</dt><dd>0人</dd>" in page


@BOTH
async def test_a_second_press_sends_and_pressing_twice_sends_once(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat, sit_down(office, "zhao") as twin:
        await seat.post("/console/broadcasts", **WATER)
        await twin.get(FIRST)
        pages = await asyncio.gather(*(each.post(f"{FIRST}/send") for each in (seat, twin)))
    assert [("正在发" in page, "<b>2</b><span>等着发</span>" in page) for page in pages] == [(True, True)] * 2
    assert count(office) == 2
    with office.session() as session:
        sent = session.scalars(select(AccessLog).where(AccessLog.what == Access.BROADCAST)).all()
        assert [row.detail for row in sent] == ["broadcast 1 sent"]


async def test_its_page_counts_how_far_it_has_got(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/broadcasts", **WATER)
        await seat.post(f"{FIRST}/send")
        assert 'hx-trigger="every 5s"' in await seat.get(FIRST)
        with office.house.make_session.begin() as session:
            sent, lost = session.scalars(select(Notice).order_by(Notice.id)).all()
            sent.state = NoticeState.SENT
            lost.state, lost.error = NoticeState.FAILED, "window"
        go_out(office.house, office.house.clock.now())
        page = await seat.get(FIRST)
    assert "发完了" in page
    assert "<b>1</b><span>发出去了</span>" in page
    assert "<b>1</b><span>到不了</span>" in page
    assert "hx-trigger" not in page


async def test_one_that_is_stopped_sends_no_more(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/broadcasts", **WATER)
        await seat.post(f"{FIRST}/send")
        page = await seat.post(f"{FIRST}/stop")
        assert "停下来了" in page
        assert "<b>2</b><span>停了没发</span>" in page
        assert "没有在发" in await seat.post(f"{FIRST}/stop")
        assert "停下第 1 条广播" in await seat.get("/console/audit")
    assert broadcast(office).state == BroadcastState.STOPPED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "水" * (LONGEST + 5)}, "现在有305个字，多了5个。"),
        ({"whom": "tag", "tag": ""}, "有必填的没有填"),
        ({"whom": "group", "group": "5107A2"}, "选的这一项不能用"),
        ({"whom": "nobody"}, "有必填的没有填"),
    ],
)
async def test_what_cannot_be_taken_comes_back_as_it_was_typed(
    office: Office, typed: dict[str, str], said: str
) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.get("/console/broadcasts")
        page = await seat.post("/console/broadcasts", **{**WATER, "calls": "1", **typed})
    assert seat.status == 400
    assert said in page
    assert (typed.get("words") or WATER["words"]) in page
    assert 'id="calls" name="calls" type="checkbox" value="1" checked' in page


async def test_a_draft_is_written_anew_or_thrown_away(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/broadcasts", **WATER)
        page = await seat.get("/console/broadcasts?draft=1")
        assert "明天上午停水，请先接好。</textarea>" in page
        anew = {**WATER, "words": "改到后天停水。", "whom": "group", "group": GROUP}
        page = await seat.post("/console/broadcasts", draft="1", **anew)
        assert "改到后天停水" in page
        assert "高棚村一组的人：2人" in page
        await seat.post(f"{FIRST}/drop")
        assert "还没有发过" in await seat.get("/console/broadcasts")


async def test_nothing_goes_where_nobody_would_get_it(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/broadcasts", **{**WATER, "whom": "tag", "tag": "党员"})
        assert "一个人也收不到" in page
        assert "没有发" in await seat.post(f"{FIRST}/send")
    assert broadcast(office).state == BroadcastState.DRAFT


async def test_others_neither_write_nor_see_nor_stop_it(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/broadcasts", **WATER)
    async with sit_down(office, "qian") as seat:
        assert "停水" not in await seat.get("/console/broadcasts")
        for path in (FIRST, f"/console/broadcasts?region={VILLAGE}", "/console/broadcasts?draft=1"):
            await seat.get(path)
            assert seat.status == 404
        await seat.post(f"{FIRST}/send")
        assert seat.status == 404
        await seat.post("/console/broadcasts", **WATER)
        assert seat.status == 404
    for login in ("wang", "li"):
        async with sit_down(office, login) as seat:
            assert "广播" not in await seat.get("/console/me")
            await seat.get("/console/broadcasts")
            assert seat.status == 403


async def test_the_township_writes_to_all_its_villages_and_sees_theirs(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/broadcasts", **WATER)
    async with sit_down(office, "su") as seat:
        page = await seat.get("/console/broadcasts")
        assert "写一条（立新镇）" in page
        assert "明天上午停水" in page
        page = await seat.post("/console/broadcasts", **{**WATER, "region": "5107A"})
        assert "立新镇通知：" in page
        assert "立新镇所有关注了的人：2人" in page


async def test_at_night_it_is_said_that_it_waits_for_the_morning(office: Office) -> None:
    with_followers(office)
    async with sit_down(office, "zhao") as seat:
        assert "现在是夜里" not in await seat.post("/console/broadcasts", **WATER)
    office.house.clock.move(timedelta(hours=14))
    async with sit_down(office, "zhao") as seat:
        assert "现在是夜里" in await seat.get(FIRST)
        assert "现在是夜里，早上7点半才发" in await seat.post(f"{FIRST}/send")
