"""How people ask for paperwork: what of it they ask about, words too vague to act on, which certificate."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from nlp.lexicon import Lexicon, load_lexicon
from nlp.normalise import plain

_DO_IT = re.compile(
    r"(?:那|那就|那么|要得|好|就)*(?:麻烦)?(?:你|你们)?(?:帮|跟|给|替)我(?:办|弄|搞|整|申请)(?:了|一下|一哈|一个|这个|那个|嘛|哈|噻|吧)*"
)
_NOT_PAID = re.compile(
    r"(?:钱|金|补贴|津贴|粮补|低保)[^,。;!?]{0,14}(?:没|莫|冇|未)(?:有|得)?(?:打|发|到|来|收)"
    r"|(?:低保|养老|高龄|补贴|津贴|钱|金)[^,。;!?]{0,6}(?:遭?停(?:发|了)|咋停|没得了|少了|取消了|断了)|(?:月|年|天)没发"
)


class Focus(StrEnum):
    """What of a service is asked about."""

    MATERIALS = "materials"
    MONEY = "money"
    TIME = "time"
    WHO = "who"
    WHERE = "where"
    SEASON = "season"
    PROXY = "proxy"


_ASKED = r"(?:啥子?|什么|哪些|哪样)"
_WHEN = r"(?:啥子?时候|好久)"
_FOCUS: tuple[tuple[Focus, re.Pattern[str]], ...] = (
    (
        Focus.PROXY,
        re.compile(
            r"(?:本人|自己|他|她|老人).{0,4}(?:要不要|用不用|非要|必须|可不可以不|不).{0,3}(?:来|去|到场)"
            r"|(?:要不要|用不用)(?:本人|他|她).{0,3}[来去]|能不能.{0,4}(?:代|帮).{0,2}办"
        ),
    ),
    (
        Focus.MATERIALS,
        re.compile(
            rf"带(?:些)?(?:啥|什么|哪)|(?:要|需要|准备)(?:些)?{_ASKED}(?!子?条件)(?:材料|资料|手续|东西|证|文件)?"
            rf"|材料|资料|手续|复印件|{_ASKED}证"
        ),
    ),
    (
        Focus.SEASON,
        re.compile(
            rf"截止|最后(?:期限|一天)|{_WHEN}(?:交|开始|报|截)|还(?:能|可以)不?(?:能)?(?:交|报)|几月份"
        ),
    ),
    (
        Focus.TIME,
        re.compile(rf"(?:要|得)?好久|多久|几天|多长时间|{_WHEN}(?:能|才|下来|到|发)|(?:要|得)等"),
    ),
    (
        Focus.MONEY,
        re.compile(
            r"(?:好多|多少)(?:钱|元|块)|几块|要钱|收钱|收费|费用|标准"
            r"|(?:一个|每个?|一)(?:月|年).{0,4}(?:好多|多少)|(?:发|领|补)好多"
        ),
    ),
    (
        Focus.WHO,
        re.compile(
            r"哪些人|啥子?人|条件|够不够格|够格|符合|资格|(?:好多|多少|几)岁|算不算|得行不"
            r"|(?:能不能|可不可以)(?:办|领|申请|享受|吃)"
        ),
    ),
    (
        Focus.WHERE,
        re.compile(r"(?:在|去|到|找|上)(?:哪|啥子?地方)|哪(?:儿|里|个(?:窗口|部门|单位|地方))"),
    ),
)
_VAGUE = re.compile(r"(?:那|这)个?(?:证|本本|卡|钱|补贴|补助|保险|手续|章)")
_HAVING = re.compile(
    r"都有|都齐|材料.{0,3}(?:有|齐)|(?:还|就|只)?(?:差|缺)|没得|没有|没带|有了|带(?:起|好|齐)"
)
_CERTIFY = re.compile(r"(?:开|出|打|写|办).{0,8}证明|盖.{0,3}章")
_PAPER = re.compile(r"(?:那|这)个?(?:证|本本)")
_PURPOSE = re.compile(
    r"(?:[一-鿿]{0,6}(?:学校|银行|单位|公司|法院|医院|派出所|信用社|厂里|社区|民政局|房管局)(?:要|用|喊|叫)?)"
    r"|(?:拿去|用来|用于|好)[一-鿿]{2,10}"
)
_SELF = re.compile(
    r"(?:给|帮|替)?(?:我)?(?:自己|本人)|^(?:给|帮|替)?我(?:的)?$|我(?:自家|个人)"
    r"|我(?:要|想|来|去|需要)+(?:办|申请|开|换|补|报|交)"
)
_OWN_PHONE = re.compile(
    r"打我(?:的|电话|手机)|(?:用|就|是)?我(?:的|这个)(?:电话|号码|手机|号)|就(?:这个|用这个|现在这个)|这个号|我自己的"
)
_ID_NUMBER = re.compile(r"(?<!\d)([1-9]\d{5})((?:18|19|20)\d{6})(\d{3}[\dXx])(?!\d)")
_WITH_LEAD = re.compile(rf"(?:身份证)?(?:号码?)?(?:是|:)?\s*{_ID_NUMBER.pattern}")
_PAPERS_IN = re.compile(
    r"(?:都|已经|材料|照片)*(?:补(?:上|好|齐|起|交)?|传|发|交|拍)(?:了|好了|上了|过来了|齐了|过去了)(?:哈|嘛|哦|的)?"
    r"|材料(?:补)?齐了"
)
_FETCHED = re.compile(r"(?:已经)?(?:拿到|收到|领到|领了|取了|到账|钱到)(?:了|手了)?(?:哈|嘛|谢谢)*")

# Which certificate is meant, by the words for it; the first twelve villages must not issue (domain §1.4).
_CERTIFICATES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "kinship": re.compile(r"亲属|父子|母子|父女|母女|关系证明|是一家|监护"),
        "identity": re.compile(r"身份(?:信息)?证明|同一个?人|曾用名|户籍证明"),
        "marriage": re.compile(r"单身|婚姻|未婚|离异|婚育"),
        "birth": re.compile(r"出生证明"),
        "alive": re.compile(r"健在|活着|还在世|生存证明"),
        "death": re.compile(r"死亡证明"),
        "illness": re.compile(r"疾病|生病|患病|病情"),
        "disability": re.compile(r"残疾(?:状况|情况)?证明"),
        "crime": re.compile(r"无犯罪|犯罪|政审|无违法|表现证明"),
        "property": re.compile(r"财产|无房|有房|房产|存款|遗产|继承"),
        "lost": re.compile(r"(?:遗失|掉了|丢失)的?证明|证件遗失"),
        "employment": re.compile(r"就业|失业|无业|待业"),
    }
)

# The sorts of a service by the words for them; each names a part of the sort's name in the catalogue.
_SORTS: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = MappingProxyType(
    {
        "disability": (
            ("换证", re.compile(r"换证?|补证|到期|过期|掉了|旧证|遗失")),
            ("补贴", re.compile(r"补贴|护理费|两项|生活补助|领钱")),
            ("新办", re.compile(r"新办|第一次|没办过|办.{0,4}残疾?证|残疾?证|办残|评残|证和")),
        ),
        "pension": (
            ("认证", re.compile(r"认证|刷脸|人脸")),
            ("过世", re.compile(r"过世|去世|死|走了|不在了|丧葬|停发")),
            ("领取", re.compile(r"满(?:了)?(?:60|六十)|(?:60|六十)岁|领(?:钱|养老)|退休")),
            ("参保", re.compile(r"参保|缴|交|买")),
        ),
        "medical_reimbursement": (
            ("备案", re.compile(r"备案|外地看病|转院|异地")),
            ("慢特病", re.compile(r"慢(?:性)?病|慢特|门特|高血压|糖尿病|特殊门诊")),
            ("报销", re.compile(r"报账|报销|住院|发票|医药费")),
        ),
        "birth_death": (
            ("死亡", re.compile(r"死|过世|去世|走了|不在了|销户|下户|老了人")),
            ("出生", re.compile(r"出生|上户|落户|刚生|生了|新生|奶娃")),
        ),
        "id_card": (
            ("居住证", re.compile(r"居住证|暂住")),
            ("身份证", re.compile(r"身份证")),
        ),
    }
)
_BOTH = re.compile(r"都要|都办|两样|一起|全部|和补贴")


def sort_marks(code: str, text: str) -> list[str]:
    """Return parts of the names of those sorts of a service that a text speaks of; empty where it says none.

    都要 asks for the certificate and the allowance of a disability together.
    """
    simple = plain(text)
    if code == "disability" and _BOTH.search(simple):
        return ["新办", "补贴"]
    found = [mark for mark, pattern in _SORTS.get(code, ()) if pattern.search(simple)]
    return found if code == "disability" and "换证" not in found else found[:1]


def read_foci(text: str) -> list[Focus]:
    """Return what of a service a question is about, two things at most; empty where it asks as a whole.

    The words of a deadline and of being done for somebody hold those for how long and for who may.
    """
    simple = plain(text)
    found = [focus for focus, pattern in _FOCUS if pattern.search(simple)]
    hidden = {Focus.SEASON: Focus.TIME, Focus.PROXY: Focus.WHO}
    return [focus for focus in found if focus not in {hidden.get(other) for other in found}][:2]


def wants_it_done(text: str) -> bool:
    """Tell whether somebody wants done for them what was just spoken of: 那你跟我办嘛, 帮我办这个."""
    return _DO_IT.fullmatch(re.sub(r"[\s,。.!]+", "", plain(text))) is not None


def says_not_paid(text: str) -> bool:
    """Tell whether money that was paid so far has not come, was stopped or has shrunk: 养老钱这个月没打到."""
    return _NOT_PAID.search(plain(text)) is not None


def is_vague(text: str) -> bool:
    """Tell whether words only point at a paper or money (那个证, 那个补贴) without saying which."""
    return _VAGUE.search(plain(text)) is not None


def points_at_paper(text: str) -> bool:
    """Tell whether a certificate of some kind is pointed at: 那个证, 那个本本."""
    return _PAPER.search(plain(text)) is not None


def certificate_purpose(text: str) -> str | None:
    """Return what a certificate is wanted for, as far as it is said: 给娃儿学校用, 银行要."""
    match = _PURPOSE.search(plain(text))
    return text[match.start() : match.end()] if match else None


def is_oneself(text: str) -> bool:
    """Tell whether the one meant is the speaker."""
    return _SELF.search(plain(text).strip(" ,。!")) is not None


def is_own_phone(text: str) -> bool:
    """Tell whether the speaker's own number is meant."""
    return _OWN_PHONE.search(plain(text)) is not None


