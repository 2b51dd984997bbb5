"""Danger: whether it is here and now, and which answer it wants first.

The learned head weighs the whole wording; words that name a danger, a death wish, a beating pull it up,
and words that put it into the past, elsewhere, into a drill or a figure of speech pull it down.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from nlp.intents import Intent
from nlp.meaning import Alarm
from nlp.openings import quick

_KINDS: Mapping[Alarm, re.Pattern[str]] = MappingProxyType(
    {
        Alarm.DESPAIR: quick(
            r"不想活|活(?:得|够|了|到)[^。;]{0,8}(?:够本|够了)[^。;]{0,6}(?:该|想|要|早点)(?:走|死)|活(?:起|着|到|著)?(?:也)?(?:没|莫|冇)(?:得|有)?(?:啥子?)?(?:意思|"
            r"盼头|意义)|先走一步|(?:楼顶|天台|桥上|堰边|水库边)[^,。;]{0,6}(?:坐|"
            r"站|哭|要跳)|(?:拴|挂)[^,。;]{0,6}(?:梁|树)|药瓶(?:都)?空|(?:没有?|不)(?:得)?活(?:路|"
            r"头)|想不开|喝(?:了|过)?(?:农|那个)?药(?:水)?(?:了|自杀|死)|(?:想|要|"
            r"去)喝(?:农)?药|喝(?:了|下)?(?:瓶)?(?:农药|百草枯|敌敌畏|除草剂|老鼠药|"
            r"耗子药)(?!的?(?:瓶|袋|罐|壶))|(?<!鸡)(?<!狗)(?<!猫)吃(?:了)?(?:[^,。;]{0,4})(?:耗子药|"
            r"老鼠药|安眠药)(?!的)"
            r"|吊颈|上吊|跳(?:河|堰|塘|楼|水库|井|桥)|要跳|割(?:手)?腕|自杀|寻短|"
            r"轻生|死了(?:算|干净|一了)|不如死|去死(?:算|了)|想死|写(?:了)?遗书|一了百了|"
            r"活够了|活不下去|不活了|烧炭"
        ),
        Alarm.CHILD: quick(
            r"(?:娃儿|娃娃|孩子|孙儿|孙子|孙女|女娃|儿子|女儿|小孩|细娃|奶娃|学生|"
            r"幺儿)[^,。;]{0,14}(?:不见了|走丢|走失|找不到|失踪|遭拐|被拐|抱走|拐走|"
            r"没回来|没回屋|(?:遭|被)[^,。;]{0,8}打|打得|摸她|猥亵|欺负|关起打|虐)"
            r"|(?:打|虐待|猥亵|强奸|拐|抱走)[^,。;]{0,6}(?:娃儿|娃娃|孩子|小孩|女娃|孙女|学生|毛娃)"
        ),
        Alarm.VIOLENCE: quick(
            r"(?:又|正|在|遭|被|给|把我|他|往死里|天天|拿[^,。;]{1,4})打(?:我|她|"
            r"他|起|得|人|死)|把(?:我|她|他)[^,。;]{0,3}打(?:了|伤|得|起)|(?:男人|老公|婆娘|"
            r"老婆|堂客|媳妇|女婿|儿子|婆婆|公公|老汉|老汉儿|邻居|屋头那个)[^,。;]{0,4}打(?:我|她|他|人)"
            r"(?!的?(?:电话|招呼|手机|微信|工))|打捶|打起来|打(?:大|群)?架|动(?:起)?手|扭(?:到|打|成)|拉架|抓扯|"
            r"推倒|抢锄头|堵到(?:门|屋)[^,。;]{0,4}打|砍(?:人|我|他|她|伤|起)|(?:提|"
            r"拿|舞|拿起|提起)[^,。;]{0,4}(?:刀|锄头|扁担|斧|棒|钢管|铁锹|砖头)|动刀|"
            r"捅(?:人|了|伤)|家暴|打(?:他|她|我)?(?:的)?(?:老婆|婆娘|堂客|媳妇|女人|"
            r"妈|爹|老人|老汉)|打得(?:惨|凶|出血|遍体|喊)|掐(?:我|脖|颈)|要(?:弄死|"
            r"杀|砍|打死)|杀人|血(?:流|淋)[^,。;]*打|打(?:出血|破头|断)"
        ),
        Alarm.FRAUD: quick(
            r"(?:正|在|要|喊|叫|让|刚|马上|准备|催)[^,。;]{0,16}(?:转账|转钱|汇款|"
            r"汇钱|打钱|交保证金|报验证码|安全账户|转过去|点链接|刷单|交手续费|屏幕共享)|"
            r"(?:安全账户|冒充公安|自称公安|验证码)|(?:骗|豁)[^,。;]{0,10}(?:转|汇|"
            r"钱|存折|银行卡)|卖保健品[^,。;]*(?:哄|骗|带)"
            r"|(?:接|收|打来)[^,。;]{0,6}诈骗|骗子[^,。;]{0,4}(?:加|找|打|喊|叫)"
            r"|(?:电话|微信|视频)[^。;]{0,6}(?:说|喊|讲)[^。;]{0,16}(?:撞了?人|出(?:了)?(?:事|车祸)|遭抓|住院|拘留|摆平|中奖)"
            r"[^。;]{0,10}(?:要|打|转|汇|交|寄)[^。;]{0,6}(?:钱|万|千|块|税|费)"
        ),
        Alarm.DANGER: quick(
            r"(?:煤气|天然气|液化气)[^,。;]{0,6}(?:没关|有味|味道|味儿|臭)|爆?燃(?:起来|起了|大|到|得|了|,|。|$)|火(?:过|翻)了|烧(?:起来|起了|"
            r"到|大|房|着|凶)|起火|着火|失火|火[^,。;]{0,5}(?:窜|上房|大得|凶|扑不|"
            r"猛|苗)|冒(?:黑|浓)?[烟火]|爆炸|炸了|漏气|漏煤气|煤气味|冒火花|触电|"
            r"电(?:到|倒|着)人?|遭电|打到电"
            r"|救命|救人|(?:落|掉|滑|滚|跳|栽|梭)[^,。;]{0,8}(?:水头|水里|塘|堰|河|"
            r"井|沟|坑|粪池|池子|崖|坎下|水库)|淹(?:到|起|死|了|进)|溺|困(?:在|起|"
            r"住|到)|埋(?:了|到|在|起)|压(?:到|住|倒|在|起|着)|卡(?:在|住|到)"
            r"|(?:晕|昏|倒|瘫)(?:倒|过去|迷|死|在地|在|到|了)|(?:喊|叫|摇)(?:了)?(?:[^,。;]{0,3})不(?:醒|"
            r"答应)|不省人事|没得?(?:气|呼吸|脉)|(?:不|没(?:有|得)?)(?:出气|呼吸|喘气)|出不(?:到|了|来)气|喘不(?:过|上|"
            r"赢)气|口吐白沫|吐(?:了)?(?:一地|白)|抽(?:筋|搐|起|风)|脸(?:都)?(?:青|"
            r"乌|白)|(?:躺|睡|倒|趴|坐)[^,。;]{0,3}地(?:下|上|头)?|(?:敲|喊|打|叫)不(?:开|"
            r"应|通|答应|接)|没(?:得)?(?:动静|声音|反应)|(?:没|不)开门|在哼|(?<!\d)1(?:20|19|10)(?![\d号])|"
            r"车祸|撤(?:人|离|出)|围(?:到|住)|嘴巴?(?:也|都)?(?:歪|乌|白)|半边身子|翻白眼|自燃|在烧|是烟|大出血|流血|血(?:流|止不|"
            r"飙|淌)|止不(?:住|到)血|心口[痛疼]|胸口[^,。;]{0,4}(?:[痛疼闷]|压)|肚子[痛疼]得|气都?接不|要生(?:了|娃)|"
            r"生不下来|羊水|难产|骨头(?:都)?(?:断|露)|动不(?:得|到|了)|起不(?:来|"
            r"到)|爬不起|烫(?:伤|到)|摔(?:下|断|倒|到)|跶(?:倒|断|下)|绊倒|撞(?:到|"
            r"了|人|飞|翻|倒|车)|翻车|车翻|翻(?:到|了|下|进)|碾|中毒|吐(?:血|白沫)|"
            r"遭(?:蛇|毒蛇|马蜂|蜂子|疯狗|狗)|蛇(?:咬|在)|咬(?:到|伤|了|住)"
            r"|垮(?:了|下|塌|脱|起|坡)|塌(?:了|下|方|陷)|滑坡|梭坡|[泥坭]石流|山洪|"
            r"洪水|涨水|发大水|漫(?:上|进|到|过|出)|决口|溃|石头[^,。;]{0,4}(?:滚|"
            r"落|掉)|要(?:垮|塌|倒|断|砸)|倒下来|(?:电|高压)线[^,。;]{0,8}(?:断|掉|"
            r"落)|搭(?:在|到)[^,。;]{0,6}上|不(?:走|退|散)[^,。;]{0,4}围"
        ),
    }
)
"""The dangers by the answer that each wants, the gravest first."""

_NOW = re.compile(
    r"快点|快来|赶紧|赶快|马上|正在|现在|还在|还没|救命|搞快|救人|!|来人|紧急|急|"
    r"刚刚|刚才|这会儿|不得了|要死人|要出人命|咋办|求求"
)
_OVER = quick(
    r"(?:已经|都|人)?(?:灭了|熄了|扑灭|浇灭|救起来了|救上来了|救起了|好了|没事了|"
    r"处理了|修好了|过了|散了|走了|松活了|退了水|退了|控制住了|送(?:去|到)医院了|"
    r"出院)|没(?:有)?(?:受伤|伤到人|伤人|出事|得事|大碍|人)|不要紧|不严重|没啥|"
    r"虚惊|幸好|还好|好在"
)
_LONG_AGO = re.compile(r"去年|前年|昨年|那年|往年|早年|年前|那阵|当年|曾经|死过|淹过|烧过|垮过|出过|有过")
_PAST = re.compile(
    r"以前|上个?月|上个?星期|前几[天年]|前段|那时|几年前|好几[天回次]|半个月|多次|"
    r"经常|年年|每年|历年|老是|三番|几回|一直|每次|天天|几天|昨天|前天|昨晚"
)
_UNREAL = re.compile(
    r"演练|演习|宣传|培训|讲座|检查|预防|防[火汛溺]|如果|要是|万一|假如|会不会|"
    r"怕(?:要|是|有|遭|把)|担心|以免|免得|能不能(?:装|修|弄)|建议|梦|电视|抖音|"
    r"新闻|视频|小说|电影|听说|故事|段子|歌|笑死|气死|累死|热死|冷死|饿死|烦死|"
    r"吓死|急死|想死你|火气|发火|火锅|火热|上火|红火|火炮|骂"
)

_REMOTE = re.compile(
    r"去年|前年|昨年|那年|往年|早年|死过|淹过|烧过|演练|演习|电视(?:上|里|剧|头)|抖音|新闻|小说|电影|"
    r"短剧|连续剧|歌里|(?:要|若)是|如果|万一|假如|^.{0,10}(?<![没不])(?:灭|熄)了[,。!啊哦嘛\s]*$"
)
"""What puts a danger elsewhere, into the past or on a screen, unless `_AGAIN` or a grave word objects."""

_AGAIN = quick(
    r"又|现在|这会儿|正在|还在|快[点来]|赶紧|赶快|马上|救命|刚刚|刚才|今天|今晚|今早|昨晚|昨天|最近|"
    r"这几天|天天|(?:还|都)没(?:灭|熄)|活|遗书|一了百了|(?:想|要|不如|我)(?:去|就)?(?:跳|喝|死|吊|寻)"
)
_WISH = re.compile(
    r"(?:^|[,。;!?\s]|我)(?:都|就|真)?(?:想|要|不如)(?:去)?(?:跳|喝|死|吊|寻)|不想活|活(?:起|着|到|得)?[^,。]{0,2}没|(?:够本|够了)[^。;]{0,6}(?:该|想|要|早点)(?:走|死)"
)
"""A death wish of the writer's own, where the words are those of despair."""

