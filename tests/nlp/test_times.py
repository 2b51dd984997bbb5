"""When people say it is, resolved against Tuesday, 24 November 2026, ten in the morning."""

import pytest

from nlp.exam import DEFAULT_NOW
from nlp.lunar import find_lunar_month
from nlp.normalise import plain
from nlp.times import find_month, find_plan, find_time

PLANS = {
    "后天晌午": "2026-11-26",
    "万后天": "2026-11-27",
    "星期四上午十点半": "2026-11-26T10:30",
    "下周三": "2026-12-02",
    "礼拜天": "2026-11-29",
    "下个月二号": "2026-12-02",
    "12月3号下午两点": "2026-12-03T14:00",
    "二十八号": "2026-11-28",
    "2026-12-05": "2026-12-05",
    "月底": "2026-11-30",
    "五天后": "2026-11-29",
    "这个月": "2026-11",
    "腊月十八": "2027-01-25",
    "冬月二十": "2026-12-28",
    "腊月初八到初十": "2027-01-15",
    "腊月三十": "2027-02-05",
    "正月初六": "2027-02-11",
    "大年初二": "2027-02-07",
    "除夕": "2027-02-05",
    "元宵": "2027-02-20",
    "冬至": "2026-12-22",
    "元旦": "2027-01-01",
    "初六": "2026-12-14",
    "擦黑七点": "2026-11-24T19:00",
    "今晚七点半": "2026-11-24T19:30",
    "明早八点": "2026-11-25T08:00",
    "晌午十二点": "2026-11-24T12:00",
    "下午三点一刻": "2026-11-24T15:15",
    "15:30": "2026-11-24T15:30",
}
REPORTS = {
    "昨晚黑些": "2026-11-23",
    "前天": "2026-11-22",
    "三天前": "2026-11-21",
    "上周五": "2026-11-20",
    "二十号": "2026-11-20",
    "昨天下午四点过": "2026-11-23T16:00",
}
VAGUE = (
    "改天",
    "最近",
    "好几天了",
    "熄了半个月",
    "前几天",
    "每个月15号",
    "哪天",
    "快一点",
    "腊月间",
    "冬月间",
    "正月间再说",
    "腊月底",
    "闰五月",
    "农历八月",
    "八十岁",
    "三十七度八",
)


@pytest.mark.parametrize(("said", "meant"), PLANS.items())
def test_a_plan_lies_ahead(said: str, meant: str) -> None:
    assert find_plan(plain(said), DEFAULT_NOW) == meant


@pytest.mark.parametrize(("said", "meant"), REPORTS.items())
def test_a_report_lies_behind(said: str, meant: str) -> None:
    assert find_time(plain(said), DEFAULT_NOW, past=True) == meant


@pytest.mark.parametrize("said", VAGUE)
def test_what_is_vague_gives_nothing(said: str) -> None:
    assert find_time(plain(said), DEFAULT_NOW) is None


def test_a_plan_passes_by_what_is_over() -> None:
    assert find_plan(plain("我爸昨黑走的,后天上山"), DEFAULT_NOW) == "2026-11-26"


def test_a_list_has_its_month() -> None:
    assert find_month(plain("上个月的红黑榜"), DEFAULT_NOW) == "2026-10"
    assert find_month(plain("今天出榜没得"), DEFAULT_NOW) is None


def test_a_lunar_month_without_a_day_is_known_by_its_words() -> None:
    assert find_lunar_month(plain("腊月间办酒")) == "腊月"
    assert find_lunar_month(plain("腊月十八办酒")) is None
