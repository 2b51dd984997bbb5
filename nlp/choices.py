"""Which of the offered choices an answer means: by number, by place, by the words of the choice."""

import re
from collections.abc import Sequence

from nlp.controls import bare
from nlp.lexicon import load_lexicon
from nlp.normalise import plain
from nlp.numbers import NUMERAL, read_chinese
from nlp.sound import sounded

_ORDINAL = re.compile(
    rf"(?:我|就|要|选|是|办|回|按|打|那|给我|想)*(?:第)?(\d{{1,2}}|{NUMERAL}{{1,3}})(?:个|"
    rf"号|项|条|种|样|的|那个|这个|件|类|款)*(?:就行|就是|嘛|哈|好了|吧|可以)?"
)
_LAST = re.compile(r"(?:我|就|要|选|是)*(?:最后|最下头|最底下|末尾|最末)(?:一|那|这)?(?:个|项|条|的)*")
_FIRST = re.compile(r"(?:我|就|要|选|是)*(?:最上头|最前头|头|首|上面)(?:一|那|这)?(?:个|项|条)(?:的)?")
_DIGITS = re.compile(rf"\d+|{NUMERAL}+")
_JOINED = re.compile(r"[\s,、和跟与及还有加同再;.号个第项有带要选了都只就的也]+|\d+|[一二三四五六七八九十]+")
_MARKS = re.compile(r"[^一-鿿a-z0-9]+")
_EMPTY_WORDS = re.compile(
    r"^(?:我|要|是|想|办|就|那个|这个|选|给|的|有|带了?|嘛)+|(?:的|嘛|哈|那个|这个|噻|吧|那种|这种)+$"
)
_NOT = re.compile(r"不是|不要|不办|莫|没得|没有|没带|不用|还没|找不到|搞落|落脱|丢了|掉了")
_BOTH = re.compile(r"都|全部|全都|随便|哪个都")
_ALL = re.compile(
    r"(?:我|这些|材料)?(?:都|全|全部|全都|通通|样样|一样不少|齐)(?:都)?(?:有|要|"
    r"带|准备|齐|在|是|办|够|好|拿)*(?:了|的|好了|起的|起了|齐了|全了|到了|到的)?|"
    r"(?:准备|带|备|弄)?(?:齐|全)(?:了|全|的|活)?|全部"
)
_NONE = re.compile(
    r"(?:我|都|全|一样|一个|啥子?|哪样|什么|啥也)*(?:也|都)?(?:没得|没有|莫得|冇得|"
    r"没带|没准备|没|不要|还没(?:有|准备)?|一样都没有)(?:了|的|一样|啥子)?"
)
_EXCEPT = re.compile(r"除了(.+?)(?:以外|之外|外|,|不在|没得|没有|,)*(?:其他|其它|别的|剩下)?(?:的)?(?:都|全)")
_LACKING = re.compile(
    r"(?:就|只|还|单单|光)(?:是)?(?:差|缺|欠|少|没得|没有|没带)(?:个|了)?(.+)|(?:差|缺)(?:个|了|一个)?(.+)"
)
_ONE_LACKING = re.compile(r"^(.+?)(?:没得|没有|莫得|没带|找不到|还没|搞落了|丢了|掉了|落脱了).{0,6}$")
_REST = re.compile(
    r"(.+?)(?:没得|没有|莫得|没带|找不到|还没|搞落了|丢了|掉了)[^,。;]*[,。;\s]+(?:其他|"
    r"其它|别的|剩下|另外)(?:的)?(?:几样|几个)?(?:都|全)"
)
_CLAUSES = re.compile(r"[,。;!?\s]+|但是?|不过|只是")
_SHORTEST_PART = 2
_POINTED = re.compile(r"([一-鿿]{1,8})的?(?:那|这)(?:个|件|单|起|家)")
_POINTED_AHEAD = re.compile(
    r"(?:那|这)(?:个|件|单|起)(?![搞办弄修接整转不是要做完好已我])([一-鿿]{1,6}?)(?:的|我|办|接|搞|弄|修|整|处理|转|不|已经|[\s,。]|$)"
)
_DEED = re.compile(
    r"^(?:我|把|就是|是|要|去|搞|办|弄|做|接|转|撤|退|回|处理|完|好|了|上一?|前头|刚才|刚刚|昨天|今天|最后|第.)+|的$"
)
_THINGS = ("incident_category=", "service_item=")
_POINTING = re.compile(
    r"[那这](?:个|件|单|起|边|里|儿)|[上下]午|今天|明天|后天|昨天|现在|马上|刚才|我们|他们"
)


def read_choice(text: str, labels: Sequence[str]) -> int | None:
    """Return the place, from 0, of the one label that an answer means; None where none or several fit.

    Understood are `2`, `第二个`, `2号`, `要第二个`, `最后一个`, the words of a label, or a part of it that
    no other label has, also when misheard.
    """
    words = bare(text)
    by_number = _by_number(words, len(labels))
    if by_number is not None:
        return by_number if 0 <= by_number < len(labels) else None
    exact = [place for place, label in enumerate(labels) if _squeeze(label) == _squeeze(text)]
    if len(exact) == 1:
        return exact[0]
    if _BOTH.search(words):
        return None
    return _by_words(_affirmed(plain(text)), labels)


