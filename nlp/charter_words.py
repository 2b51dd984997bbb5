"""Finding the article of a village charter that a question means: by its number, else by its words."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.normalise import plain
from nlp.numbers import NUMERAL, read_chinese

_NUMBER = re.compile(rf"第?\s*(\d{{1,3}}|{NUMERAL}{{1,4}})\s*条")
_ALL = re.compile(
    r"(?:村规民约|村规|民约|公约|规矩|章程|规定)?(?:有|是|都有)?(?:哪些|些啥子?|啥子内容|全文|目录|几条|好多条|看一?下|查一?下)?"
)
# How people ask, and the words that articles use for it.
_MEANS: tuple[tuple[str, str], ...] = (
    (r"垃圾费|清运费|卫生费|收费", "垃圾清运费 垃圾费 清运费"),
    (
        r"(?:好多|几|多少|最多).{0,2}桌|桌数|办席|酒席|九大碗|坝坝宴|做酒|排场|一桌",
        "酒席 每次 不超过 桌 每桌 酒席从简 办席报备",
    ),
    (r"香烟|烟(?!花|火)|酒(?!席)", "香烟 每包 酒 每瓶 酒席从简"),
    (r"送礼|随礼|人情|赶礼|礼金|送好多", "人情 随礼 礼金 普通 亲友"),
    (r"提前|报备|报告|给理事会", "报备 提前 理事会"),
    (r"丧|白事|坐夜|道场|死了人|老人过世|出殡|锣鼓|响器", "丧事 白事 三天 锣鼓"),
    (r"火炮|鞭炮|烟花|炮仗|放炮", "烟花爆竹 火炮 放"),
    (r"狗|犬", "养犬 犬只 狗 拴绳 咬"),
    (r"鸡|鸭|猪|牛|羊|圈", "鸡鸭 圈养 圈舍 粪水"),
    (r"罚|违反|不听|不遵守|处罚", "违反 处理 罚款 劝导"),
    (r"烧(?:秸秆|谷草|草|包谷|菜籽|田坎)|秸秆|谷草", "秸秆 不烧 谷草"),
    (r"山火|防火|上坟|烧纸|烧香", "森林防火 防火期 上坟 烧纸"),
    (r"修房|建房|起房|宅基|地基", "建房 审批 批准 宅基地"),
    (r"分类|几类|咋个分", "垃圾分类 三类 可回收"),
    (r"红黑榜|红榜|黑榜|评分|打分|申诉", "卫生评比 红黑榜 红榜 黑榜 评分 申诉"),
    (r"积分|换东西|兑换", "积分 积分超市 换"),
    (r"堰塘|水渠|放水|灌溉|毒鱼|电鱼|水源", "堰塘 水渠 水源 放水 鱼"),
    (r"荒|流转|租地|承包地", "承包地 撂荒 流转 租金"),
    (r"养老|赡养|老人|爹妈", "赡养 老人 子女 孝敬"),
    (r"娃儿|读书|上学|辍学", "娃儿 读书 九年书 辍学"),
    (r"家暴|打婆娘|打老婆|夫妻|离婚", "家庭暴力 夫妻 婚姻"),
    (r"彩礼", "彩礼 婚姻"),
    (r"赌|打牌|麻将|诈骗|骗子|贷", "赌博 防骗 诈骗"),
    (r"门前|三包|堆柴|柴草|堆", "门前三包 柴草 堆"),
    (r"公示|公开|查账|村务|财务|账", "村务公开 财务 公开 查账"),
    (r"出工|义务|劳动|修路|集资", "公益 出工 修路"),
    (r"厕所|茅厕|茅坑", "厕所 粪水"),
)
_STOP = re.compile(
    r"[请问我你他的了吗呢嘛哈得行不可以要咋个啥子有没能怎么样村规民约里头上规定好多多少,。?!\s]"
)
_ENOUGH = 0.16
_CLOSE = 0.75


@dataclass(frozen=True, slots=True)
class Text:
    """An article as it is searched: its number, title and body."""

    number: int
    title: str
    body: str


def read_article_number(text: str) -> int | None:
    """Return the number of the article that is asked for: 第七条, 村规第7条."""
    match = _NUMBER.search(plain(text))
    if match is None:
        return None
    return int(match[1]) if match[1].isdigit() else read_chinese(match[1])


def asks_for_all(text: str) -> bool:
    """Tell whether somebody asks for the charter as a whole."""
    simple = re.sub(r"[\s,。?!]|我想|请问|一下|我们?村?的?|村上的?|看看|说下|嘛|呢|哈", "", plain(text))
    return _ALL.fullmatch(simple) is not None


def best_articles(question: str, articles: Sequence[Text]) -> list[int]:
    """Return the numbers of the articles that a question means, best first; nothing where none fits.

    Words count by how few articles hold them; a title's twice. A second one is named when nearly as good.
    """
    wanted = _words_of(question)
    if not wanted or not articles:
        return []
    grams = [(article, _grams(article.title), _grams(article.body)) for article in articles]
    held = Counter(gram for _, title, body in grams for gram in title | body)
    weight = {gram: math.log((1 + len(articles)) / held[gram]) for gram in wanted if gram in held}
    best_possible = sum(math.log(1 + len(articles)) for _ in wanted)
    scored = [
        (sum(weight[g] * (2 if g in title else 1) for g in wanted if g in title or g in body), article)
        for article, title, body in grams
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].number))
    top = scored[0][0]
    if top / best_possible < _ENOUGH:
        return []
    return [article.number for score, article in scored[:2] if score >= _CLOSE * top]


def _words_of(question: str) -> set[str]:
    simple = plain(question)
    meant = [words for asked, words in _MEANS if re.search(asked, simple)]
    if meant:
        return {gram for words in meant[:2] for word in words.split() for gram in _grams(word)}
    return _grams(_STOP.sub("|", simple))


def _grams(text: str) -> set[str]:
    simple = plain(text)
    pairs = {simple[at : at + 2] for at in range(len(simple) - 1)}
    return {pair for pair in pairs if re.fullmatch(r"[一-鿿]{2}", pair)}
