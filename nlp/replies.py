"""What people say about a case that is there already: which one, the same again, over, what was done."""

import re

from nlp.controls import Control, bare, read_control
from nlp.normalise import plain
from nlp.numbers import NUMERAL, read_chinese

_ORDINAL = re.compile(rf"第\s*(\d{{1,2}}|{NUMERAL}{{1,3}})\s*(?:个|条|单|件|项|号)?")
_LAST = re.compile(r"最后(?:那|一)?(?:个|条|单|件)|最下头那个")
_PICK = re.compile(
    rf"(?:我|就|要|选|回|按)*第?(\d{{1,2}}|{NUMERAL}{{1,2}})(?:个|号|项|条|种|样|件)?(?:嘛|哈|吧|就行|可以)?"
)
_SAME = re.compile(r"也(?:是|一样|要得|接|办|搞|弄|行|收|同样)|(?:都|一样|同样)(?:接|办|搞|弄)(?:了|好了)?$")
_OVER = re.compile(
    r"(?:火|烟|明火)?(?<!灯)(?<!泡)(?:扑?灭|熄)(?:了|球了|掉了|干净)|没得事了|没事(?:了|儿了)|不要紧了|解除了|虚惊一场|搞错了|看错了"
    r"|(?:救|拉|捞|背|抬)(?:上来|出来|起来|到岸)了|(?:人|娃儿?|老人)?找(?:到|倒)了|水(?:退|消)了|送(?:到)?医院了|(?:出气|醒(?:过来)?|缓过来|活过来|喘过气来?)了|平安了|自己(?:走|摸)?(?:回来|回屋|回家)了|脱险了|没得危险了"
)
_NOT_OVER = re.compile(
    r"(?:还|都)?(?:没|没得|没有|不)(?:有)?(?:完全)?(?:灭|熄|扑灭|救|找|退)|灭不(?:了|到|脱)|又(?:燃|烧|来)|找不(?:到|倒)|快(?:来|点)"
)
_SUBMIT = re.compile(
    r"(?:那|就|快|赶紧|赶快|你|给我|帮我|要得|好|嗯|对)*(?:就?是)?(?:这么|就这样|这样)?(?:报|提交|交|上报|递)(?:了|上去|这个|起|一下|哈|嘛|噻|吧|哦|掉)*"
)
_YES_AND = re.compile(
    r"^(?:嗯+|要得|要|好|好的|行|可以|对|对头|是|得行|开|报)(?:$|[,。!\s]|的|嘛|噻|吧|哈|开|报|一个|重新|返工|再)"
)
_AGREED = re.compile(
    r"(?:嗯+|要得|好的?|对头?|是的?|行|可以|得行|没错)[\s,。!嘛噻哈啊的了]+(?:那|那就|就|你们?|麻烦|赶快|赶紧|快点?)*"
    r"(?:给我|帮我|去)?(?:喊人|喊个人|报|交|提交|办|派人|叫人|来人|安排|弄|搞|处理|来看)"
)
_RESERVED = re.compile(r"[不没莫改错等先问]|但|还有|另外|[?]")
_LONGEST_YES = 18
_ASKS = re.compile(r"[?]|初几|几[号点天月]|星期几|哪[天个里儿]|好久|啥子?时候|咋|吗|[一-鿿]不[嘛哦]?$|没得$")
_SECRET = re.compile(
    r"保(?:不)?保?密|(?:莫|不要|别|不准|不得|会不会)(?:跟|给|让|告诉|被)?(?:别个|别人|人家|他|她|外人|旁人)"
    r"[^,。;]{0,3}(?:说|讲|晓得|知道|看到)|(?:他|她|别个|人家)会不会(?:晓得|知道)"
)
_NO_AND = re.compile(r"^(?:不|莫|算了|没得事|就这样|不消)")
_HOME = re.compile(
    r"^(?:在|就在)?(?:(?:我|我们|我家|我屋|咱)(?:们)?(?:家|屋|屋头|房子|房|院坝|院子|门口|门前|当门|坎上|地坝)|屋后头|屋后|房背后|屋当门|院坝头|屋侧边|屋门口)"
)
_GROUP = re.compile(rf"(?:\d{{1,2}}|{NUMERAL}{{1,3}})(?:村民小组|小组|组|社|队)")
_NUMBER_AHEAD = re.compile(
    r"^(?:编号|单号|单子|任务)?\s*(?:[a-z]\s?\d{4}\s?[-—_]?\s?\d{3,6}|#?第?\d{1,6}\s?(?:号|单)?)(?:那个|那单|这个|的)?[\s,。.:]*"
)
_ORDINAL_AHEAD = re.compile(rf"^第\s*(?:\d{{1,2}}|{NUMERAL}{{1,3}})\s*(?:个|条|单|件|项)?(?:任务)?[\s,。.:]*")
_VERB_AHEAD = re.compile(
    r"^(?:我|已经|都|把)*(?:办结|办完|办好|搞完|搞定|搞好|弄完|弄好|弄归一|做完|做好|处理完|处理好|处理|整好|整完|完成|结单|解决|归一|接单|接|收到|收单|转办|转交|上报)(?:了|啦|咯|完了|好了|上级|镇上|村上|县上)*[\s,。.:]*"
)
_REFERENCE_AHEAD = re.compile(r"^[^\s,。]{1,10}?(?:那个|那件|那单|这个|那起|那里|那点)[\s,。.:]*(?:的)?")
_TAKER = re.compile(
    r"(?:转|交|派|拿|让|喊|叫|请|换)?(?:办|交|派)?(?:给|让|喊|叫|请)\s*([一-鿿]{2,4})|^转(?:办|交)?([一-鿿]{2,4})"
)
_PERSON_END = re.compile(r"(?:去|来|办|处理|弄|搞|嘛|噻|哈|吧|他|那边|负责|管|跑).*$")
_PLACES = re.compile(
    r"((?:第?\d{1,2}(?:号|个)?[\s,、和跟]+)+第?\d{1,2})(?:号|个)?[\s,]*(?:都|也|全部)*(?:接|收|办|搞|弄|处理|完)"
)
_BETWEEN = re.compile(r"(?:[,，。;；!！?？\s]|还有|另外|顺便|对了)+")
_ALL = re.compile(
    r"(?:我|手上的?|这些|那几个|几个|任务)*(?:全部|所有的?|全都|都|一起)(?:的|任务|给我)*(?:都)?"
    r"(?:接|收到|办结|办完|办好|搞完|搞好|搞归一|弄完|弄好|处理完|处理好|完成|结)"
)
_MARKS = " ,，。.:：;；!！、\n\t"


