"""Statistics: cases by day and kind, times against limits, settled disputes, satisfaction, messages.

What a county's cases come to and how many messages came is counted every hour (bot.jobs.counts). The cases
of villages and towns, and the messages since, are counted as they are asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select

from bot.console.charts import Chart, stacked
from bot.console.desk import Answer, Desk, Page
from bot.console.messages import from_here, strangers_too
from bot.console.rights import Section, under
from models.case import Case
from models.case_figures import MARKS, SPANS, WAITS, CaseFigures, figures_of, kept_figures
from models.inbox import KEPT, Inbound
from models.message_day import NOWHERE, MessageDay, kept_counts, uncounted
from models.region import Region
from models.registry import KINDS
from nlp.meaning import SURE

STALE_AFTER = timedelta(hours=3)  # figures that were not renewed so long are counted anew


@dataclass(frozen=True, slots=True)
class Heard:
    """The messages of some days, drawn, and the share of them that was understood: of all, and day by day."""

    chart: Chart
    shares: Chart
    understood: float | None


def show(desk: Desk) -> Answer:
    """Show the numbers of the last 7, 30 or 90 days for the regions this user administers."""
    span = int(desk.asked_for("days")) if desk.asked_for("days") in map(str, SPANS) else SPANS[1]
    figures = figures_here(desk, span)
    return Page(
        "numbers.html",
        {
            "span": span,
            "spans": SPANS,
            "by_day": drawn(figures.days, {KINDS[kind].NAME: row for kind, row in figures.by_day.items()}),
            "figures": figures,
            "names": {code: kind.NAME for code, kind in KINDS.items()},
            "heard": heard(desk, figures.days),
            **charts_of(figures),
        },
    )


def charts_of(figures: CaseFigures) -> dict[str, Chart | None]:
    """Draw how soon cases were taken on, which ended in time, and the marks; None where nothing is known."""
    waits = [*(f"≤{limit:g}" for limit in WAITS), f">{WAITS[-1]:g}"]
    ended = {KINDS[kind].NAME: counts for kind, counts in figures.ended.items() if any(counts)}
    sides = {
        name: [counts[place] for counts in ended.values()] for place, name in enumerate(("good", "late"))
    }
    return {
        "waits": stacked(waits, {"×": figures.waits}) if any(figures.waits) else None,
        "ended": stacked(list(ended), sides) if ended else None,
        "marks": stacked([str(mark) for mark in MARKS], {"×": figures.marks}) if figures.ratings else None,
    }


def figures_here(desk: Desk, span: int) -> CaseFigures:
    """Return the figures of the cases of these regions: a whole county's as they were kept."""
    paths = desk.scope.paths(Section.NUMBERS)
    tops = desk.session.scalars(select(Region).where(Region.path.in_(paths), Region.parent_code.is_(None)))
    if len(found := list(tops)) == 1:
        kept = kept_figures(desk.session, found[0].code, span, desk.now - STALE_AFTER)
        if kept is not None:
            return kept
    (counted,) = figures_of(desk.session, under(Case.region_path, paths), (span,), desk.now)
    return counted


def drawn(days: Sequence[date], series: dict[str, list[int]]) -> Chart:
    """Draw a column for each day and a layer for each series that is not empty."""
    return stacked([f"{day:%m-%d}" for day in days], {name: row for name, row in series.items() if any(row)})


# ---------------------------------------------------------------- messages


def heard(desk: Desk, days: Sequence[date]) -> Heard:
    """Return the messages of some days, understood and not: those counted before, and what came since."""
    place = {day: number for number, day in enumerate(days)}
    understood, unsure = [0] * len(days), [0] * len(days)
    kept = kept_counts(desk.session, days, villages_here(desk))
    for day, count, doubted in (*kept, *counted_now(desk, days)):
        understood[place[day]] += count - doubted
        unsure[place[day]] += doubted
    chart = stacked([f"{day:%m-%d}" for day in days], {"sure": understood, "unsure": unsure})
    shares = [
        round(100 * sure / (sure + doubted)) if sure else 0
        for sure, doubted in zip(understood, unsure, strict=True)
    ]
    drawn_shares = stacked([f"{day:%m-%d}" for day in days], {"%": shares})
    return Heard(chart, drawn_shares, sum(understood) / chart.total if chart.total else None)


def villages_here(desk: Desk) -> ColumnElement[bool]:
    """Return the condition on kept counts for these regions; strangers count as of the home one."""
    here = under(MessageDay.region_path, desk.scope.paths(Section.NUMBERS))
    return or_(here, MessageDay.region_path == NOWHERE) if strangers_too(desk, Section.NUMBERS) else here


def counted_now(desk: Desk, days: Sequence[date]) -> Iterator[tuple[date, int, int]]:
    """Yield what was not counted before of some days: how many messages, how many not understood."""
    doubtful = func.coalesce(func.sum(case((Inbound.confidence < SURE, 1), else_=0)), 0)
    query = select(func.count(), doubtful).where(KEPT, from_here(desk, Section.NUMBERS))
    for since, until in uncounted(desk.session, days):
        between = Inbound.received_at >= since, Inbound.received_at < until
        count, doubted = desk.session.execute(query.where(*between)).one()
        yield since.date(), count, doubted
