"""Users: opened, reset and closed by administrators, in their own region only."""

import re

import pytest
from sqlalchemy import select

from models.people import Person, Post, Role
from models.region import Level, Region
from models.user import User
from tests.console.office import Office, sit_down


def user_id(office: Office, login: str) -> int:
    with office.session() as session:
        return session.scalars(select(User.id).where(User.login == login)).one()


def password_on(page: str) -> str:
    found = re.search(r'密码是 <code class="secret">([^<]+)<', page)
    assert found
    return found[1]


async def test_a_new_user_comes_in_with_the_first_password_and_must_change_it(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/users", name="文书", role="agent", region="5107A1", login="wenshu")
    async with sit_down(office, "wenshu", password_on(page)) as seat:
        assert "换一个自己的密码" in await seat.get("/console")
        await seat.post("/console/me/password", old=password_on(page), new="my-own-one", again="my-own-one")
        await seat.get("/console")
        assert seat.url == "/console"


async def test_a_village_sees_only_its_own_users(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.get("/console/users")
        assert "王网格" in page
        assert "钱主任" not in page
        assert "苏镇长" not in page


async def test_nobody_gives_themselves_a_higher_region(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.post("/console/users", name="我", role="town_admin", region="5107A", login="higher")
        assert seat.status == 400
        await seat.post("/console/users", name="我", role="town_admin", region="5107A1", login="higher")
        assert seat.status == 400
    with office.session() as session:
        assert session.scalars(select(User).where(User.login == "higher")).first() is None


async def test_nobody_resets_or_closes_who_is_above_or_elsewhere(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        for login in ("su", "qin", "qian"):
            for act in ("reset", "disable"):
                await seat.post(f"/console/users/{user_id(office, login)}/{act}")
                assert seat.status == 404


async def test_a_township_resets_its_villages_and_their_log_ins_end(office: Office) -> None:
    async with sit_down(office, "zhao") as village, sit_down(office, "su") as town:
        fresh = password_on(await town.post(f"/console/users/{user_id(office, 'zhao')}/reset"))
        await village.get("/console")
        assert village.url.startswith("/console/login")
    async with sit_down(office, "zhao", fresh) as seat:
        assert seat.url == "/console/me?said=must_change"


async def test_a_closed_account_is_out_at_once_and_may_be_opened_again(office: Office) -> None:
    wang = user_id(office, "wang")
    async with sit_down(office, "wang") as worker, sit_down(office, "zhao") as seat:
        await seat.post(f"/console/users/{wang}/disable")
        await worker.get("/console")
        assert worker.url.startswith("/console/login")
        await seat.post(f"/console/users/{wang}/enable")
    async with sit_down(office, "wang") as worker:
        assert worker.url == "/console"


async def test_nobody_closes_their_own_account(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post(f"/console/users/{user_id(office, 'zhao')}/disable")
        assert "不能停用自己的账号" in page


async def test_a_log_in_name_is_given_once(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/users", name="文书", role="agent", region="5107A1", login="wang")
        assert "已经有人用了" in page


async def test_a_post_taken_away_closes_its_pages_at_once(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        with office.house.make_session.begin() as session:
            session.delete(session.scalars(select(Post).where(Post.role == Role.VILLAGE_ADMIN)).first())
        await seat.get("/console/users")
        assert seat.status == 403


async def test_a_post_over_a_whole_village_opens_all_its_grids(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        page = await seat.post(
            "/console/users", name="总网格", role="gridworker", region="5107A1", login="all"
        )
        with office.house.make_session.begin() as session:
            session.scalars(select(User).where(User.login == "all")).one().must_change = False
    number = office.lamp()
    async with sit_down(office, "all", password_on(page)) as seat:
        assert number in await seat.get("/console")


async def test_a_new_gridworker_is_set_over_one_grid(office: Office) -> None:
    async with sit_down(office, "zhao") as seat:
        assert "高棚村第一网格" in await seat.get("/console/users")
        await seat.post("/console/users", name="新网格员", role="gridworker", region="W1", login="new")
    with office.session() as session:
        posts = session.scalars(select(User).where(User.login == "new")).one().person.posts
        assert [(post.scope_code, post.region_path) for post in posts] == [("W1", "5107.5107A.5107A1.")]


def staff_of(office: Office, count: int, *, village: str = "5107A1") -> None:
    """Give a village so many mediators."""
    with office.house.make_session.begin() as session:
        for number in range(count):
            person = Person(name=f"调解{number:03d}", tags=[])
            path = f"5107.5107A.{village}."
            person.posts = [Post(role=Role.MEDIATOR, scope_code=village, region_path=path)]
            session.add(person)


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
async def test_staff_without_an_account_come_a_page_at_a_time_and_are_looked_for(office: Office) -> None:
    staff_of(office, 70)
    staff_of(office, 1, village="5107A2")
    async with sit_down(office, "zhao") as seat:
        assert "调解" not in await seat.get("/console/users")
        listed, address = [], "?tab=staff"
        while address:
            page = await seat.get(f"/console/users{address}")
            listed += re.findall("<b>(调解[0-9]+)</b>", page)
            older = re.search(r'href="([?][^"]*after=[^"]+)">下一页', page)
            address = older[1].replace("&amp;", "&") if older else ""
        assert listed == [f"调解{number:03d}" for number in range(70)]
        assert re.findall("<b>(.*?)</b>", await seat.get("/console/users?tab=staff&q=解042")) == ["调解042"]
        assert "没有找到" in await seat.get("/console/users?tab=staff&q=秦局长")


async def test_an_account_is_found_by_name_or_log_in_and_says_where_its_posts_are(office: Office) -> None:
    async with sit_down(office, "su") as seat:
        for words in ("网格", "wan"):
            page = await seat.get(f"/console/users?q={words}")
            assert "王网格" in page
            assert "赵主任" not in page
            assert "网格员 · 高棚村第一网格" in page


async def test_one_of_the_staff_gets_an_account_and_leaves_the_list(office: Office) -> None:
    staff_of(office, 2)
    chosen = office.person("调解001").id
    async with sit_down(office, "zhao") as seat:
        page = await seat.post("/console/users?tab=staff", person=str(chosen), login="tiaojie")
        assert password_on(page)
        assert "<b>调解001</b>" not in page
        assert "<b>调解000</b>" in page


async def test_whose_other_post_is_elsewhere_is_nobodys_below(office: Office) -> None:
    staff_of(office, 1)
    with office.house.make_session.begin() as session:
        person = session.get_one(Person, office.person("调解000").id)
        path = "5107.5107A.5107A2."
        person.posts.append(Post(role=Role.MEDIATOR, scope_code="5107A2", region_path=path))
    async with sit_down(office, "zhao") as seat:
        assert "调解000" not in await seat.get("/console/users?tab=staff")
    async with sit_down(office, "su") as seat:
        assert "调解000" in await seat.get("/console/users?tab=staff")


async def test_where_there_are_several_towns_one_is_chosen_first(office: Office) -> None:
    with office.house.make_session.begin() as session:
        session.add(
            Region(code="5107B", name="花园镇", level=Level.TOWN, parent_code="5107", path="5107.5107B.")
        )
    async with sit_down(office, "qin") as seat:
        page = await seat.get("/console/users?tab=new")
        assert ">花园镇</option>" in page
        assert "高棚村" not in page
        page = await seat.get("/console/users?tab=new&town=5107A")
        assert ">高棚村第一网格</option>" in page
        page = await seat.post("/console/users", name="新", role="gridworker", region="W1", login="new")
        assert password_on(page)
