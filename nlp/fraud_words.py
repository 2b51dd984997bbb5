"""Swindles as villagers ask about them: 刷单能挣钱不, 有人喊我投资稳赚, 说我中奖了喊我先交税."""

import re

from nlp.normalise import plain

_LURES = re.compile(
    r"刷(?:单|好评|信誉|流水)|稳赚|包赚|躺赚|日赚|保本(?:高息|保息)|高(?:额|息)?(?:回报|返利)|(?:荐|炒)股群|炒(?:币|外汇)"
    r"|杀猪盘|(?:投资|理财|充值)[^,。;]{0,8}(?:赚|返|翻倍|提现)"
    r"|(?:注销|修复|消除)[^,。;]{0,4}(?:校园贷|征信|白条)|(?:征信|信用)[^,。;]{0,3}(?:修复|洗白)"
    r"|中(?:了)?(?:大)?奖[^,。;]{0,12}(?:交|税|手续费|领)|(?:借|租|卖)(?:我|他|你)?的?(?:银行卡|电话卡)"
    r"|百万保障|(?:屏幕|桌面)共享|解冻资金|民族资产|先交[^,。;]{0,6}(?:会费|培训费|保证金)"
)
_OWN = re.compile(
    r"低保|养老保险|医保|合作医疗|新农合|残疾|村(?:上|里)(?:的)?(?:合作社|集体)|演练|宣传单|讲座"
)


def asks_of_fraud(text: str) -> bool:
    """Tell whether a text speaks of an offer that is a swindle by its kind."""
    simple = plain(text)
    return _LURES.search(simple) is not None and _OWN.search(simple) is None
