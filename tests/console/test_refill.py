"""A form that cannot be taken comes back with what was typed, and says why."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from bot.console.refill import refill
from models.people import Person
from models.typed_form import TypedForm, forget_forms
from tests.console.office import PASSWORD, Office, Seat, sit_down
from tests.console.test_talks import villager_calls

FORM = """<!doctype html><main id="main"><p>1 &lt; 2 &#20803;</p>
<details class="a"><summary>x</summary><form method="post" action="/f?a=1">
<input type="hidden" name="csrf" value="new">
<input name="name" value="old"><input type="password" name="secret" value="">
<input type="checkbox" name="on" checked>
<select name="who"><option value="1" selected>A</option><option value="2">B</option></select>
<textarea name="note">old &amp; gone</textarea></form></details>
<details><form action="/g"><input name="name" value="mine"></form></details></main>"""
TYPED = {"csrf": ["stolen"], "name": ['<"x">'], "secret": ["s"], "who": ["2"], "note": ["</textarea>"]}


def test_the_form_that_was_sent_is_filled_in_and_no_other() -> None:
    page = refill(FORM, "/f", TYPED, "<b>no</b>", "<i>on top</i>")
    assert '<details open class="a">' in page
    assert '<form method="post" action="/f?a=1"><b>no</b>' in page
    assert '<input type="hidden" name="csrf" value="new">' in page
    assert '<input name="name" value="&lt;&quot;x&quot;&gt;">' in page
    assert '<input type="password" name="secret" value="">' in page
    assert '<input type="checkbox" name="on">' in page
    assert '<option value="1">A</option><option value="2" selected>B</option>' in page
    assert '<textarea name="note">&lt;/textarea&gt;</textarea>' in page
    assert '<details><form action="/g"><input name="name" value="mine"></form></details>' in page
    assert "<p>1 &lt; 2 &#20803;</p>" in page
    assert "on top" not in page


def test_where_the_form_is_gone_it_is_said_on_top_and_the_page_stays() -> None:
    assert refill(FORM, "/h", TYPED, "", "<i>top</i>") == FORM.replace('id="main">', 'id="main"><i>top</i>')


async def test_a_new_user_is_not_typed_twice(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post(
            "/console/users?tab=new", name="新文书", role="agent", region="Z1", login="wang"
        )
    assert seat.status == 400
    assert "没有提交成功。</b>这个登录名已经有人用了" in page
    assert re.search('name="name"[^>]*value="新文书"', page)
    assert re.search('value="agent"[^>]*selected', page)


async def test_a_day_of_the_roster_stays_open_however_often_it_is_refused(office: Office) -> None:
    with office.house.make_session.begin() as session:
        wang = session.get_one(Person, office.person("李代办").id)
    day = "/console/roster?station=Z1&day=2026-11-26"
    async with sit_down(office, "zhao") as seat:
        action = re.search('method="post" action="(/console/roster[?][^"]+)"', await seat.get(day))
        assert action
        for ends in ("08:00", "08:30"):
            turn = {"person": str(wang.id), "starts": "09:00", "ends": ends}
            page = await seat.post(action[1].replace("&amp;", "&"), station="Z1", day="2026-11-26", **turn)
            assert "日期或时间没写对" in page
            assert re.search(f'name="ends"[^>]*value="{ends}"', page)
            assert re.search(f'value="{wang.id}" selected', page)


async def test_a_move_that_came_too_late_leaves_its_words_on_the_page_as_it_is_now(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "wang") as first, sit_down(office, "zhao") as second:
        step = str(office.incident(number).step)
        await first.post(f"/console/cases/{number}/moves/accept", step=step)
        await second.post(f"/console/cases/{number}/moves/reject", step=step, note="重复报的")
        page = await second.get(f"/console/cases/{number}")
        rule = "transfer" if "/moves/transfer" in page else "resolve"
        page = await second.post(
            f"/console/cases/{number}/moves/{rule}", step=step, note="他那边更近，转给他"
        )
    assert second.status == 409
    assert "有人先办了一步" in page
    assert "他那边更近，转给他" in page
    assert f'name="step" value="{office.incident(number).step}"' in page


async def test_what_was_to_be_said_is_quoted_where_the_talk_is_a_colleagues(office: Office) -> None:
    chen = villager_calls(office)
    async with sit_down(office, "wang") as first, sit_down(office, "zhao") as second:
        await first.post(f"/console/talks/{chen}/take")
        page = await second.post(f"/console/talks/{chen}/say", text="我下午来看您")
    assert second.status == 400
    assert "<q>我下午来看您</q>" in page
    assert "王网格正在和他说话" in page


async def test_a_form_of_an_earlier_log_in_comes_back_filled_in_and_is_taken_then(office: Office) -> None:
    person = office.person("陈大爷").id
    async with sit_down(office, "zhao") as seat:
        fresh, seat.csrf = seat.csrf, "of-another-log-in"
        page = await seat.post(f"/console/people/{person}", name="陈大爷", sex="男", tags="独居老人;听不清")
        assert "放得太久了" in page
        assert re.search('name="tags"[^>]*value="独居老人;听不清"', page)
        assert seat.csrf == fresh
        await seat.post(f"/console/people/{person}", name="陈大爷", sex="男", tags="独居老人;听不清")
    assert office.person("陈大爷").tags == ["独居老人", "听不清"]


async def test_a_wrong_code_leaves_the_secret_that_is_in_the_telephone(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/me/codes")
        secret = re.search('name="secret" value="([A-Z2-7]+)"', page)
        assert secret
        page = await seat.post("/console/me/codes/confirm", secret=secret[1], code="000000")
    assert seat.status == 400
    assert "验证码不对" in page
    assert f'value="{secret[1]}"' in page


# ---------------------------------------------------------------- a log-in that ran out


async def fixed_meanwhile(seat: Seat, office: Office, number: str, note: str) -> None:
    """Type into a case's page and send it thirteen hours later."""
    await seat.get(f"/console/cases/{number}")
    office.house.clock.move(timedelta(hours=13))
    await seat.post(f"/console/cases/{number}/moves/add_note", step=step_of(office, number), note=note)
    assert seat.url.startswith("/console/login?")
    assert "%E7" not in seat.url  # nothing of it in the address


