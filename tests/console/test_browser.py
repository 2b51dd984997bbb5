"""The console in a real Chromium: by keyboard alone, at the width of a telephone, under its own policy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.console.pages import PAGES
from models.notice import NoticeState
from tests.console.office import PASSWORD, Office
from tests.console.test_operations import write

CHROMIUM = Path("/usr/bin/chromium")
WIDTHS = (360, 768, 1280)
TABS = ["/console/users?tab=staff", "/console/users?tab=new", "/console/audit?tab=moves"]
PLAIN = [route.path for route in PAGES if route.method == "GET" and "{" not in route.path]
PLAIN = [path for path in PLAIN if not path.endswith(".xlsx")] + TABS

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Chromium is not installed (apt-get install chromium)"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


async def come_in(
    browser: Browser, office: Office, width: int, login: str = "zhao"
) -> tuple[Page, list[str]]:
    """Log in by keyboard; returns the page and what its console complains of from then on."""
    page = await browser.new_page(viewport={"width": width, "height": 740}, locale="zh-CN")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{office.address}/console")
    await expect(page.locator("[name=login]")).to_be_focused()  # a busy browser focuses late
    await page.keyboard.type(login)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console")
    return page, complaints


async def reach(page: Page, words: str) -> None:
    """Press Tab until what has the focus reads `words`."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if words in await page.evaluate("document.activeElement.innerText || ''"):
            return
    pytest.fail(f"no Tab leads to {words}")


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_is_wider_than_the_screen_or_breaks_the_policy(
    browser: Browser, office: Office, width: int
) -> None:
    number = office.lamp(urgent=True, place="三组堰塘坎上老村小背后那一截机耕道拐弯处变压器底下")
    page, complaints = await come_in(browser, office, width)
    person = office.person("陈大爷").id
    for path in (*PLAIN, f"/console/cases/{number}", f"/console/people/{person}", f"/console/talks/{person}"):
        await page.goto(office.address + path)
        spill = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (path, spill) == (path, 0)
    assert complaints == []


async def test_a_task_is_taken_on_by_keyboard_alone(browser: Browser, office: Office) -> None:
    number = office.lamp()
    page, _ = await come_in(browser, office, 360, "wang")
    await reach(page, number)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/cases/{number}")
    await reach(page, "接单")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("办好了")
    assert office.incident(number).status == "accepted"


async def test_a_notice_that_failed_is_settled_by_keyboard_on_a_telephone(
    browser: Browser, office: Office
) -> None:
    write(office)
    write(office, NoticeState.WAITING, "config 40164")
    page, complaints = await come_in(browser, office, 360)
    await page.goto(f"{office.address}/console/operations")
    assert await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
    for _ in range(2):
        await reach(page, "打过电话了")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("记下了")
        await page.goto(f"{office.address}/console/operations")
    await expect(page.get_by_text("都送到了")).to_be_visible()
    assert complaints == []


async def test_the_menu_of_a_telephone_opens_by_keyboard(browser: Browser, office: Office) -> None:
    page, _ = await come_in(browser, office, 360)
    await expect(page.get_by_role("link", name="统计")).to_be_hidden()
    await reach(page, "菜单")
    await page.keyboard.press("Enter")
    await reach(page, "统计")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/console/numbers")


async def test_a_refused_form_has_the_focus_and_what_was_typed(browser: Browser, office: Office) -> None:
    page, complaints = await come_in(browser, office, 360)
    await page.goto(f"{office.address}/console/roster?station=Z1&day=2026-11-26")
    await page.get_by_label("加谁").select_option(label="李代办")
    await page.get_by_label("从", exact=True).fill("15:00")
    await page.get_by_label("到", exact=True).fill("14:00")
    await page.get_by_role("button", name="加上").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_role("alert")).to_contain_text("日期或时间没写对")
    await page.get_by_label("到", exact=True).fill("17:00")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("加好了")
    await expect(page.get_by_text("15:00–17:00")).to_be_visible()
    assert [each for each in complaints if "400" not in each] == []


async def test_a_job_is_found_and_run_by_keyboard(browser: Browser, office: Office) -> None:
    page, _ = await come_in(browser, office, 360, "qin")
    await page.goto(f"{office.address}/console/operations")
    await expect(page.get_by_text("晚上提醒明天值班", exact=True)).to_be_hidden()
    await reach(page, "值班 3 个")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("晚上提醒明天值班", exact=True)).to_be_visible()
    await reach(page, "晚上提醒明天值班")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("运行过了")


async def test_a_filter_changes_the_list_in_place(browser: Browser, office: Office) -> None:
    dark, burning = office.lamp(), office.lamp(urgent=True, place="三组桥头")
    page, complaints = await come_in(browser, office, 1280)
    await page.get_by_label("紧急").check()
    await expect(page.get_by_text(dark)).to_have_count(0)
    await expect(page.get_by_text(burning)).to_be_visible()
    assert "urgent=1" in page.url
    assert complaints == []


async def test_every_field_has_its_label(browser: Browser, office: Office) -> None:
    number = office.lamp()
    page, _ = await come_in(browser, office, 1280)
    for path in (*PLAIN, f"/console/cases/{number}"):
        await page.goto(office.address + path)
        bare = await page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]):not(.d-none),select,textarea')]"
            ".filter(each => !each.labels.length).map(each => each.name)"
        )
        assert (path, bare) == (path, [])
