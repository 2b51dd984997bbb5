"""What `wechat.templates` and `wechat.subscriptions` say: a notice's template, and what its keywords take."""

from collections.abc import Mapping
from dataclasses import dataclass

# The four that WeChat's library of public-service templates offers nearly everywhere.
USUAL = {"character_string1": "number", "thing2": "what", "const3": "state", "time4": "time"}


@dataclass(frozen=True, slots=True)
class Template:
    """A template's id, and the fact that each of its keywords takes."""

    template_id: str
    keywords: Mapping[str, str]

    def fill(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Return keyword -> value."""
        return {keyword: facts.get(fact, "") for keyword, fact in self.keywords.items()}


def read_templates(settings: Mapping[str, str], table: str = "templates") -> dict[str, Template]:
    """Read `ID` or `ID keyword=fact …` for each kind; raises `ValueError` naming the table and the kind."""
    return {kind: _read(f"{table}.{kind}", words) for kind, words in settings.items() if words.strip()}


def _read(where: str, words: str) -> Template:
    template_id, *pairs = words.split()
    if not pairs:
        return Template(template_id, USUAL)
    keywords = dict(pair.partition("=")[::2] for pair in pairs)
    if not all(keywords.values()):
        message = f"wechat.{where}: after the id write keyword=fact, such as thing2=what"
        raise ValueError(message)
    return Template(template_id, keywords)
