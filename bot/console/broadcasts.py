"""Broadcasts: written, looked at as people will get them, sent by a second press, watched, stopped."""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import select

from bot.console.desk import Answer, Desk, GoTo, Page, Rooms
from bot.console.faults import Fault, Muddled, NotHere
from bot.console.queue import regions
from bot.console.rights import Section
from bot.jobs.broadcasts import one_batch
from bot.template_settings import read_templates
from handlers.voice.notices import sentence
from models.audience import Whom, reach_of
from models.audit import Access, note_access
from models.broadcast import KIND, LONGEST, Broadcast, BroadcastState
from models.broadcast_progress import progress_of
from models.notice import after_quiet_hours
from models.patrol import visit_rules
from models.people import DECEASED_TAGS, Role
from models.region import Level, Region

log = logging.getLogger(__name__)

HOME = "/console/broadcasts"
PAGE = 20
LONGEST_TAG = 32
LEVELS = (Level.COUNTY, Level.TOWN, Level.VILLAGE)


def show(desk: Desk) -> Answer:
    """Show where a broadcast is written, for the region asked for, and those that were."""
    here = regions(desk, Section.BROADCASTS, *LEVELS)
    draft = _draft_asked_for(desk)
    region = draft.region if draft else _region_asked_for(desk, here)
    rows = _past(desk)
    return Page(
        "broadcasts.html",
        {
            "regions": here,
            "region": region,
            "draft": draft,
            "groups": _groups(desk, region) if region else [],
            "tags": sorted({tag for rule in visit_rules() for tag in rule.tags} - set(DECEASED_TAGS)),
            "roles": list(Role),
            "longest": LONGEST,
            "rows": rows[:PAGE],
            "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
            "aims": {row.id: aim(desk, row) for row in rows[:PAGE]},
        },
    )


def write(desk: Desk) -> Answer:
    """Keep what was written as a draft, to be looked at before anything goes."""
    region = _region_asked_for(desk, regions(desk, Section.BROADCASTS, *LEVELS))
    if region is None:
        raise NotHere
    whom, of = _whom(desk, region)
    broadcast = _draft_given(desk) or Broadcast(author=desk.person)
    broadcast.region, broadcast.whom, broadcast.of = region, whom, of
    broadcast.words, broadcast.written_at = _words(desk), desk.now
    broadcast.urgent, broadcast.calls = bool(desk.given("urgent")), bool(desk.given("calls"))
    desk.session.add(broadcast)
    desk.session.flush()
    return GoTo(f"{HOME}/{broadcast.id}")


def one(desk: Desk) -> Answer:
    """Show a draft as people will get it and how many of them, or how far a broadcast has got."""
    broadcast = _asked_for(desk)
    is_night = after_quiet_hours(desk.now) > desk.now
    shared = {"broadcast": broadcast, "aim": aim(desk, broadcast), "is_night": is_night}
    said = sentence(KIND, broadcast.facts)
    if broadcast.state != BroadcastState.DRAFT:
        progress = progress_of(desk.session, broadcast)
        return Page("broadcast.html", {**shared, "said_here": said, "progress": progress})
    has_template = KIND in read_templates(desk.settings.wechat.templates)
    reach = reach_of(desk.session, broadcast.audience, desk.now, has_template=has_template)
    return Page("broadcast_draft.html", {**shared, "said_here": said, "reach": reach, "longest": LONGEST})


def send(desk: Desk) -> Answer:
    """Let a draft go out; a second press changes nothing and shows the same page."""
    broadcast = _asked_for(desk, to_change=True)
    where = f"{HOME}/{broadcast.id}"
    if not broadcast.send(desk.session, desk.now):
        return GoTo(where, "going_out")
    if broadcast.size == 0:
        raise Muddled(Fault.NOBODY)
    _note(desk, broadcast, "sent")
    return GoTo(where, "going_out", then=partial(_begin_quietly, desk.rooms, broadcast.id))


def stop(desk: Desk) -> Answer:
    """Send nothing more of a broadcast."""
    broadcast = _asked_for(desk, to_change=True)
    where = f"{HOME}/{broadcast.id}"
    if not broadcast.stop():
        return GoTo(where, "not_going_out")
    _note(desk, broadcast, "stopped")
    return GoTo(where, "stopped", then=partial(_begin_quietly, desk.rooms, broadcast.id))


def drop(desk: Desk) -> Answer:
    """Throw a draft away."""
    broadcast = _asked_for(desk, to_change=True)
    if broadcast.state != BroadcastState.DRAFT:
        return GoTo(f"{HOME}/{broadcast.id}", "going_out")
    desk.session.delete(broadcast)
    return GoTo(HOME, "removed")


