"""The door of the console."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.console.password import totp, totp_step
from models.user import TRIES, User
from tests.console.office import MORNING, PASSWORD, Office, sit_down

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


async def test_a_stranger_is_asked_to_log_in_and_comes_back_where_they_wanted(office: Office) -> None:
    async with sit_down(office) as seat:
        assert "请先登录" in await seat.get("/console/users")
        await seat.post("/console/login", login="zhao", password=PASSWORD, next="/console/users")
        assert (seat.status, seat.url) == (200, "/console/users")


async def test_nobody_is_led_out_of_the_console(office: Office) -> None:
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        await seat.post("/console/login", login="zhao", password=PASSWORD, next="//evil.example/console")
        assert seat.url == "/console"


@pytest.mark.parametrize(("login", "password"), [("zhao", "wrong"), ("nobody", PASSWORD), ("", "")])
async def test_the_answer_does_not_say_what_was_wrong(office: Office, login: str, password: str) -> None:
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        page = await seat.post("/console/login", login=login, password=password)
        assert seat.status == 401
        assert "登录名、密码或验证码不对" in page


async def test_too_many_wrong_tries_lock_the_name_even_for_the_right_password(office: Office) -> None:
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        for _ in range(TRIES):
            await seat.post("/console/login", login="zhao", password="wrong")
        assert "锁了15分钟" in await seat.post("/console/login", login="zhao", password=PASSWORD)
        office.house.clock.move(timedelta(minutes=16))
        await seat.post("/console/login", login="zhao", password=PASSWORD)
        assert seat.url == "/console"


async def test_one_machine_cannot_go_through_all_names(office: Office) -> None:
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        for number in range(31):
            await seat.post("/console/login", login=f"name{number}", password="x")
        assert seat.status == 429


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        cookie = next(each for each in seat.http.cookie_jar if each.key == "yizhan_console")
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


async def test_a_form_without_its_token_changes_nothing(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        seat.csrf = "forged"
        page = await seat.post("/console/logout")
        assert (seat.status, "放得太久" in page) == (400, True)
        await seat.get("/console")
        assert seat.url == "/console"


async def test_nobody_logs_in_by_a_form_that_was_never_asked_for(office: Office) -> None:
    async with sit_down(office) as seat:
        await seat.post("/console/login", login="zhao", password=PASSWORD)
        assert (seat.status, seat.csrf) == (400, "")


async def test_a_log_in_ends_after_twelve_hours_and_by_logging_out(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        assert "已经退出" in await seat.post("/console/logout")
        await seat.get("/console")
        assert seat.url.startswith("/console/login")
    async with sit_down(office, "zhao") as seat:
        office.house.clock.move(timedelta(hours=13))
        await seat.get("/console")
        assert seat.url.startswith("/console/login")


async def test_a_one_time_code_is_asked_for_and_serves_once(office: Office) -> None:
    with office.house.make_session.begin() as session:
        session.scalars(select(User).where(User.login == "zhao")).one().totp_secret = SECRET
    code = totp(SECRET, int(MORNING.timestamp()) // 30)
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        await seat.post("/console/login", login="zhao", password=PASSWORD)
        assert seat.status == 401
        await seat.post("/console/login", login="zhao", password=PASSWORD, code=code)
        assert seat.url == "/console"
    async with sit_down(office) as seat:
        await seat.get("/console/login")
        await seat.post("/console/login", login="zhao", password=PASSWORD, code=code)
        assert seat.status == 401


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(second: int, code: str) -> None:
    assert totp(SECRET, second // 30) == code


def test_a_code_of_the_step_before_still_counts_and_one_of_last_hour_does_not() -> None:
    step = int(MORNING.timestamp()) // 30
    assert totp_step(SECRET, totp(SECRET, step - 1), MORNING) == step - 1
    assert totp_step(SECRET, totp(SECRET, step - 120), MORNING) is None


async def test_a_user_turns_one_time_codes_on_with_the_first_code(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/me/codes")
        secret = page.split('name="secret" value="')[1].split('"')[0]
        code = totp(secret, int(MORNING.timestamp()) // 30)
        await seat.post("/console/me/codes/confirm", secret=secret, code=code)
        assert "已经开通" in await seat.get("/console/me")


async def test_a_new_password_ends_log_ins_elsewhere(office: Office) -> None:
    async with sit_down(office, "zhao") as here, sit_down(office, "zhao") as elsewhere:
        await here.post("/console/me/password", old=PASSWORD, new="a-new-one-9", again="a-new-one-9")
        await elsewhere.get("/console")
        assert elsewhere.url.startswith("/console/login")
        await here.get("/console")
        assert here.url == "/console"
