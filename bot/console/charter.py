"""The village charter, edited article by article."""

from sqlalchemy import func, select

from bot.console.desk import Answer, Desk, GoTo, Page, read_count
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.queue import regions
from bot.console.rights import Section
from models.audit import Access, note_access
from models.charter import Article, articles_of
from models.region import Level, Region


def show(desk: Desk) -> Answer:
    """Show a village's charter."""
    villages = regions(desk, Section.CHARTER, Level.VILLAGE)
    village = village_asked_for(desk, villages)
    return Page(
        "charter.html",
        {
            "villages": villages,
            "village": village,
            "articles": articles_of(desk.session, village) if village else [],
        },
    )


def village_asked_for(desk: Desk, villages: list[Region]) -> Region | None:
    """Return the village asked for, the first without any; raises `NotHere` for one elsewhere."""
    code = desk.asked_for("village") or desk.given("village")
    if not code:
        return next(iter(villages), None)
    found = next((village for village in villages if village.code == code), None)
    if found is None:
        raise NotHere
    return found


def article_asked_for(desk: Desk) -> Article:
    """Return the article in the address; raises `NotHere` for one of a village elsewhere."""
    article = desk.session.get(Article, desk.number_in_path("id"))
    if article is None or not desk.scope.reaches(Section.CHARTER, article.region.path):
        raise NotHere
    return article


def add(desk: Desk) -> Answer:
    """Add an article after the last."""
    village = village_asked_for(desk, regions(desk, Section.CHARTER, Level.VILLAGE))
    if village is None:
        raise NotHere
    last = desk.session.scalar(select(func.max(Article.number)).where(Article.region_code == village.code))
    title, text = desk.needed("title"), desk.needed("text")
    article = Article(region=village, number=(last or 0) + 1, title=title, text=text)
    desk.session.add(article)
    return done(desk, article, "added")


def save(desk: Desk) -> Answer:
    """Change an article; its number must be free."""
    article = article_asked_for(desk)
    number = read_count(desk.needed("number"))
    taken = select(Article.id).where(
        Article.region_code == article.region_code, Article.number == number, Article.id != article.id
    )
    if desk.session.scalar(taken):
        raise Muddled(Fault.NUMBER_TAKEN)
    article.number, article.title, article.text = number, desk.needed("title"), desk.needed("text")
    return done(desk, article, "saved")


def remove(desk: Desk) -> Answer:
    """Strike an article."""
    article = article_asked_for(desk)
    desk.session.delete(article)
    return done(desk, article, "removed")


def done(desk: Desk, article: Article, said: str) -> GoTo:
    """Write the change down and go back to the charter."""
    code = article.region_code or article.region.code
    note_access(desk.session, desk.person, Access.CHANGE, desk.now, detail=f"charter {code} {article.number}")
    return GoTo(f"/console/charter?village={code}", said)