def find_ordinal(text: str) -> int | None:
    """Return which one of a list a text names: 第二个接了 is 2, 最后一个 is -1; None where it names none."""
    simple = plain(text)
    if _LAST.search(simple):
        return -1
    match = _ORDINAL.search(simple)
    return _value(match[1]) if match else None


def read_pick(text: str, count: int) -> int | None:
    """Return the place, from 0, when a text is nothing but a choice's number: `2`, `第二个`, `要第二个嘛`."""
    simple = bare(text)
    if _LAST.fullmatch(simple):
        return count - 1 if count else None
    match = _PICK.fullmatch(simple)
    value = _value(match[1]) if match else None
    return value - 1 if value is not None and 1 <= value <= count else None


def read_places(text: str, count: int) -> list[int]:
    """Return the places, from 0, where a reply names several of a list by number: 2 3也接, 1、3办结了."""
    match = _PLACES.match(plain(text).strip())
    numbers = [int(each) for each in re.findall(r"\d+", match[1])] if match else []
    return [number - 1 for number in numbers] if all(1 <= number <= count for number in numbers) else []


def says_all(text: str) -> bool:
    """Tell whether a reply is about all tasks: 全部办结, 都接了."""
    return _ALL.match(re.sub(r"[\s,。.!]+", "", plain(text))) is not None


def split_pieces(text: str) -> list[str]:
    """Return the pieces of a message that may be about different things: 水管爆了顺便问哈哪个坐班 has two."""
    return _BETWEEN.split(text)


def says_same(text: str) -> bool:
    """Tell whether a text asks for the same to be done to another one: 119也是, 120也接了."""
    return bool(_SAME.search(plain(text)))


def says_over(text: str) -> bool:
    """Tell whether a text says that a danger has passed: 火灭了, 没得事了, 人救上来了."""
    simple = plain(text)
    return bool(_OVER.search(simple)) and not _NOT_OVER.search(simple)


