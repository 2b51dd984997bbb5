"""What is said about the village charter: the article itself with its number, the list, nothing found."""

from collections.abc import Sequence

from models.charter import Article
from models.message import Choice, Say

ASK_COUNCIL, WHOLE = "找人说", "村规民约有哪些"
SHORT_TITLE = 12
LONGEST = 560


def article(found: Article, near: Article | None) -> Say:
    """Give the article itself, and name the one that says something of it too."""
    more = f"\n第{near.number}条“{near.title}”也说到这个。" if near else ""
    choices = (Choice(say_article(near.number)),) if near else ()
    return Say(f"村规民约第{found.number}条 {found.title}\n{found.text}{more}"[: LONGEST + 40], choices)


def say_article(number: int) -> str:
    """Return the words that ask for an article."""
    return f"村规第{number}条"


def contents(articles: Sequence[Article]) -> Say:
    """List the articles by number and title."""
    lines, length = [f"村规民约共{len(articles)}条："], 0
    for each in articles:
        line = f"{each.number} {each.title[:SHORT_TITLE]}"
        length += len(line) + 1
        if length > LONGEST - 80:
            break
        lines.append(line)
    return Say("\n".join([*lines, "想看哪条，回“村规第几条”；直接问也行，比如“办席最多好多桌”。"]))


def no_article(number: int, last: int) -> Say:
    """Say that the charter has no article of that number."""
    return Say(f"村规民约没有第{number}条，一共到第{last}条。", (Choice(WHOLE),))


def not_found() -> Say:
    """Say that the charter says nothing of it; nothing is made up."""
    return Say(
        "村规民约里头没写这个，我不乱说。可以看看有哪些条，或者请理事会、村上的人给你说。",
        (Choice(WHOLE), Choice(ASK_COUNCIL)),
    )


def no_charter() -> Say:
    """Say that no charter is on record here."""
    return Say("你们村的村规民约还没录进来，我请村上的人给你说。", (Choice(ASK_COUNCIL),))