def says_papers_are_in(text: str) -> bool:
    """Tell whether somebody reports that what was missing is there: 补上了哈, 都发了."""
    return _PAPERS_IN.fullmatch(plain(text).strip(" ,。!")) is not None


def says_fetched(text: str) -> bool:
    """Tell whether somebody reports that the result has reached them: 拿到了, 钱到账了."""
    return _FETCHED.fullmatch(plain(text).strip(" ,。!")) is not None


def services_spoken_of(text: str) -> set[str]:
    """Return the codes of the services that the telling words of a text point at."""
    tags = _lexicon().found(plain(text))
    return {tag.removeprefix("service_item=") for tag in tags if tag.startswith("service_item=")}


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def asks_for_certificate(text: str) -> bool:
    """Tell whether a certificate is asked for: 开个证明, 盖个章."""
    return _CERTIFY.search(plain(text)) is not None


def barred_certificate(text: str) -> str | None:
    """Return which certificate is asked for of those that villages must not issue, by its code."""
    simple = plain(text)
    if "证明" not in simple and "章" not in simple:
        return None
    return next((code for code, pattern in _CERTIFICATES.items() if pattern.search(simple)), None)


def masked(text: str) -> str:
    """Return the text with every ID number shown by its first six digits only."""
    return _ID_NUMBER.sub(lambda found: f"{found[1]}{'*' * 12}", text)


def without_id_number(text: str) -> str:
    """Return the text without ID numbers and the words that lead up to them, for understanding the rest."""
    return _WITH_LEAD.sub("", plain(text)).strip(" ,。;")


def holds_id_number(text: str) -> bool:
    """Tell whether an ID number stands in the text."""
    return _ID_NUMBER.search(plain(text)) is not None


def lists_papers(text: str) -> bool:
    """Tell whether words speak of having or lacking papers at all: 都有, 差照片, 一样都没得."""
    return _HAVING.search(plain(text)) is not None