def says_submit(text: str) -> bool:
    """Tell whether a text wants what was read back to be filed: 报嘛, 就是报这个, 报了嘛."""
    simple = re.sub(r"[\s,。.!?]+", "", plain(text))
    return bool(simple) and _SUBMIT.fullmatch(simple) is not None


def says_agreed(text: str) -> bool:
    """Tell whether a yes to what was read back comes with a wish to have it done: 对头 你喊人来看哈嘛."""
    simple = plain(text).strip(_MARKS)
    return len(simple) <= _LONGEST_YES and bool(_AGREED.match(simple)) and not _RESERVED.search(simple)


def asks_back(text: str) -> bool:
    """Tell whether an answer is a question itself: 今天初几哦, 好久来."""
    return _ASKS.search(plain(text)) is not None


def asks_secret(text: str) -> bool:
    """Tell whether somebody wants to know, or wishes, that nobody else learns of it: 保密不, 莫跟别个说."""
    return _SECRET.search(plain(text)) is not None


def read_yes_no(text: str) -> bool | None:
    """Return what is said to a plain offer, also with words behind it: 要得 开一个 is True, 算了 False."""
    control = read_control(text)
    if control is Control.YES:
        return True
    if control in (Control.NO, Control.CANCEL):
        return False
    simple = plain(text).strip()
    if _NO_AND.match(simple):
        return False
    return True if _YES_AND.match(simple) else None


def is_at_home(place: str) -> bool:
    """Tell whether a place is said from the speaker's own house: 我屋后头, 房背后; not with a group in it."""
    simple = plain(place).strip()
    return bool(_HOME.match(simple)) and not _GROUP.search(simple)


def names_group(place: str) -> bool:
    """Tell whether the words for a place hold a group: 三组, 3社, 第二队."""
    return bool(_GROUP.search(plain(place)))


def without_reference(text: str) -> str:
    """Return what a reply says besides which case and which move it is about.

    `办结 42 灯泡换好了` is 灯泡换好了, `G2611-0136 池子裂缝补了` is 池子裂缝补了, `搞完了` is nothing.
    """
    rest, before = text.strip(_MARKS), None
    while rest != before:
        before = rest
        for pattern in (_VERB_AHEAD, _NUMBER_AHEAD, _ORDINAL_AHEAD, _VERB_AHEAD):
            match = pattern.match(plain(rest))
            rest = rest[match.end() :].strip(_MARKS) if match and match.end() <= len(rest) else rest
    return rest


def after_reference(text: str) -> str:
    """Return what follows the words for the case: 路灯那个 换了两个灯泡 is 换了两个灯泡."""
    match = _REFERENCE_AHEAD.match(plain(text))
    return without_reference(text[match.end() :]) if match else without_reference(text)


def read_taker(text: str) -> str | None:
    """Return the name after 转给, 交给, 给, 让: 转给王小军 is 王小军; None where nobody is named."""
    match = _TAKER.search(plain(text))
    if not match:
        return None
    name = _PERSON_END.sub("", text[slice(*match.span(1 if match[1] else 2))])
    return name if len(name) > 1 else None


def _value(words: str) -> int | None:
    return int(words) if words.isdigit() else read_chinese(words)


def sounds_like_place(text: str) -> bool:
    """Tell whether short words point at a spot: 小学门口, 三组, 张家院子, 堰塘坎坎上; 坏了 does not."""
    simple = plain(text).strip(_MARKS)
    return len(simple) <= _LONGEST_PLACE and bool(_GROUP.search(simple) or _SPOT.search(simple))


def says_lost(text: str) -> bool:
    """Tell whether a grown person is missing: 老人走丢了, 我妈找不到了."""
    return _LOST.search(plain(text)) is not None


def says_taken(text: str) -> bool:
    """Tell whether poison was swallowed already: 我婆婆喝了农药."""
    return _TAKEN.search(plain(text)) is not None


def says_wait(text: str) -> bool:
    """Tell whether somebody has to see to something else first: 等哈 我先喂猪, 稍等, 空了再说."""
    return len(text) <= _LONGEST_WAIT and _WAIT.search(plain(text)) is not None