def step_of(office: Office, number: str) -> str:
    return str(office.incident(number).step)


async def test_what_was_typed_comes_back_after_the_log_in(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        await fixed_meanwhile(seat, office, number, "灯杆也歪了")
        cookies = [cookie.value for cookie in seat.http.cookie_jar]
        page = await seat.post("/console/login", login="zhao", password=PASSWORD, next=next_of(seat.url))
        assert "登录过期了" in page
        assert "灯杆也歪了" in page
        assert not any("灯杆" in cookie for cookie in cookies)
        assert all(event.action != "add_note" for event in office.incident(number).events)
        await seat.post(
            f"/console/cases/{number}/moves/add_note", step=step_of(office, number), note="灯杆也歪了"
        )
    assert office.incident(number).events[-1].note == "灯杆也歪了"


async def test_it_comes_back_to_nobody_else(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        await fixed_meanwhile(seat, office, number, "灯杆也歪了")
        page = await seat.post("/console/login", login="su", password=PASSWORD, next=next_of(seat.url))
    assert "灯杆也歪了" not in page


async def test_after_half_an_hour_it_is_forgotten(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        await fixed_meanwhile(seat, office, number, "灯杆也歪了")
        office.house.clock.move(timedelta(minutes=30))
        page = await seat.post("/console/login", login="zhao", password=PASSWORD, next=next_of(seat.url))
        assert "灯杆也歪了" not in page
    with office.house.make_session.begin() as session:
        forget_forms(session, office.house.clock.now())
        assert session.scalars(select(TypedForm)).all() == []


async def test_without_the_token_of_the_old_log_in_nothing_is_kept(office: Office) -> None:
    number = office.lamp()
    async with sit_down(office, "zhao") as seat:
        await seat.get(f"/console/cases/{number}")
        office.house.clock.move(timedelta(hours=13))
        seat.csrf = "forged"
        await seat.post(f"/console/cases/{number}/moves/add_note", step="1", note="灯杆也歪了")
    with office.session() as session:
        assert session.scalars(select(TypedForm)).all() == []


def next_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["next"][0]
