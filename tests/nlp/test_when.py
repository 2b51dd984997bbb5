"""The time that an intent asks for, among others that a message says."""

import pytest

from nlp.exam import DEFAULT_NOW
from nlp.intents import Intent
from nlp.normalise import plain
from nlp.when import find_when

CASES = (
    (Intent.INCIDENT_REPORT, "2023年修的桥,昨天垮了半边", "2026-11-23"),
    (Intent.INCIDENT_REPORT, "昨天就跟你们说过,电杆歪了", None),
    (Intent.INCIDENT_REPORT, "前天报的电线还没接,今天又落了一根", "2026-11-24"),
    (Intent.INCIDENT_REPORT, "前几天才修好的灯,昨晚又熄了", "2026-11-23"),
    (Intent.INCIDENT_REPORT, "八月间涨水冲走的栏杆到现在没安", "2026-08"),
    (Intent.INCIDENT_REPORT, "雨水把路基掏空了", None),
    (Intent.INCIDENT_REPORT, "每天晚上十点还在放音响", None),
    (Intent.HELP_REQUEST, "我每个月初一要去领药", None),
    (Intent.HELP_REQUEST, "我娃儿读初二,今天下午五点四十没人接", "2026-11-24T17:40"),
    (Intent.HELP_REQUEST, "后天去给娃儿报名,帮我看下屋", "2026-11-26"),
    (Intent.STATION_INFO, "我昨天来了一趟锁起的,明天开不开", "2026-11-25"),
    (Intent.STATION_INFO, "昨天是哪个值班的", "2026-11-23"),
    (Intent.STATION_INFO, "平时周末有没有人", None),
    (Intent.WASTE_PICKUP, "上回说十五号来收没来,这周日来不来", "2026-11-29"),
    (Intent.RETURNEE_REGISTER, "我20号就从重庆回来了", "2026-11-20"),
    (Intent.RETURNEE_REGISTER, "我爸我妈26号拢屋", "2026-11-26"),
    (Intent.RETURNEE_REGISTER, "明晚的火车,后天早上八点到三台", "2026-11-26T08:00"),
    (Intent.RETURNEE_REGISTER, "去年腊月出去的,今年腊月二十五回来", "2027-02-01"),
    (Intent.CEREMONY_REGISTER, "父亲11月23号去世 11月26号下葬", "2026-11-26"),
    (Intent.CEREMONY_REGISTER, "昨天半夜两点过世的,定了后天一早上山", "2026-11-26"),
    (Intent.CEREMONY_REGISTER, "妈昨天落气了,先报个信", None),
    (Intent.CEREMONY_REGISTER, "26号上山,24号开始坐夜", "2026-11-26"),
    (Intent.CEREMONY_REGISTER, "明日设灵,二十八号出殡", "2026-11-28"),
    (Intent.CEREMONY_REGISTER, "明天开路后天下葬", "2026-11-26"),
    (Intent.CEREMONY_REGISTER, "腊月十八要打发女", "2027-01-25"),
    (Intent.MEDIATION_SCHEDULE, "上回20号没谈拢,这回约29号早上九点", "2026-11-29T09:00"),
    (Intent.MEDIATION_SCHEDULE, "27号的期改了,29号下午四点", "2026-11-29T16:00"),
    (Intent.MEDIATION_SCHEDULE, "12月4日(星期五)9:00", "2026-12-04T09:00"),
    (Intent.INCIDENT_REPORT, "冬至还没到水管就冻爆了,昨晚爆的", "2026-11-23"),
    (Intent.INCIDENT_REPORT, "11月初那几天挖断的", "2026-11"),
    (Intent.HYGIENE_RESULT, "昨天来检查的,这个月的分出来没有", "2026-11"),
    (Intent.HYGIENE_APPEAL, "今年六月开始次次黑榜", "2026-06"),
)


@pytest.mark.parametrize(("intent", "text", "meant"), CASES)
def test_the_time_asked_for_is_found_among_others(intent: Intent, text: str, meant: str | None) -> None:
    assert find_when(intent, plain(text), DEFAULT_NOW) == meant