def asks_who_speaks(text: str) -> bool:
    """Tell whether somebody asks who is writing to them: 你是哪个哦, 你是真人还是机器."""
    return _WHO_SPEAKS.fullmatch(plain(text).strip(_MARKS)) is not None


def is_spot(text: str) -> bool:
    """Tell whether short words are a spot and no more: 上堰塘, 我躲在灶房; 就我一个人在屋头 is none."""
    simple = plain(text).strip(_MARKS)
    return sounds_like_place(simple) and len(simple) <= _LONGEST_SPOT and not _NO_SPOT.search(simple)


def find_group(text: str) -> str | None:
    """Return the group that a text names, with its village: 吵架,在高棚村一组 is 高棚村一组."""
    match = _IN_GROUP.search(plain(text))
    return match[1] if match else None


def is_region_only(text: str) -> bool:
    """Tell whether a text is a village, a group or both and nothing else: 高棚村二组, 三社, 我们一组."""
    simple = re.sub(r"[\s,。.!]+", "", plain(text))
    return bool(simple) and _REGION.fullmatch(simple) is not None


_REGION = re.compile(
    r"(?:我们|在|就在)?(?:[一-鿿]{2,6}[镇乡])?(?:[一-鿿]{1,6}村)?(?:第?[0-9一二三四五六七八九十]{1,3}[组社队])?(?:这边|那边|的)?"
)
_IN_GROUP = re.compile(
    r"(?:^|[在住到,。\s])((?:(?:(?![在住到])[一-鿿]){2,3}村)?第?[0-9一二三四五六七八九十]{1,3}(?:村民小组|小组|组|社|队))(?!长)"
)
_LONGEST_PLACE = 30
_LONGEST_WAIT = 14
_WAIT = re.compile(
    r"^(?:等(?:哈|一?下|会儿?|一会儿?|一哈)|稍等|莫慌|莫忙|过(?:哈|一?会)儿?)|(?:空了|得空|等哈|晚点|待会儿?|改天)再(?:说|填|弄|办|来)"
)
_WHO_SPEAKS = re.compile(
    r"(?:你|您|这)(?:到底)?是(?:哪个|哪位|谁|啥子(?:人|东西)|干啥子的|做啥子的|真人|机器|人)(?:还是[^,。;]{1,6})?(?:哦|嘛|呀|啊|呢|喃|哟|安|吗|不|哇)?[?]*"
)
_LONGEST_SPOT = 16
_LOST = re.compile(
    r"(?:老人|婆婆|爷爷|奶奶|外公|外婆|老汉|我妈|我爸|妈|爸|老头|老太|病人|他|她)[^,。;]{0,6}(?:走丢|走失|失踪|找不到|不见了|丢了)"
)
_TAKEN = re.compile(
    r"(?:喝|吃|吞)(?:了|下)[^,。;]{0,4}(?:农药|药水|除草剂|百草枯|敌敌畏|老鼠药|耗子药|安眠药)|农药(?:都)?喝了"
)
_NO_SPOT = re.compile(
    r"没|不|莫|一个人|[踢打喝跳吃哭烧堵坏垮追骂死痛血闹吵看倒]|[得了过]|大得|家人|咋|哪|吗|[?]"
)
_SPOT = re.compile(
    r"灶房|厨房|茅厕|猪圈|门口|门前|当门|路口|转弯|路边|公路|村道|机耕道|桥|坡|沟|河|塘|堰|水库|院|坝|湾|垭口|梁子|坎|树|站|学校|小学|幼儿园|卫生室|卫生站|祠堂|庙"
    r"|旁边|侧边|边上|边边|对面|对门|后头|后面|背后|前头|前面|上头|底下|下头|附近|这儿|那儿|那塌|这塌|场上|街上|村委|广场|变压器|电杆|快递|小卖部|商店"
    r"|[一-鿿]家|屋|房子|村|地头|坟|田|林"
)
_AGAIN = re.compile(
    r"重新(?:办|修|弄|处理|整)|返工|再(?:来)?(?:修|弄|整|处理)一?(?:下|道|遍|哈)|(?:根本|还是|又)?(?:没|没有)(?:给我)?(?:修|弄|办|处理|整)(?:好|归一|完)"
    r"|还是(?:不|没)(?:得)?(?:亮|通|好|行|热|响|来|转)|又(?:坏|熄|堵|漏|断|停|黑)了|^(?:又|还|都)?没(?:得)?(?:亮|通|来水|来电|修好)$"
)


