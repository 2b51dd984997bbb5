"""The few words that steer a form: stop, back, skip, yes, no, say it again, go on, a person please."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from nlp.normalise import plain


class Control(StrEnum):
    """What an answer does to the form instead of filling it."""

    CANCEL = "cancel"
    BACK = "back"
    SKIP = "skip"
    YES = "yes"
    NO = "no"
    REPEAT = "repeat"
    RESUME = "resume"
    HUMAN = "human"


_MARKS = re.compile(r"[^一-鿿a-z0-9?👍👌🆗]+")
_LEADS = re.compile(r"^(?:嗯+|哎呀?|哦+|那就|那么|那|啊|喂|唉|呃|额|就|我)+(?=.)")
_TAILS = re.compile(r"(?<=.)(?:嘛|噻|哦|哈|呢|啊|呀|吧|哟|咯|咧|撒|啦|哇|嗯|算了吧|谢谢|麻烦了)+$")
_LONGEST = 14

_DO = "(?:办|弄|填|搞|整|报|说|申请|要|做|写|登记|调解|告|交|提交|继续)"
_THIS = "(?:这个|那个|它|这样|这事|那事|下去)?"

_PATTERNS: Mapping[Control, re.Pattern[str]] = MappingProxyType(
    {
        Control.CANCEL: re.compile(
            rf"(?:先|暂时|现在|都|就|想|还是)*(?:不|莫|别){'(?:想|打算|准备)?'}{_DO}{_THIS}(?:了|下去了)"
            r"|(?:还是|干脆|先)?算(?:了|球了?|逑了?|求了?|喽|咯)(?:算了)*(?:不[办弄填搞整报要]了)?"
            r"|取消(?:填写|申请|了|掉|这个)?|退出(?:去|来)?|停(?:下来?|止)?|终止|"
            r"结束(?:填写)?|不用(?:了|办了|填了)|关(?:了|掉)|拉倒|不搞了|懒得[弄填搞整]了?"
        ),
        Control.BACK: re.compile(
            r"(?:返回|退回|回|倒回|退)?(?:到|去)?(?:上|前)(?:一|面|头)?(?:那)?(?:一)?(?:步|"
            r"个|题|项|页)(?:问题)?(?:去)?"
            r"|返回|倒回去|退回去?|退一步|回去|往前(?:翻|退)|上一步.{0,4}|前头那个(?:填|"
            r"写|说|搞)错了|后退|重新?填(?:上面|前面|上一个)(?:那个)?"
        ),
        Control.SKIP: re.compile(
            r"(?:先|可以|直接|这个)*跳过?(?:去|了|这个)?|略过?|(?:先|这个)?不填(?:这个)?|"
            r"下一(?:步|个|题|项)|过(?:了)?|pass|skip|空起|空着"
            r"|(?:也|都)?(?:不|晓不|搞不)(?:晓得|知道|清楚|记得|得)?(?:好久|啥子|"
            r"哪个)?(?<=[得道楚])|记不(?:到|得|清)了?|忘(?:了|记了|球了)|不(?:想|"
            r"方便|好)说|以后再说|后头再(?:说|补)|说不清"
        ),
        Control.YES: re.compile(
            r"是(?:的|嘞|这样|这个)?|对(?:的|头|对)*(?:了)?|要得|好(?:的|好|滴|嘞|"
            r"了|得很)?|ok|okay|y|yes|👍|👌|🆗|得行|能行|可以(?:的)?|行|中|嗯+|恩+|"
            r"没(?:得)?(?:问题|错|毛病)(?:的)?"
            r"|确(?:认|定)(?:的|提交|无误)?|这(?:回|下|次)?(?:就)?对(?:了|头了?)|"
            r"(?:都|全)?(?:正确|对头?)(?:的|了)?|提交|交(?:了|上去)|就(?:是|这样|"
            r"这个|恁个|这么)(?:的|办|填|交|报)?|要(?:的)?|同意|愿意|有(?:的)?|办|"
            r"肯定|当然|必须的|是我|没意见|搞|安逸|巴适|发(?:出去|送)?|晓得了|莫得问题"
        ),
        Control.NO: re.compile(
            r"不|不是(?:的|这个)?|不对|不要|不得行|要不得|没得|没有|莫得|没|莫|否|"
            r"错(?:了|的)?|不行|不可以|no?|不好|不用|不同意|不愿意|不想|不需要|还没(?:有)?|"
            r"没对|搞错了|不办|不去|不正确|不准|冇得|没得的|不确认|不提交"
        ),
        Control.REPEAT: re.compile(
            r"\?+|.{0,8}再(?:说|念|讲|发|问|来)一?(?:遍|哈|下|次|道)(?:看)?|重(?:复|"
            r"说|念|新说)(?:一遍|一下|一哈)?|(?:你)?(?:说|问|讲)?(?:的)?(?:啥子?|"
            r"什么)(?:意思|东西|问题)?\??"
            r"|(?:没|不|看不|听不)(?:太|大)?(?:听|看|弄|搞)?(?:清楚?|懂|明白)(?:你说的?)?\??|"
            r"咹\??|啊\?|嗯\?|哈\?|刚(?:才|刚)(?:说|问)的?啥子?\??"
        ),
        Control.RESUME: re.compile(
            r"(?:接着|接到|继续|接倒)(?:刚才|前头|之前)?(?:的|那个)?(?:办|弄|填|搞|"
            r"整|来|说|报|写|做)?(?:下去|起)?|(?:刚才|前头|之前)(?:的|那个)(?:接着|"
            r"接到|继续)?(?:办|弄|填|来)?|往下(?:填|走|弄|说)?|go on"
        ),
        Control.HUMAN: re.compile(
            r"(?:转|找|要|喊|叫|接|换|请)*(?:个|一个|一下)?(?:人工|真人|活人|客服)(?:服务|"
            r"客服|来)?(?:说|接)?|(?:找|喊|叫|换|请|来)(?:个|一个|你们的?)?人(?:来)?(?:跟我|"
            r"给我|和我)?(?:说|讲|接|办)?(?:话|电话)?"
            r"|(?:要|想)?(?:跟|和|找|给)(?:真?人|工作人员|村干部|网格员)(?:说|讲|"
            r"谈|通)(?:话|电话|一下|一哈)?|(?:我要)?(?:找|喊)工作人员|人工"
        ),
    }
)
_ORDER = (
    Control.HUMAN, Control.REPEAT, Control.RESUME, Control.CANCEL,
    Control.BACK, Control.SKIP, Control.YES, Control.NO,
)  # fmt: skip


def bare(text: str) -> str:
    """Return a plain text without marks, opening fillers and closing particles: `嗯,好的嘛!` -> `好的`."""
    words = _MARKS.sub("", plain(text))
    words = _LEADS.sub("", words)
    return _TAILS.sub("", words)


@lru_cache(maxsize=64)  # a dozen handlers ask about one message
def read_control(text: str) -> Control | None:
    """Return what an answer steers, else None: an answer that says more than the control is not one."""
    whole = _MARKS.sub("", plain(text))
    if not whole or len(whole) > _LONGEST:
        return None
    for words in (whole, bare(text)):
        for control in _ORDER:
            if _PATTERNS[control].fullmatch(words):
                return control
    return None
