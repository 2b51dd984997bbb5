"""The console within the whole bot: what staff do here reaches telephones."""

from sqlalchemy import select

from bot.console.accounts import give_account
from models.incident import report_incident
from models.incident_category import IncidentCategory
from models.people import Person, Post, Role
from models.stamp import Stamp, Via
from models.talk import wish_to_talk
from tests.console.office import PASSWORD, House, Office, sit_down
from tests.town import Town

VILLAGER = "oDEMO_villager_01"


def desk_in(town: Town) -> Office:
    """Return the console that the whole bot serves."""
    house = town.house
    return Office(House(house.settings, town.clock, house.make_session, house.understand), town.address)


def hire(town: Town) -> str:
    """Give the village's administrator an account, report a lamp, and return its number."""
    with town.house.make_session.begin() as session:
        villager = session.scalars(select(Person).where(Person.openid == VILLAGER)).one()
        stamp = Stamp(villager, Via.CHAT, town.clock.now())
        case = report_incident(
            session, stamp, category=IncidentCategory.LIGHTING, text="路灯坏了", place="村口黄葛树"
        )
        village = case.region_path
        admins = select(Person).join(Post).where(Post.role == Role.VILLAGE_ADMIN)
        boss = next(each for each in session.scalars(admins).unique() if each.is_admin_of(village))
        give_account(session, boss, login="boss", password=PASSWORD, now=town.clock.now())
        wish_to_talk(session, villager, town.clock.now())
        return case.number


async def test_a_move_made_here_is_pushed_to_the_villager(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    number = hire(town)
    async with sit_down(desk_in(town), "boss") as seat:
        page = await seat.get(f"/console/cases/{number}")
        step = page.split('name="step" value="')[1].split('"')[0]
        assert "办好了" in await seat.post(f"/console/cases/{number}/moves/accept", step=step)
    assert number in (await town.pushed(VILLAGER, number)).text


async def test_a_broadcast_arrives_as_it_was_shown_before(town: Town) -> None:
    await town.say(VILLAGER, "你好")
    hire(town)
    async with sit_down(desk_in(town), "boss") as seat:
        await seat.get("/console/broadcasts")
        page = await seat.post(
            "/console/broadcasts", region="510722138205", whom="everybody", words="明天停水\r\n先接好"
        )
        shown = page.split('<div class="arrives"><p>')[1].split("</p>")[0]
        await seat.post(f"{seat.url.partition('?')[0]}/send")
        assert (await town.pushed(VILLAGER, "停水")).text.startswith(shown)
        town.later(minutes=1)
        await town.settle()
        await town.run_job("broadcasts.go_out")
        page = await seat.get("/console/broadcasts/1")
    assert "发完了" in page
    assert "<b>1</b><span>发出去了</span>" in page


async def test_what_staff_write_arrives_and_the_bot_keeps_silent(town: Town) -> None:
    await town.say(VILLAGER, "找个人说")
    hire(town)
    with town.session() as session:
        villager = session.scalars(select(Person.id).where(Person.openid == VILLAGER)).one()
    async with sit_down(desk_in(town), "boss") as seat:
        await seat.post(f"/console/talks/{villager}/take")
        await seat.post(f"/console/talks/{villager}/say", text="我是村上的，你说")
    assert "我是村上的，你说" in (await town.pushed(VILLAGER, "我是村上的")).text
