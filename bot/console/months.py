"""The month and the region that a sheet or report is asked for."""

from bot.console.desk import Desk
from bot.console.faults import NotHere
from bot.console.queue import regions
from bot.console.rights import Section
from models.month import Month, month_of, months_until, read_month
from models.region import Level, Region

SHOWN = 13  # months to choose from: this one and a year


def months_shown(desk: Desk) -> list[Month]:
    """Return the months that can be chosen, this one first."""
    return months_until(month_of(desk.now.date()), SHOWN)


def month_asked_for(desk: Desk) -> Month:
    """Return the month in the address, this one without any; raises `NotHere` for one to come or none."""
    this = month_of(desk.now.date())
    words = desk.asked_for("month")
    month = read_month(words) if words else this
    if month is None or month > this:
        raise NotHere
    return month


def region_asked_for(desk: Desk, section: Section, *levels: Level) -> tuple[Region | None, list[Region]]:
    """Return the region in the address, the first without any, and those of some levels to choose from.

    Raises `NotHere` for one in which the section is not open.
    """
    choice = regions(desk, section, *levels)
    code = desk.asked_for("region")
    if not code:
        return next(iter(choice), None), choice
    found = next((region for region in choice if region.code == code), None)
    if found is None:
        raise NotHere
    return found, choice
