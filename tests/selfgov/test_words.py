"""How scores, things, articles and feasts are read, and that nothing is made up."""

import csv
from pathlib import Path

import pytest

from handlers.voice import notices
from handlers.voice.notices_selfgov import NOTICES
from nlp.ceremony_words import read_council_reply, read_feast
from nlp.charter_words import Text, asks_for_all, best_articles, read_article_number
from nlp.hygiene_words import objection_reason, read_naming, read_review, read_scores
from nlp.returnee_words import already_here, feels_fine, is_own, read_kin
from nlp.waste_words import asks_for_pickup, only_lists, things_in

CHARTER = Path(__file__).parent.parent.parent / "bot" / "demo" / "village" / "charter.csv"


@pytest.mark.parametrize(
    ("text", "who", "points", "note"),
    [
        ("邹兴红他屋头 九十二", "邹兴红", 92, ""),
        ("尹家76", "尹家", 76, ""),
        ("龙大全 七十六分半", "龙大全", 76.5, ""),
        ("曾令全 五十八 茅厕没冲 院坝有鸡屎", "曾令全", 58, "茅厕没冲 院坝有鸡屎"),
        ("邓素琼 98 样样归一", "邓素琼", 98, "样样归一"),
        ("给谢光华打90分", "谢光华", 90, ""),
        ("八十五", "", 85, ""),
    ],
)
def test_a_score_is_read(text: str, who: str, points: float, note: str) -> None:
    (line,) = read_scores(text)
    assert (line.who, line.points, line.note) == (who, points, note)


@pytest.mark.parametrize(
    "text", ["何林峰85，陈阳90，易永富76", "何林峰85 陈阳90 易永富76", "何林峰85\n陈阳90\n易永富76"]
)
def test_several_scores_in_one_message_are_all_read(text: str) -> None:
    assert [line.points for line in read_scores(text)] == [85, 90, 76]


@pytest.mark.parametrize(
    ("text", "keeps", "number", "points", "note"),
    [
        ("复评 0001 72 院坝扫了", False, "0001", 72, "院坝扫了"),
        ("复核 72", False, "", 72, ""),
        ("维持 0001 没变", True, "0001", None, "没变"),
    ],
)
def test_a_review_is_read(text: str, keeps: object, number: str, points: object, note: str) -> None:
    review = read_review(text)
    assert review is not None
    assert (review.keeps, review.number, review.points, review.note) == (keeps, number, points, note)


@pytest.mark.parametrize(("text", "may"), [("可以写名字", True), ("不写名字", False), ("我家好多分", None)])
def test_a_word_on_naming_is_read(text: str, may: object) -> None:
    assert read_naming(text) is may


def test_the_reason_of_an_objection_is_what_is_left_of_it() -> None:
    assert objection_reason("不服 打分那天我屋头在办丧事") == "打分那天我屋头在办丧事"
    assert objection_reason("我要申诉") == ""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("烂拖把算啥", ["non_recyclable"]),
        ("节能灯呢", ["hazardous"]),
        ("还有几个啤酒瓶 一堆废铁 七八个农药瓶", ["recyclable", "recyclable", "hazardous"]),
        ("烟锅巴和瓜子壳咋个分", ["non_recyclable", "non_recyclable"]),
        ("旧电视机", ["recyclable"]),
        ("火箭残骸呢", [None]),
        ("金子", [None]),
        ("手机壳丢哪儿", [None]),
    ],
)
def test_things_are_found_as_the_book_has_them_and_never_guessed(text: str, codes: list[str | None]) -> None:
    assert [thing.item and thing.item.code for thing in things_in(text)] == codes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("喊他来我屋头拉嘛 东西重", True),
        ("给我收一下废铁", True),
        ("收破烂的星期六来不", False),
        ("啥时候收废品", False),
    ],
)
def test_a_wish_to_be_fetched_is_told_from_a_question(text: str, *, wanted: bool) -> None:
    assert asks_for_pickup(text) is wanted


@pytest.mark.parametrize(
    ("question", "village", "number"),
    [
        ("办席最多好多桌", "510722138205", 7),
        ("送礼送好多合适", "510722138205", 8),
        ("垃圾费好多钱", "510722104204", 7),
        ("过年能不能放烟花", "510722138205", 17),
        ("违反了罚不罚款", "510722104204", 24),
        ("无人机能不能飞", "510722138205", None),
    ],
)
def test_a_question_finds_its_article_or_none(question: str, village: str, number: int | None) -> None:
    with CHARTER.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["区划代码"] == village]
    found = best_articles(question, [Text(int(row["条"]), row["标题"], row["正文"]) for row in rows])
    assert next(iter(found), None) == number


def test_an_article_is_asked_for_by_number_and_the_charter_as_a_whole() -> None:
    assert read_article_number("村规第十二条是啥") == 12
    assert asks_for_all("村规民约有哪些")
    assert not asks_for_all("垃圾费好多钱")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("嫁女", "wedding"),
        ("我妈满八十 摆席", "birthday"),
        ("老汉儿走了,要办丧事", "funeral"),
        ("我要办酒", None),
    ],
)
def test_a_feast_is_named_only_by_its_own_words(text: str, kind: str | None) -> None:
    assert read_feast(text) == kind


def test_the_councils_replies_are_read() -> None:
    seen = read_council_reply("看了 0003 12桌 没超")
    assert seen is not None
    assert (seen.visited, seen.number, seen.tables) == (True, "0003", 12)
    assert read_council_reply("村规民约") is None


def test_who_comes_back_and_how_they_feel() -> None:
    assert is_own("我从成都回来了")
    assert read_kin("我娃儿从广东回来了") == "娃儿"
    assert already_here("我娃儿从广东回来了")
    assert feels_fine("没发烧 都好")
    assert not feels_fine("有点咳")


def test_every_notice_has_its_sentence_in_the_whole_table() -> None:
    assert set(NOTICES) <= set(notices.SENTENCES)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("还有几个啤酒瓶 一堆废铁 七八个农药瓶", True),
        ("废铁", False),
        ("废铁和啤酒瓶好久来收", False),
        ("废铁和啤酒瓶喊人来收", False),
        ("废铁和火箭残骸", False),
    ],
)
def test_a_list_of_things_is_told_from_a_question_about_them(text: str, *, wanted: bool) -> None:
    assert only_lists(text) is wanted
