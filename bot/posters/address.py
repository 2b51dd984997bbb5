"""The public addresses of a round's page and poster, and which notices lead there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

LEADS_TO_PAGE = frozenset({"hygiene.published.household"})


def page_path(village_code: str, month: date) -> str:
    """Return the path of the page of a village's round."""
    return f"/p/hygiene/{village_code}/{month:%Y-%m}"


def poster_path(village_code: str, month: date) -> str:
    """Return the path of its picture."""
    return f"{page_path(village_code, month)}.png"


def link_of(public_url: str, kind: str, data: Mapping[str, Any]) -> str:
    """Return the address that a notice leads to; empty where it leads nowhere or we have no address."""
    if not public_url or kind not in LEADS_TO_PAGE or "village_code" not in data:
        return ""
    return public_url.rstrip("/") + page_path(data["village_code"], date.fromisoformat(data["month"]))
