"""Questions about the village charter, answered with the article itself and its number."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers.turn import Turn
from handlers.voice import charter as voice
from models.charter import Article, articles_of
from models.message import Say
from models.region import Region
from models.waste import village_of_person
from nlp.charter_words import Text, asks_for_all, best_articles, read_article_number


def answer(turn: Turn) -> Say:
    """Answer with the article that is meant; where none is, say so and offer a person."""
    articles = _articles(turn)
    if not articles:
        return voice.no_charter()
    by_number = {article.number: article for article in articles}
    number = read_article_number(turn.text)
    if number is not None:
        found = by_number.get(number)
        return voice.article(found, None) if found else voice.no_article(number, articles[-1].number)
    if not turn.text or asks_for_all(turn.text):
        return voice.contents(articles)
    best = best_articles(turn.text, [Text(each.number, each.title, each.text) for each in articles])
    if not best:
        return voice.not_found()
    return voice.article(by_number[best[0]], by_number[best[1]] if len(best) > 1 else None)


def expected(turn: Turn) -> Say | None:
    """Take "村规第7条" and "村规民约有哪些", the words of our own choices; None for anything else."""
    if turn.conversation.form:
        return None
    number = read_article_number(turn.text)
    ours = number is not None and turn.text.strip() == voice.say_article(number)
    return answer(turn) if ours or turn.text.strip() == voice.WHOLE else None


def _articles(turn: Turn) -> Sequence[Article]:
    """Return the charter of the asker's village; of a stranger's, that of the only village that has one."""
    village = village_of_person(turn.session, turn.person)
    if village is not None:
        return articles_of(turn.session, village)
    codes = turn.session.scalars(select(Article.region_code).distinct().limit(2)).all()
    region = turn.session.get(Region, codes[0]) if len(codes) == 1 else None
    return articles_of(turn.session, region) if region else []