def read_named(text: str, labels: Sequence[str]) -> int | None:
    """Return the place, from 0, of the one label that a reply names among other words: 沟那个我下午去.

    Where the reply says "X那个", only X names it; pointing words and times by themselves name nothing.
    """
    simple = plain(text)
    pointed = _POINTED.search(simple) or _POINTED_AHEAD.search(simple)
    bare_labels = [_POINTING.sub("", plain(label)) for label in labels]
    if pointed:
        return _by_words(_squeeze(_DEED.sub("", pointed[1])), bare_labels)
    return read_choice(_POINTING.sub(" ", simple), bare_labels)


def names_other(text: str, code: str) -> bool:
    """Tell whether a reply points at one by a word (路灯那个, 那个路灯) that stands for other codes."""
    simple = plain(text)
    match = _POINTED.search(simple) or _POINTED_AHEAD.search(simple)
    tags = load_lexicon().found(_DEED.sub("", match[1])) if match else set()
    codes = {tag.partition("=")[2] for tag in tags if tag.startswith(_THINGS)}
    return bool(codes) and code not in codes


def _by_number(words: str, count: int) -> int | None:
    if _LAST.fullmatch(words):
        return count - 1
    if _FIRST.fullmatch(words):
        return 0
    match = _ORDINAL.fullmatch(words)
    if not match:
        return None
    number = _value(match.group(1))
    return None if number is None else number - 1


def _value(words: str) -> int | None:
    return int(words) if words.isdecimal() and words.isascii() else read_chinese(words)


def _squeeze(text: str) -> str:
    return _MARKS.sub("", plain(text))


def _affirmed(simple: str) -> str:
    """Drop the clauses that turn something down: of 不是残疾证,是补贴 only 是补贴 stays."""
    kept = [clause for clause in _CLAUSES.split(simple) if clause and not _NOT.search(clause)]
    return _EMPTY_WORDS.sub("", _squeeze("".join(kept)))


def _by_words(words: str, labels: Sequence[str]) -> int | None:
    if not words:
        return None
    for change in (str, sounded):
        fits = [_fit(change(words), change(_squeeze(label))) for label in labels]
        top = max(fits, default=0)
        if top and fits.count(top) == 1:
            return fits.index(top)
    return None


def _fit(words: str, label: str) -> int:
    """Return the length of the longest piece an answer and a label share, if it is a clear part of one."""
    longest = _longest_shared(words, label)
    if longest >= _SHORTEST_PART or (longest and longest == len(words)):
        return longest
    return 0


def _longest_shared(first: str, second: str) -> int:
    best = 0
    for start in range(min(len(first), 60)):
        while start + best < len(first) and first[start : start + best + 1] in second:
            best += 1
    return best


def read_several(text: str, labels: Sequence[str]) -> tuple[int, ...]:
    """Return the places, from 0 and in order, of all labels that an answer means.

    Understood are `1和3`, `一三`, `都有`, `除了户口本都有`, `就差照片`, `户口本没得,其他都有`, `没得`,
    words of the labels. An answer that means none of them gives an empty tuple.
    """
    simple = plain(text)
    words = bare(text)
    everything = tuple(range(len(labels)))
    lacking = _lacking(simple)
    if lacking:
        without = _mentioned(lacking, labels)
        return tuple(place for place in everything if place not in without)
    if _NONE.fullmatch(words):
        return ()
    if _ALL.fullmatch(words):
        return everything
    numbers = _numbers(words, len(labels))
    return numbers if numbers is not None else _mentioned("".join(_had(simple)), labels)


def _lacking(simple: str) -> str | None:
    for pattern in (_EXCEPT, _REST, _LACKING):
        match = pattern.search(simple)
        if match:
            return next(group for group in match.groups() if group)
    alone = _ONE_LACKING.match(simple)
    return (
        alone.group(1) if alone and not _had(simple) and not re.search("[样啥都]", alone.group(1)) else None
    )


def _had(simple: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(simple) if clause and not _NOT.search(clause)]


def _numbers(words: str, count: int) -> tuple[int, ...] | None:
    """Return the places that a list of numbers names, None where the answer is not such a list."""
    if _JOINED.sub("", words) or not _DIGITS.search(words):
        return None
    found: set[int] = set()
    for match in _DIGITS.finditer(words):
        number = _value(match.group())
        if number is not None and 1 <= number <= count:
            found.add(number - 1)
        else:
            found.update(place for place in map(_one_less, match.group()) if 0 <= place < count)
    return tuple(sorted(found))


def _one_less(digit: str) -> int:
    value = _value(digit)
    return -1 if value is None else value - 1


def _mentioned(words: str, labels: Sequence[str]) -> tuple[int, ...]:
    """Return the labels of which a clear part stands in the words."""
    squeezed = _squeeze(words)
    places = [place for place, label in enumerate(labels) if _named(squeezed, label)]
    if places or not squeezed:
        return tuple(places)
    heard = sounded(squeezed)
    return tuple(place for place, label in enumerate(labels) if _named(heard, sounded(label)))


def _named(words: str, label: str) -> bool:
    """Tell whether words hold one of the label's parts, or are themselves a part of it."""
    parts = [_squeeze(part) for part in re.split(r"[\s()/、,或和及]+", plain(label)) if part]
    if words and len(words) >= _SHORTEST_PART and words in _squeeze(label):
        return True
    return any(_fit(words, part) >= min(len(part), max(_SHORTEST_PART, len(part) * 0.5)) for part in parts)
