"""Every page has its door: who may open which section, in one table."""

import re

import pytest
from sqlalchemy import select

from bot.console.gate import Route
from bot.console.pages import PAGES
from bot.console.rights import MAY_ENTER, Section
from models.people import Person, Post, Role
from tests.console.office import Office, sit_down

PARTS = {
    "number": "G2611-0001",
    "id": "1",
    "move": "accept",
    "code": "pension",
    "paper": "record",
    "name": "tasks.due",
    "recording": "1",
}
PLAIN = [route for route in PAGES if route.method == "GET" and "{" not in route.path]


def test_every_section_says_who_may_enter() -> None:
    assert set(MAY_ENTER) == set(Section)


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
async def test_every_page_of_every_role_works_on_both_databases(office: Office, address: str) -> None:
    assert address
    number, quarrel, chen = office.lamp(), office.quarrel(), office.person("陈大爷").id
    paths = [route.path for route in PLAIN]
    paths += [f"/console/cases/{number}", f"/console/cases/{quarrel}", f"/console/people/{chen}"]
    paths += [f"/console/talks/{chen}", "/console?urgent=1&overdue=1&mine=1&q=1&region=5107A&before=9"]
    paths += [
        "/console/people?q=陈&after=0",
        "/console/audit?tab=moves&before=9",
        "/console/audit?what=login",
    ]
    for login in ("qin", "su", "zhao", "qian", "wang", "li"):
        async with sit_down(office, login) as seat:
            statuses = {path: (await seat.get(path), seat.status)[1] for path in paths}
            assert set(statuses.values()) <= {200, 403, 404}, statuses


@pytest.mark.parametrize("route", PLAIN, ids=lambda route: route.path)
async def test_a_page_opens_for_an_administrator_and_only_for_roles_of_its_section(
    office: Office, route: Route
) -> None:
    async with sit_down(office, "zhao") as seat:
        await seat.get(route.path)
        assert seat.status == 200
    async with sit_down(office, "li") as seat:
        await seat.get(route.path)
        assert seat.status == (200 if Role.AGENT in MAY_ENTER[route.section] else 403)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: f"{route.method} {route.path}")
async def test_nothing_opens_without_a_log_in(office: Office, route: Route) -> None:
    path = re.sub(r"{(\w+)}", lambda part: PARTS[part[1]], route.path)
    async with sit_down(office) as seat:
        await (seat.get(path) if route.method == "GET" else seat.post(path))
        assert seat.url.startswith("/console/login")


async def test_an_unknown_page_says_so_plainly_and_carries_the_headers(office: Office) -> None:
    async with sit_down(office, "zhao") as seat, seat.http.get(f"{office.address}/console/nothing") as answer:
        assert answer.status == 404
        assert "没有这个页面" in await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


# What each post is for, told here once more: the log, the figures and the accounts are the administrators'.
MENUS = {
    "wang": {"/console", "/console/talks", "/console/people", "/console/policy", "/console/sheets"},
    "li": {"/console", "/console/talks", "/console/roster", "/console/catalog"},
}


@pytest.mark.parametrize("login", MENUS)
async def test_the_menu_shows_only_what_the_post_is_for(office: Office, login: str) -> None:
    async with sit_down(office, login) as seat:
        page = await seat.get("/console")
        links = set(re.findall(r'<a class="nav-link[^>]* href="([^"]+)"', page))
        assert links - {"/console/me"} == MENUS[login]


async def test_scorers_and_the_council_read_nobodys_talks(office: Office) -> None:
    with office.house.make_session.begin() as session:
        wang = session.scalars(select(Person).where(Person.name == "王网格")).one()
        wang.posts[0].role = Role.SCORER
        wang.posts.append(Post(role=Role.COUNCIL, scope_code="5107A1", region_path="5107.5107A.5107A1."))
    async with sit_down(office, "wang") as seat:
        await seat.get("/console/talks")
        assert seat.status == 403
        page = (await seat.get("/console")).partition("<main")[2]
        assert all(f'href="/console/{work}"' in page for work in ("hygiene", "ceremonies"))