def wants_again(text: str) -> bool:
    """Tell whether a text says that finished work is not done after all: 重新办, 返工, 还是没修好."""
    return bool(_AGAIN.search(plain(text)))


_DONE = re.compile(
    r"(?:补|换|修|弄|搞|整|清|拉|掏|疏通|处理|装|接|扫|铲|填|刷|焊|劝|送|抬|搬|办|冲|通|砍|栽|立|拆)(?:[^没不还等,。\s]{0,4})(?:了|好|完|起走|归一)"
)
_NOT_DONE = re.compile(r"还没|没得|没有|没法|等|还要|还差|不到|不得|不成|明天|后天|准备|打算")
_RESUME_AHEAD = re.compile(
    r"^(?:那|好|嗯|我们)*(?:继续|接着|接到|接倒)(?:刚才|前头)?(?:的|那个)?(?:填|办|弄|搞|说|来)?(?:嘛|噻|吧|哈|哦)?[\s,。]+"
)


def says_done(text: str) -> bool:
    """Tell whether words report something as done: 裂缝补了, 换了两个灯泡; 还要等配件 does not."""
    simple = plain(text)
    return bool(_DONE.search(simple)) and not _NOT_DONE.search(simple)


def says_resume(text: str) -> bool:
    """Tell whether a text takes up what was left, also with more behind it: 继续嘛 电话138…."""
    return read_control(text) is Control.RESUME or bool(_RESUME_AHEAD.match(plain(text)))


_CANNOT = re.compile(
    r"去不成|去不(?:了|到)|来不(?:了|到)|搞不(?:成|了|到)|办不(?:成|了|到)|不得空|没得空|没空|不归我|不是我(?:的|们|这)|走不开|不在屋|不在家"
)


def says_cannot(text: str) -> bool:
    """Tell whether somebody says that they cannot, or need not, do a task: 我去不成, 不归我管."""
    return bool(_CANNOT.search(plain(text)))


_DENIAL = re.compile(r"^(?:不对|错了|搞错了|不是)(?:[\s,，。]+(?:是|在|就在)?|(?:是|在))")
_STATE = re.compile(r"(?:还是|又|都|就)?(?:不|没)(?:得)?[亮热响通动转行好对来走]|[坏烂堵漏垮熄]了")
_VAGUE = re.compile(
    r"(?:是|对)?(?:的|头)?[\s,]*(?:就是|就在)?(?:那|这)个|"
    r"(?:在|就在)?(?:我们?|咱们?)?(?:这儿|这里|这边|这塌|那儿|那里|那边|这哈儿|村里头?|村上|村头|组上|队上|屋头这边|(?:大|马|公)?路(?:边边|边上?|上))"
)


def without_denial(text: str) -> str:
    """Return an answer without the 不对 it begins with: 不对 是二组门口 is 二组门口."""
    return _DENIAL.sub("", text.strip()) or text


def is_no_place(text: str) -> bool:
    """Tell whether words say how something is, not where: 灯还是不亮, 没亮."""
    simple = plain(text).strip(_MARKS)
    return not sounds_like_place(simple) and _STATE.search(simple) is not None


def is_vague_place(place: str) -> bool:
    """Tell whether the words for a place tell nobody where it is: 我们这儿, 那边, 村里."""
    return _VAGUE.fullmatch(plain(place).strip(_MARKS)) is not None


_RECEIVED = re.compile(
    r"(?:好的?|要得|嗯|行)?(?:收到|接单?|接案|接到|接受|我接|我来(?:处理|办|弄|看)?|知道|晓得)(?:了|啦|咯|哈|嘛|单|谢谢)*"
    r"|(?:好的?|要得|嗯|行)?我?(?:马上|这就|现在就)(?:去|来|办|到|处理|过去|过来)(?:看|办|处理|一下|哈|了)*"
)


def says_received(text: str) -> bool:
    """Tell whether a worker's words do nothing but take on what was just sent: 收到, 接案, 好的马上去."""
    return _RECEIVED.fullmatch(re.sub(r"[\s,。.!]+", "", plain(text))) is not None
