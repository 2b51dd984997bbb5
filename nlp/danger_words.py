"""Words that want another answer than their kind of danger, and cries for help the classifier passes over.

The patterns of `nlp.danger` shape the trained model; these are read beside it and shape nothing.
"""

import re

from nlp.danger import is_real
from nlp.meaning import Alarm
from nlp.normalise import plain

_FAREWELL = re.compile(
    r"(?:拖累|莫管我|不要管我|对不住|活(?:起|到)|累了|没意思)[^;]{0,14}药[^,。;费店钱]{0,4}(?:准备|预备|备|买|放)(?:好|起)"
    r"|(?:不想|不愿|莫|免得)[^,。;]{0,3}拖累[^。;]{0,12}(?:了断|解脱|死了|一走了之|走了算)"
    r"|后事[^,。;]{0,5}(?:安排|交代|准备)[^。;]{0,4}好[^。;]{0,6}(?:莫管|不要管|不用管)"
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
_MONOXIDE = re.compile(
    r"(?:炭火|木炭|烧炭火|煤炉|蜂窝煤|炉子|火盆|烤火|热水器)[^。;]{0,14}(?:昏|晕|闷得|恶心|想吐|发吐|没劲)"
    r"|(?:昏|晕|闷得慌|恶心|想吐|发吐)[^。;]{0,14}(?:炭火|木炭|煤炉|蜂窝煤|火盆|烤火|热水器)"
)
_MEDICINE = re.compile(
    r"吃错(?:了)?药|药[^,。;]{0,4}(?:吃错|吃多|吃重|吃拐)|多吃了[^,。;]{0,4}(?:药|颗|道)|药[^,。;]{0,6}吃了(?:两|二|三|几)(?:道|回|次|遍|份)"
)
_WOUND = re.compile(
    r"(?:机|锯|刀|铡|皮带|齿轮|链子)[^。;]{0,8}(?:绞|轧|夹|切|割|锯|砍|铡)[^,。;]{0,6}|(?:手|脚|指)(?:杆|指|拇|头|板)*[^,。;]{0,4}(?:绞|轧|切|割|锯|砍|铡)(?:到|了|断|掉|脱)"
)
_LIMB = re.compile(r"手|脚|指|腿")
_AWAY = re.compile(r"过年|春节|放假|打工|外头|外地|返乡|今年|明年|几年|大学|部队")
_CHILD_GONE = re.compile(r"不见了|走丢|走失|找不到|失踪|丢了|没看到人")
_FLOATING = re.compile(
    r"(?:河|塘|堰|水库|水|沟)(?:头|里|面|上|边)?[^,。;]{0,4}(?:漂|飘|浮)(?:起|到|着|了|得有|有)?[^,。;]{0,3}(?:人|娃|尸|婆|老汉)"
)
_OF_ANOTHER = re.compile(
    r"^(?:我|我们|俺)?(?:屋头|家|屋|的)?(?:那个)?(?:老汉|爸|妈|爹|娘|婆婆|公公|爷|外公|外婆|儿|女|孙|老婆|婆娘|男人|老公|媳妇|妹|哥|弟|姐|舅|叔|嬢|老伴|邻居|隔壁|他|她)"
)
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


def is_monoxide(text: str) -> bool:
    """Tell whether fumes of coals have made somebody dizzy: 屋头烧炭火,一家人都脑壳昏."""
    return _MONOXIDE.search(plain(text)) is not None


def is_medicine(text: str) -> bool:
    """Tell whether medicine was taken by mistake or twice."""
    return _MEDICINE.search(plain(text)) is not None


def is_wound(text: str) -> bool:
    """Tell whether a machine or blade has caught a hand or foot."""
    simple = plain(text)
    return _WOUND.search(simple) is not None and _LIMB.search(simple) is not None


def is_child_gone(text: str) -> bool:
    """Tell whether a child is missing, so that it cannot be brought to safety first."""
    simple = plain(text)
    return _NOT_HOME.search(simple) is not None or _CHILD_GONE.search(simple) is not None


def is_of_another(text: str) -> bool:
    """Tell whether somebody writes of another's despair: 我老汉儿说他不想活了."""
    return _OF_ANOTHER.search(plain(text)) is not None


def is_oneself(text: str) -> bool:
    """Tell whether the writer is the one who is hurt, and nobody can be told to stay with him."""
    return _ONESELF.search(plain(text)) is not None


def is_not_lit(text: str) -> bool:
    """Tell whether a stove or lighter does not light, which only sounds like fire."""
    simple = plain(text)
    return _NOT_LIT.search(simple) is not None and _GAS.search(simple) is None and not _BURNS.search(simple)


def missed_alarm(text: str, *, is_sure: bool) -> Alarm | None:
    """Return the danger in words that raised no alarm; None where it is not here and now.

    `is_sure`: whether the words were surely understood as something else.
    """
    simple = plain(text)
    if not is_real(simple):
        return None
    if _BEATEN.search(simple):
        return Alarm.VIOLENCE
    if _FAREWELL.search(simple):
        return Alarm.DESPAIR
    if _FLOATING.search(simple):
        return Alarm.DANGER
    is_late = _NOT_HOME.search(simple) is not None and _AWAY.search(simple) is None
    return Alarm.CHILD if is_late and not is_sure else None
