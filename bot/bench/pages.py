"""The console's pages, loaded as staff of each level load them."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from sqlalchemy.orm import Session, sessionmaker

from bot.bench.county import Size
from bot.bench.messages import SOUGHT
from bot.clock import SystemClock
from bot.console.accounts import open_account
from bot.database import connect, sessions
from bot.jobs import counts
from bot.vault import open_vault
from models.people import Role
from models.user import user_by_login

VILLAGE = "510722138205"  # of bot/demo/village, where those who speak live
PASSWORD = "good-morning-8"  # noqa: S105 - of accounts that live for one measurement
STAFF = (
    ("county", Role.COUNTY_ADMIN, "510722"),
    ("town", Role.TOWN_ADMIN, "T3"),
    ("village", Role.VILLAGE_ADMIN, VILLAGE),
    ("grid", Role.GRIDWORKER, "W5"),
)
NAME = quote(SOUGHT)


@dataclass(frozen=True, slots=True)
class Shop:
    """As much of the house as counting needs."""

    make_session: sessionmaker[Session]


# What is asked for, by the name its row bears; `{number}` is that of the newest case of the queue.
PAGES: Mapping[str, tuple[str, ...]] = {
    "the queue": ("", "?kind=dispute", "?urgent=1", "?overdue=1", "?mine=1", "?before=500000"),
    "the queue, closed or all": (
        "?state=closed",
        "?state=all",
        "?region=V3&state=all",
        "?q=1234567&state=all",
    ),
    "a case": ("/cases/{number}",),
    "people": ("/people", f"/people?q={NAME}", "/people?q=H1234", "/people?q=13800000000"),
    "a person": (f"/people/{Size().first + 50}",),
    "talks": ("/talks", f"/talks/{Size().first + 50}"),
    "messages not understood": ("/unclear",),
    "numbers of a week": ("/numbers?days=7",),
    "numbers of a month": ("/numbers",),
    "numbers of three months": ("/numbers?days=90",),
    "work sheets": ("/sheets", "/sheets?region=T3", f"/sheets/{Size().first + 5}"),
    "returnees": ("/returnees", "/returnees?region=T3"),
    "a month's report": ("/reports", "/reports?region=T3", "/reports?region=V3"),
    "users": ("/users", f"/users?q={NAME}"),
    "broadcasts": ("/broadcasts", "/broadcasts?region=V3"),
    "operations": ("/operations",),
    "who did what": ("/audit", "/audit?tab=moves"),
}
TIMES = 3
CLOSED = (403, 404)  # what a role may not see is answered too
MOVED = re.compile(r"/console/cases/([A-Z0-9-]+)")


def page_times(port: int) -> dict[str, float]:
    """Return how long each kind of page takes, in ms: the slowest address and role, best of three."""
    slowest = dict.fromkeys(PAGES, 0.0)
    for login, _, _ in STAFF:
        browser = _log_in(port, login)
        found = MOVED.search(_load(browser, port, ""))
        number = found[1] if found else ""
        for name, addresses in PAGES.items():
            waits = [_wait(browser, port, address.format(number=number)) for address in addresses]
            slowest[name] = max(slowest[name], *waits)
    return slowest


def open_accounts(url: str, home: Path) -> None:
    """Give each level of staff an account, before the service runs."""
    engine, now = connect(url, open_vault(home / "yizhan.key")), SystemClock().now()
    with sessions(engine).begin() as session:
        for login, role, code in STAFF:
            if user_by_login(session, login) is None:
                open_account(
                    session, login=login, name=login, role=role, scope_code=code, password=PASSWORD, now=now
                )
    engine.dispose()


def count_ahead(url: str, home: Path) -> None:
    """Do what the jobs of every hour do for the page of numbers: none run while pages are measured."""
    engine = connect(url, open_vault(home / "yizhan.key"))
    shop, now = Shop(sessions(engine)), SystemClock().now()
    counts.messages(shop, now)
    counts.cases(shop, now)
    counts.reports(shop, now)
    engine.dispose()


def _log_in(port: int, login: str) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = _load(browser, port, "/login")
    token = re.search(r'name="csrf" value="([^"]+)"', form)
    fields = {"csrf": token[1] if token else "", "login": login, "password": PASSWORD}
    with browser.open(f"http://127.0.0.1:{port}/console/login", urlencode(fields).encode()):
        return browser


def _wait(browser: OpenerDirector, port: int, address: str) -> float:
    waits = []
    for _ in range(TIMES):
        began = time.perf_counter()
        _load(browser, port, address)
        waits.append(time.perf_counter() - began)
    return min(waits) * 1000


def _load(browser: OpenerDirector, port: int, address: str) -> str:
    try:
        with browser.open(f"http://127.0.0.1:{port}/console{address}") as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        if error.code not in CLOSED:
            raise
        return ""
