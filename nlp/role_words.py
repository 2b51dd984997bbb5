"""Words for the posts of a village: 网格员, 书记, 代办员, 调解员 and what else they are called."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nlp.normalise import plain

_ROLES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "agent": re.compile(r"代办员|办事员|帮办|窗口|服务站"),
        "mediator": re.compile(r"调解员|说理小组|调解的|调解委员|劝架"),
        "scorer": re.compile(r"评分员|打分的|评分的|卫生评比"),
        "council": re.compile(r"红白理事|理事会|理事长"),
        "town_admin": re.compile(r"镇(?:长|政府|干部|上的?(?:领导|干部))|镇管理员"),
        "village_admin": re.compile(
            r"村(?:支书|书记|主任|长|干部|委会?)|支书|书记|村上的?(?:人|领导|干部)|主任|大队干部|村管理员"
        ),
        "assistant": re.compile(r"协助员|联户长|微网格员"),
        "gridworker": re.compile(r"网格员?|往格员|网个员|管我们(?:组|这)|包片|片长"),
    }
)


def find_role_words(text: str) -> str:
    """Return the words with which a text names a post, as they are said: 村支书; nothing where none."""
    simple = plain(text)
    found = (pattern.search(simple) for pattern in _ROLES.values())
    return next((match[0] for match in found if match), "")


def find_role(text: str) -> str | None:
    """Return the code of the first post that a text names, more particular words before 网格员; else None."""
    simple = plain(text)
    return next((role for role, pattern in _ROLES.items() if pattern.search(simple)), None)