_FIGURE = quick(
    r"(?:热|冷|笑|辣|饿)得(?:我)?(?:都)?(?:不想活|想死|要死)"
    r"|(?:打牌|麻将|斗地主|手气|球赛)[^。;!?]{0,8}想死的心|(?:游戏|王者|作业|加班|减肥|堵车)[^。;!?]{0,8}(?:想死|跳楼)"
)
_ORDER = re.compile(
    r"[\s,。!]*(?:第?[\d一二两三四五六七八九十]+(?:个|号|条|件|单|项)?|这个|那个|上一个)?[\s,]*"
    r"(?:我)?(?:来)?(?:接|撤|转|退|办结|结|派|不接|收|取消|撤回|撤销|退回|重来|跳过|完成|搞定|办完)"
    r"(?:单|回|销|掉|案|件|办|给.{1,4})?(?:了|吧|嘛|咯|哈|起)*[\s,。!]*"
)
"""A word to a task or a form, with nothing beside it: 撤回, 第二个接了."""

_GRAVE = quick(
    r"触电|遭电|(?:煤气|天然气|液化气)[^。;]{0,8}(?:有味|味道|味儿|臭)|心口[痛疼][^。;]{0,8}(?:冷汗|大汗|喘|麻|乌)|(?:喊|叫|摇)[^,。;]{0,3}不(?:醒|答应|应声)|(?:不|没(?:有|得)?)(?:出气|呼吸|喘气)|砍人|动刀|掏[^,。;]{0,3}刀|不(?:醒|省人事)|翻白眼|白沫|要生(?:了|"
    r"娃)|羊水|困(?:在|起|住|到)|落水|掉[^,。;]{0,6}(?:水|塘|河|堰|井)|卡在|压(?:到|"
    r"住)[^,。;]{0,4}人|救命|止不(?:住|到)|血流|流血|(?:大|明)火|燃起来|烧起来|"
    r"撞死|遗书|要跳|拦到|出人命|遭蛇|起不来|动不得|喘不|出不来气|气都?接不|嘴巴?(?:也|都)?(?:歪|乌)|半边身子|自燃|胸口[^,。;]{0,4}(?:[痛疼]|压)|打滚|煤气[^,。;]{0,6}漏|"
    r"漏气|打捶|打起来|打得(?:惨|凶)|动手|砖头|追打|要打死|要砍"
)
_SIGNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {"now": _NOW, "over": _OVER, "past": _PAST, "long ago": _LONG_AGO, "unreal": _UNREAL, "grave": _GRAVE}
)

