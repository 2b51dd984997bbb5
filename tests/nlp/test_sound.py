"""One writing for all that is typed; one sound for all that is misheard."""

import pytest

from nlp.normalise import gist, plain
from nlp.sound import sounded

MISHEARD = {
    "低保": "地保", "路灯": "路登", "堰塘": "烟塘", "化粪池": "发粪池", "农药瓶": "弄药平", "网格": "望阁",
    "危房": "味黄",
    "养老认证": "养老人证", "滑坡": "发坡", "身份证": "生分证",
}  # fmt: skip


@pytest.mark.parametrize(("word", "heard"), MISHEARD.items())
def test_misheard_words_sound_the_same(word: str, heard: str) -> None:
    assert sounded(word) == sounded(heard)


def test_plain_moves_no_character() -> None:
    assert plain("請問:路燈壞了 ABC①\u3000") == "请问:路灯坏了 abc1 "
    assert len(plain("İ😀\0龘")) == 4


def test_the_gist_drops_fillers_and_shapes_numbers() -> None:
    assert gist(plain("嗯那个 G2611-0136好了!!!! 13800001111")) == "K好了! P"
