"""What the village's own affairs say through the real webhook, where a dialogue cannot set the stage."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from models.base import CHINA
from models.ceremony import Ceremony
from models.hygiene import HygieneRound, HygieneScore
from models.returnee import HealthWatch, Returnee
from models.waste import CollectionDay, WasteClass, WastePickup
from tests.town import Town

VILLAGE = "510722138205"


async def test_things_talked_of_are_fetched_on_the_collection_day(town: Town) -> None:
    with town.house.make_session.begin() as session:
        session.add(
            CollectionDay(
                region_code=VILLAGE, code=WasteClass.RECYCLABLE, weekday=5, starts=time(9), ends=time(11)
            )
        )
    await town.say("王秀芳", "还有几个啤酒瓶 一堆废铁 七八个农药瓶")
    when = await town.say("王秀芳", "收破烂的星期六来不")
    assert "要来，11月28日（周六）9:00到11:00" in when.text
    asked = await town.say("王秀芳", "喊他来我屋头拉嘛 东西重")
    assert "登记好了：啤酒瓶、废铁" in asked.text
    with town.session() as session:
        pickup = session.scalars(select(WastePickup)).one()
        assert (pickup.day, pickup.items) == (date(2026, 11, 28), ["啤酒瓶", "废铁"])


async def test_a_day_without_collection_is_said_to_be_none(town: Town) -> None:
    with town.house.make_session.begin() as session:
        session.add(CollectionDay(region_code=VILLAGE, code=WasteClass.RECYCLABLE, weekday=5))
    said = await town.say("王秀芳", "收破烂的星期四来不")
    assert "不来" in said.text
    assert "11月28日" in said.text


async def test_a_stranger_is_told_no_scores_and_how_to_be_known(town: Town) -> None:
    said = await town.say("路人甲", "我这个月卫生好多分")
    assert "登记" in said.text


async def test_a_photo_of_a_low_score_belongs_to_it(town: Town) -> None:
    await town.say("陈素华", "何林峰 58 院坝堆柴")
    await town.platform.photo(town.openid("陈素华"))
    with town.session() as session:
        score = session.scalars(select(HygieneScore)).one()
        assert score.photo is not None
        assert score.photo.purpose == "hygiene"


async def test_nobody_but_scorers_scores(town: Town) -> None:
    said = await town.say("何建平", "何林峰 58 院坝堆柴")
    assert "58分" not in said.text
    with town.session() as session:
        assert session.scalars(select(HygieneScore)).all() == []


async def test_outside_its_days_no_round_is_opened(town: Town) -> None:
    town.move_to(datetime(2026, 12, 10, 9, tzinfo=CHINA))
    said = await town.say("陈素华", "何林峰 88")
    assert "每月20号到25号打分" in said.text
    with town.session() as session:
        assert session.scalars(select(HygieneRound)).all() == []


async def test_a_fever_of_somebody_on_no_register_still_alarms(town: Town) -> None:
    await town.say("何建平", "你好")
    said = await town.say("王秀芳", "38.5 头痛得很")
    assert "120" in said.text
    push = await town.pushed("何建平", "发烧")
    assert "王秀芳" in push.text


async def test_a_watched_returnee_checks_in_daily(town: Town) -> None:
    today = date(2026, 11, 24)
    with town.house.make_session.begin() as session:
        later = today + timedelta(days=60)
        session.add(HealthWatch(region_code=VILLAGE, starts=today, ends=later, days=14, basis="县文"))
    await town.say("王秀芳", "我从广东东莞回来了")
    filed = await town.say("王秀芳", "对")
    assert "12月7日" in filed.text
    said = await town.say("王秀芳", "今天体温36度5 没得啥")
    assert "你今天36.5度" in said.text
    assert "还要报13天" in said.text
    with town.session() as session:
        assert session.scalars(select(Returnee.name)).one() == "王秀芳"


async def test_a_feast_is_asked_about_until_its_day_and_tables_are_known(town: Town) -> None:
    assert "办啥子事" in (await town.say("王秀芳", "我要办酒")).text
    assert "哪一天" in (await town.say("王秀芳", "寿宴")).text
    assert "好多桌" in (await town.say("王秀芳", "12月20号")).text
    assert "在哪儿办" in (await town.say("王秀芳", "八桌")).text
    assert "没超20桌" in (await town.say("王秀芳", "在自己屋头办")).text
    assert "B2611-0001" in (await town.say("王秀芳", "对")).text
    with town.session() as session:
        ceremony = session.scalars(select(Ceremony)).one()
        assert (ceremony.kind, ceremony.tables, ceremony.day) == ("birthday", 8, date(2026, 12, 20))


async def test_the_menus_entries_answer(town: Town) -> None:
    openid = town.openid("王秀芳")
    for key, words in (
        ("hygiene.result", "还没公布过"),
        ("waste.sort", "啥子东西"),
        ("charter.ask", "村规民约共26条"),
        ("ceremony.register", "办啥子事"),
    ):
        assert words in (await town.platform.click(openid, key)).text