_PULL_UP, _PULL_GRAVE, _PULL_NOW, _PULL_DOWN, _PULL_PAST = 0.4, 0.8, 0.4, 1.2, 0.6
_PULL_LONG_AGO = 4.0
_THRESHOLD = -0.5
_TRUST = 0.7
_SURELY = 1.0
_KEPT = 256  # texts whose answers are kept: each is asked half a dozen times about a message
_QUARREL = re.compile(r"吵|骂|扯皮|闹矛盾|角孽|争执|扯筋")
WITH_URGENT = frozenset({Intent.INCIDENT_REPORT, Intent.HELP_REQUEST, Intent.DISPUTE_FILE})


@lru_cache(maxsize=_KEPT)
def danger(text: str) -> Alarm | None:
    """Return the gravest kind of danger that a plain text names, whether real or not."""
    return next((alarm for alarm, pattern in _KINDS.items() if pattern.search(text)), None)


def signs(text: str) -> list[str]:
    """Return the tags of a plain text that speak for or against danger, for the classifier to weigh."""
    kind = danger(text)
    tags = [name for name, pattern in _SIGNS.items() if pattern.search(text)]
    if kind is None:
        return tags
    clear = not {"over", "past", "long ago", "unreal"} & set(tags)
    return [
        *tags,
        f"alarm={kind}",
        "alarm",
        *(["alarm clear"] if clear else []),
        *(f"alarm {tag}" for tag in tags),
    ]


