"""Answers to a form's questions, as old people type them."""

import pytest

from nlp.answers import (
    Control,
    Correction,
    read_choice,
    read_control,
    read_correction,
    read_name,
    read_number,
    read_phone,
    read_place,
    read_rating,
    read_score,
    read_several,
    read_time,
    replace_tail,
)
from nlp.exam import DEFAULT_NOW

CONTROLS = {
    "算了": Control.CANCEL, "算球了": Control.CANCEL, "不弄了": Control.CANCEL, "我不办了": Control.CANCEL,
    "取消": Control.CANCEL,
    "上一步": Control.BACK, "倒回去": Control.BACK, "返回": Control.BACK,
    "跳过": Control.SKIP, "不晓得": Control.SKIP, "记不到了": Control.SKIP,
    "嗯": Control.YES, "要得": Control.YES, "对头": Control.YES, "好的嘛": Control.YES,
    "这回对了": Control.YES, "👍": Control.YES,
    "不是": Control.NO, "没得": Control.NO, "要不得": Control.NO,
    "?": Control.REPEAT, "再说一遍": Control.REPEAT, "名字没得错嘛你再念一遍": Control.REPEAT,
    "没听清": Control.REPEAT,
    "继续": Control.RESUME, "接到弄": Control.RESUME,
    "人工": Control.HUMAN, "找个人来": Control.HUMAN,
    "2": None, "王玉珍": None, "不对,是王玉珍": None, "都要": None, "三组黄葛树": None,
}  # fmt: skip
KINDS = ("新办残疾人证", "换证", "残疾补贴")
CHOICES = {
    "2": 1, "第二个": 1, "2号": 1, "要第二个": 1, "二": 1, "最后一个": 2, "补贴": 2, "换证嘛": 1,
    "换正": 1, "新办": 0,
    "不是换证,是新办的": 0, "办补贴那个": 2, "都要": None, "残疾的": None, "4": None, "": None,
}  # fmt: skip
PAPERS = ("户口本", "身份证", "一寸照片", "银行卡复印件")
SEVERAL = {
    "1和3": (0, 2), "一三": (0, 2), "13": (0, 2), "1 2 4": (0, 1, 3), "第一个和第三个": (0, 2),
    "都有": (0, 1, 2, 3), "齐了": (0, 1, 2, 3), "没得": (), "一样都没得": (),
    "除了户口本都有": (1, 2, 3), "就差照片": (0, 1, 3), "户口本没得,其他都有": (1, 2, 3),
    "照片还没照": (0, 1, 3),
    "身份证和户口本": (0, 1), "有身份证,没得银行卡": (1,), "只有身份证": (1,),
}  # fmt: skip
NAMES = {
    "王玉珍": "王玉珍", "她叫王玉珍 珍珠的珍": "王玉珍", "名字是何小军,32岁": "何小军",
    "袁福贵 三组": "袁福贵",
    "我妈王玉珍": "王玉珍", "陳秀蘭": "陳秀蘭", "欧阳春": "欧阳春", "我妈": None, "没得": None,
    "打我的 15884073316": None,
}  # fmt: skip
CORRECTIONS = {
    "不对,是王玉珍不是王玉贞,珍珠的珍": Correction(None, "王玉贞", "王玉珍"),
    "是王玉贞不是王玉珍": Correction(None, "王玉珍", "王玉贞"),
    "名字错了,叫王玉珍": Correction("person", None, "王玉珍"),
    "电话改成13812345678": Correction("phone", None, "13812345678"),
    "尾号是28不是26": Correction("phone", "26", "28"),
    "最后两位不是26是28": Correction("phone", "26", "28"),
    "时间不对 应该是后天下午": Correction("time", None, "后天下午"),
    "桌数改成18桌": Correction("tables", None, "18桌"),
    "是": None,
    "不对": None,
    "路灯坏了": None,
}
PLACES = {
    "就在我们三组黄葛树那儿嘛": "我们三组黄葛树",
    "在小卖部门口": "小卖部门口",
    "地点是村委会": "村委会",
    "三组": "三组",
    "不晓得": None,
}
RATINGS = {
    "五星 小易态度好": (5, "小易态度好"),
    "很满意,跑得快": (5, "跑得快"),
    "一般": (3, ""),
    "不满意 拖了半个月": (2, "拖了半个月"),
    "3": (3, ""),
    "路灯": None,
}


@pytest.mark.parametrize(("said", "meant"), CONTROLS.items())
def test_controls(said: str, meant: Control | None) -> None:
    assert read_control(said) is meant


@pytest.mark.parametrize(("said", "place"), CHOICES.items())
def test_one_choice(said: str, place: int | None) -> None:
    assert read_choice(said, KINDS) == place


@pytest.mark.parametrize(("said", "places"), SEVERAL.items())
def test_several_choices(said: str, places: tuple[int, ...]) -> None:
    assert read_several(said, PAPERS) == places


@pytest.mark.parametrize(("said", "name"), NAMES.items())
def test_names(said: str, name: str | None) -> None:
    assert read_name(said) == name


@pytest.mark.parametrize(("said", "correction"), CORRECTIONS.items())
def test_corrections(said: str, correction: Correction | None) -> None:
    assert read_correction(said) == correction


@pytest.mark.parametrize(("said", "place"), PLACES.items())
def test_places(said: str, place: str | None) -> None:
    assert read_place(said) == place


@pytest.mark.parametrize(("said", "rating"), RATINGS.items())
def test_ratings(said: str, rating: tuple[int, str] | None) -> None:
    assert read_rating(said) == rating


def test_the_tail_of_a_telephone_number_is_put_right() -> None:
    assert replace_tail("13981178826", "尾号是28不是26") == "13981178828"
    assert replace_tail("13981178826", "尾号是28不是99") is None


def test_plain_values() -> None:
    assert read_phone("幺三八 零零五六 一二三四") == "13800561234"
    assert read_time("后天下午三点", DEFAULT_NOW) == "2026-11-26T15:00"
    assert read_number("十来桌") == 10
    assert read_score("八十五分") == 85
