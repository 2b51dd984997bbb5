"""Words that want another answer than their kind of danger, and cries for help the classifier passes over.

The patterns of `nlp.danger` shape the trained model; these are read beside it and shape nothing.
"""

import re

from nlp.danger import is_real
from nlp.meaning import Alarm
from nlp.normalise import plain

_FAREWELL = re.compile(
    r"(?:农?药|绳子|刀|炭)[^,。;]{0,4}(?:准备|预备|备|买|放)(?:好|起)(?!.{0,3}(?:打虫|煮|熬))"
    r"|(?:不想|不愿|莫|免得)[^,。;]{0,3}拖累[^,。;]{0,3}(?:娃|儿|你|他|人|屋|家)[^。;]{0,10}(?:药|走|死|了断|解脱)"
    r"|后事[^,。;]{0,5}(?:安排|交代|准备|办)[^。;]{0,4}好[^。;]{0,6}(?:莫管|不要管|算了|走|死)"
)
_SWALLOWED = re.compile(
    r"(?:农药|除草剂|百草枯|敌敌畏|老鼠药|耗子药|洁厕|消毒水)[^,。;]{0,8}(?:当[^,。;]{0,5}(?:喝|吃)|喝|吃|吞)(?:了|咯|下|起)"
    r"|(?:喝|吃|吞)(?:了|咯|下)[^,。;]{0,4}(?:农药|除草剂|百草枯|敌敌畏|老鼠药|耗子药|洁厕|消毒水)(?!的)"
)
_SNAKE = re.compile(r"蛇[^,。;]{0,6}咬|遭[^,。;]{0,4}蛇|(?:蛇|老梭)[^。;]{0,8}肿")
_GAS = re.compile(
    r"(?:煤气|天然气|液化气|沼气|罐罐|气罐|钢瓶)[^,。;]{0,8}(?:漏|嘶|味|臭|没关|在响)|漏气|(?:臭鸡?蛋|蛋臭)[^,。;]{0,4}(?:味|气)"
)
_BURNS = re.compile(r"燃起|烧起|着火|起火|火苗|明火|冒烟|爆炸|炸了")
_ONESELF = re.compile(
    r"我(?:一个人|个人|自己|自家|独个)[^。;]{0,10}(?:动不得|动不了|起不来|爬不起|摔|跶|绊|断|痛|流血)"
    r"|(?:^|[,。;\s])我(?:的)?(?:遭|心口|胸口|脚杆?|手杆?|腰杆?|腿|脑壳|出不|喘不|起不|动不|爬不|摔|跶|绊)"
)
_NOT_LIT = re.compile(r"(?:打火(?:灶|机)|灶|炉子?|煤气|液化气)[^,。;]{0,5}(?:打|点|烧)不(?:燃|着|起)")
_BEATEN = re.compile(
    r"(?:在|又|遭|正)[^,。;]{0,4}(?:锤|捶|擂)(?:婆娘|老婆|堂客|媳妇|女人|老人|老汉|妈|娃|我|她|他|人)"
    r"|(?:锤|捶)(?:婆娘|老婆|堂客|媳妇|女人|老人|老汉|妈)[^。;]{0,6}(?:凶|惨|厉害|喊|叫|哭)"
)
_NOT_HOME = re.compile(
    r"(?:娃儿|娃娃|孩子|孙儿|孙子|孙女|女娃|幺儿|幺女|细娃)[^。;]{0,12}(?:这阵|这会儿|这时候|天都?黑|还|都)[^,。;]{0,4}"
    r"没(?:有|得)?(?:拢屋|拢家|落屋|归屋|回屋|回来|到家|看到人)"
)


def is_farewell(text: str) -> bool:
    """Tell whether somebody takes leave of life: 药都准备好了不拖累娃儿, 后事安排好了莫管我."""
    return _FAREWELL.search(plain(text)) is not None


def is_swallowed(text: str) -> bool:
    """Tell whether poison was drunk or eaten, also by mistake: 把除草剂当饮料喝了."""
    return _SWALLOWED.search(plain(text)) is not None


def is_snake(text: str) -> bool:
    """Tell whether somebody was bitten by a snake."""
    return _SNAKE.search(plain(text)) is not None


def is_gas(text: str) -> bool:
    """Tell whether gas is leaking and nothing burns yet: a spark is the danger, not the fire."""
    simple = plain(text)
    return _GAS.search(simple) is not None and _BURNS.search(simple) is None


def is_oneself(text: str) -> bool:
    """Tell whether the writer is the one who is hurt, and nobody can be told to stay with him."""
    return _ONESELF.search(plain(text)) is not None


def is_not_lit(text: str) -> bool:
    """Tell whether a stove or lighter does not light, which only sounds like fire."""
    simple = plain(text)
    return _NOT_LIT.search(simple) is not None and _GAS.search(simple) is None and not _BURNS.search(simple)


def missed_alarm(text: str) -> Alarm | None:
    """Return the danger in words the classifier was not sure of; None where it is not here and now."""
    simple = plain(text)
    if not is_real(simple):
        return None
    if _BEATEN.search(simple):
        return Alarm.VIOLENCE
    if _FAREWELL.search(simple):
        return Alarm.DESPAIR
    return Alarm.CHILD if _NOT_HOME.search(simple) else None
