"""Danger here and now, against danger past, elsewhere, rehearsed or only a manner of speaking."""

import pytest

from nlp.exam import DEFAULT_NOW
from nlp.meaning import Alarm, Gazetteer, Meaning, Role, Understand

ALARMS = {
    "快点隔壁谢家烧起来了 三组黄葛树": Alarm.DANGER,
    "有人掉到堰塘头了 快来救命": Alarm.DANGER,
    "我不想活了": Alarm.DESPAIR,
    "我老汉儿要跳河": Alarm.DESPAIR,
    "他又打我了,娃儿都吓哭了": Alarm.VIOLENCE,
    "我娃儿不见了": Alarm.CHILD,
    "有人喊我转钱到安全账户": Alarm.FRAUD,
    "活起没意思": Alarm.DESPAIR,
    "想喝药": Alarm.DESPAIR,
    "去年我老汉走了,我想跳河": Alarm.DESPAIR,
    "我男人又打我了": Alarm.VIOLENCE,
    "婆婆打我": Alarm.VIOLENCE,
    "我娃儿遭老师打了": Alarm.CHILD,
    "骗子叫我转钱": Alarm.FRAUD,
    "他家着火了": Alarm.DANGER,
    "老汉坐在椅子上半边脸歪起 话说不清": Alarm.DANGER,
    "我妈电话一天没接 邻居说门从里头反锁的": Alarm.DANGER,
    "旋耕机把他脚杆绞进去了": Alarm.DANGER,
    "有个男的提起油桶堵在她门口": Alarm.DANGER,
}
CALM = (
    "去年堰塘淹死过人", "明天消防演练", "火气大得很", "笑死我了", "昨天起火已经扑灭", "喝农药的瓶子丢哪",
    "打火机咋个丢",
    "火灭了", "灭了", "路灯坏了", "撤回", "撤回42", "第二个接了", "撤了",
    "接了", "转", "演练着火", "电视上有人跳楼",
    "要是着火了打哪个电话", "去年着火了",
    "水沟堵了 在陈家院子后头", "垃圾桶满了", "牌桌上血流成河",
    "去年跳堰死过人", "热得不想活了", "我妈满八十了办高龄补贴",
)  # fmt: skip


def understood(understand: Understand, text: str) -> Meaning:
    return understand(text, roles=frozenset({Role.VILLAGER}), now=DEFAULT_NOW, gazetteer=Gazetteer())


@pytest.mark.parametrize(("said", "alarm"), ALARMS.items())
def test_danger_wants_its_own_answer(understand: Understand, said: str, alarm: Alarm) -> None:
    assert understood(understand, said).alarm is alarm


@pytest.mark.parametrize("said", CALM)
def test_what_only_sounds_alarming_does_not(understand: Understand, said: str) -> None:
    meaning = understood(understand, said)
    assert meaning.alarm is None
    assert "urgent" not in meaning.slots
