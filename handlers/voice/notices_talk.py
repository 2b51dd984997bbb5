"""What a member of staff wrote, as it reaches the villager's telephone."""

from collections.abc import Callable, Mapping
from typing import Any

from models.message import Say


def message(data: Mapping[str, Any]) -> Say:
    """Pass on what staff wrote, saying who it is."""
    return Say(f"{data['staff']}：{data['text']}")


NOTICES: Mapping[str, Callable[[Mapping[str, Any]], Say]] = {"talk.message.villager": message}