def aim(desk: Desk, broadcast: Broadcast) -> str:
    """Return the name of the group, the tag or the role that a broadcast is for; empty for everybody."""
    if broadcast.whom == Whom.GROUP:
        group = desk.session.get(Region, broadcast.of)
        return group.name if group else broadcast.of
    return Role(broadcast.of).label if broadcast.whom == Whom.ROLE else broadcast.of


# ---------------------------------------------------------------- what was asked for and given


def _region_asked_for(desk: Desk, here: list[Region]) -> Region | None:
    """Return the region asked for, the widest without any; raises `NotHere` for one elsewhere."""
    code = desk.given("region") or desk.asked_for("region")
    if not code:
        return min(here, key=lambda region: region.path.count("."), default=None)
    found = next((region for region in here if region.code == code), None)
    if found is None:
        raise NotHere
    return found


def _groups(desk: Desk, region: Region) -> list[Region]:
    groups = select(Region).where(Region.parent_code == region.code, Region.level == Level.GROUP)
    return list(desk.session.scalars(groups.order_by(Region.code)))


def _past(desk: Desk) -> list[Broadcast]:
    query = select(Broadcast).join(Region).where(desk.scope.regions(Section.BROADCASTS))
    if (before := desk.asked_for("before")).isdecimal():
        query = query.where(Broadcast.id < int(before))
    return list(desk.session.scalars(query.order_by(Broadcast.id.desc()).limit(PAGE + 1)))


def _asked_for(desk: Desk, *, to_change: bool = False) -> Broadcast:
    """Return the broadcast in the address; raises `NotHere` for one of a region elsewhere."""
    return _found(desk, desk.number_in_path("id"), to_change=to_change)


def _found(desk: Desk, key: int, *, to_change: bool) -> Broadcast:
    lock: dict[str, type[Broadcast]] | None = {"of": Broadcast} if to_change else None
    found = desk.session.get(Broadcast, key, with_for_update=lock)
    if found is None or not desk.scope.reaches(Section.BROADCASTS, found.region.path):
        raise NotHere
    return found


def _draft_asked_for(desk: Desk) -> Broadcast | None:
    """Return the draft that is to be written anew; None without any, and for one that has been sent."""
    key = desk.asked_for("draft")
    found = _found(desk, int(key), to_change=False) if key.isdecimal() else None
    return found if found and found.state == BroadcastState.DRAFT else None


def _draft_given(desk: Desk) -> Broadcast | None:
    """Return the draft that was written anew; raises `Muddled` where it was sent meanwhile."""
    key = desk.given("draft")
    if not key.isdecimal():
        return None
    found = _found(desk, int(key), to_change=True)
    if found.state != BroadcastState.DRAFT:
        raise Muddled(Fault.BAD_CHOICE)
    return found


def _words(desk: Desk) -> str:
    """Return what is to be told; raises `Muddled` with how much too long it is."""
    text = desk.needed("words").replace("\r\n", "\n")
    words = "".join(sign for sign in text if sign == "\n" or sign.isprintable()).strip()
    if not words:
        raise Muddled(Fault.MISSING)
    if len(words) > LONGEST:
        raise Muddled(Fault.TOO_LONG_TO_TELL, length=len(words), over=len(words) - LONGEST)
    return words


def _whom(desk: Desk, region: Region) -> tuple[Whom, str]:
    """Return who is meant and the group, tag or role of it; raises `Muddled`."""
    if (given := desk.given("whom")) not in set(Whom):
        raise Muddled(Fault.MISSING)
    whom = Whom(given)
    of = desk.needed(whom) if whom is not Whom.EVERYBODY else ""
    if not MAY_BE[whom](desk, region, of):
        raise Muddled(Fault.BAD_CHOICE)
    return whom, of


MAY_BE: Mapping[Whom, Callable[[Desk, Region, str], bool]] = {
    Whom.EVERYBODY: lambda _desk, _region, _of: True,
    Whom.GROUP: lambda desk, region, of: of in {group.code for group in _groups(desk, region)},
    Whom.TAG: lambda _desk, _region, of: len(of) <= LONGEST_TAG and of not in DECEASED_TAGS,
    Whom.ROLE: lambda _desk, _region, of: of in set(Role),
}


def _note(desk: Desk, broadcast: Broadcast, what: str) -> None:
    note_access(
        desk.session, desk.person, Access.BROADCAST, desk.now, detail=f"broadcast {broadcast.id} {what}"
    )


def _begin_quietly(rooms: Rooms, broadcast_id: int) -> None:
    """Do the first transaction's worth at once; the job does the rest, and this too where it failed."""
    try:
        one_batch(rooms, broadcast_id, rooms.clock.now())
    except Exception:  # the job goes on within a minute: the page is shown all the same
        log.exception("broadcast %d: not begun at once", broadcast_id)
