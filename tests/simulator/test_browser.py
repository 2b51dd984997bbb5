"""The page in a real browser: three widths, taps, pushes that appear by themselves."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.simulator.conftest import Demo
from tests.simulator.test_demo import GRID, VILLAGER

CHROMIUM = shutil.which("chromium") or ""
WIDTHS = (360, 768, 1280)
pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="Chromium is not installed (Debian: apt-get install chromium)"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


async def opened(browser: Browser, demo: Demo, width: int) -> Page:
    """The page, which fails the test at any error in its scripts."""
    page = await browser.new_page(viewport={"width": width, "height": 800}, locale="zh-CN")
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    await page.goto(f"{demo.address}/simulator")
    await expect(page.locator(".phone")).to_have_count(5)
    return page


async def say(page: Page, openid: str, text: str) -> None:
    phone = page.locator(f".phone[data-openid={openid}]")
    await phone.get_by_label("输入消息").fill(text)
    await phone.get_by_role("button", name="发送").click()


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_sticks_out_sideways(browser: Browser, demo: Demo, width: int) -> None:
    page = await opened(browser, demo, width)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_a_narrow_screen_shows_one_telephone_at_a_time(browser: Browser, demo: Demo) -> None:
    page = await opened(browser, demo, 360)
    await page.get_by_role("button", name="何建平").click()
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await expect(page.locator(f".phone[data-openid={GRID}]")).to_be_visible()
    await page.get_by_role("button", name="后台").click()
    await expect(page.get_by_text("后台发生了什么")).to_be_visible()


async def test_a_lamp_is_reported_by_tapping_and_the_gridworker_is_told(browser: Browser, demo: Demo) -> None:
    page = await opened(browser, demo, 1280)
    await say(page, VILLAGER, "王家湾的路灯坏了")
    villager, gridworker = (page.locator(f".phone[data-openid={each}] .chat") for each in (VILLAGER, GRID))
    await villager.get_by_role("button", name="对，提交").click()
    await expect(villager.locator(".row").last).to_contain_text("何建平")
    await expect(gridworker.locator(".row").last).to_contain_text("王家湾")
    await expect(page.locator("#happenings")).to_contain_text("incident.report")


async def test_a_place_is_sent_from_the_map(browser: Browser, demo: Demo) -> None:
    page = await opened(browser, demo, 768)
    phone = page.locator(f".phone[data-openid={VILLAGER}]")
    await phone.get_by_role("button", name="照片、语音、位置").click()
    await phone.get_by_role("button", name="发位置").click()
    await phone.get_by_role("button", name="王家湾", exact=True).click()
    await expect(phone.locator(".pin")).to_have_text("王家湾")


async def test_a_new_friend_gets_a_telephone(browser: Browser, demo: Demo) -> None:
    page = await opened(browser, demo, 1280)
    await page.get_by_label("打开一部手机").select_option("+")
    await expect(page.get_by_label("陌生人1的手机")).to_contain_text("关注了服务号")


async def test_the_clock_moves_on(browser: Browser, demo: Demo) -> None:
    page = await opened(browser, demo, 1280)
    before = await page.locator("#now").inner_text()
    await page.get_by_role("button", name="+1 小时").click()
    await expect(page.locator("#happenings")).to_contain_text("过了 1 小时")
    assert await page.locator("#now").inner_text() > before