def pull(text: str) -> float:
    """Return how far the words of a plain text pull towards (or, negative, away from) danger here and now."""
    grave = _PULL_GRAVE if is_grave(text) else 0.0
    if danger(text) is None and not grave:
        return -_PULL_NOW
    strength = _PULL_UP + grave + (_PULL_NOW if _NOW.search(text) else 0)
    strength -= _PULL_DOWN if _OVER.search(text) or _UNREAL.search(text) else 0
    strength -= _PULL_LONG_AGO if _LONG_AGO.search(text) else 0
    return strength - (_PULL_PAST if _PAST.search(text) else 0)


@lru_cache(maxsize=_KEPT)
def is_grave(text: str) -> bool:
    """Tell whether a plain text holds words that by themselves mean life or death."""
    return _GRAVE.search(text) is not None


def is_real(text: str) -> bool:
    """Tell whether a plain text puts its danger neither elsewhere nor into the past; a death wish is here."""
    if is_remote(text):
        return False
    elsewhere = any(pattern.search(text) for pattern in (_OVER, _UNREAL, _LONG_AGO))
    return not elsewhere or _WISH.search(text) is not None


@lru_cache(maxsize=_KEPT)
def is_remote(text: str) -> bool:
    """Tell whether a plain text is a mere order, or surely speaks of no danger here and now."""
    if _ORDER.fullmatch(text) or _FIGURE.search(text):
        return True
    return _REMOTE.search(text) is not None and not _AGAIN.search(text) and not is_grave(text)


def is_urgent(text: str, intent: Intent, learned: float) -> bool:
    """Tell whether life, limb, fire, flood or violence is at stake now; `learned` is the head's log odds."""
    if intent not in WITH_URGENT or is_remote(text):
        return False
    if _QUARREL.search(text) and danger(text) is None and not is_grave(text):
        return learned > _SURELY  # a quarrel without blows, blades or threats is a matter for mediators
    return _TRUST * learned + pull(text) > _THRESHOLD


def find_alarm(text: str, intent: Intent, *, urgent: bool) -> Alarm | None:
    """Return the alarm of a plain text: despair and urgency always, others when the words are strong.

    Reports and pleas that are not urgent may still tell of violence, fraud or a child: they raise it unless
    their words put it elsewhere or into the past.
    """
    kind = danger(text)
    if (kind is None and not urgent) or is_remote(text):
        return None
    if kind is Alarm.DESPAIR and is_real(text):
        return kind
    if urgent:
        return kind or Alarm.DANGER
    told = intent in WITH_URGENT or is_grave(text)
    return kind if told and kind not in {Alarm.DANGER, Alarm.DESPAIR} and pull(text) > 0 else None
