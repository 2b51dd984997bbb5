"""Banquets reported to the council: the form, a death without a form, the council's own replies.

`topic["funeral"]` holds the words and the hour of a death that was told, until help was wanted or not;
`topic["ceremony"]` the id of the banquet spoken of last.
"""

from datetime import date, datetime, timedelta

from handlers.form import Filled, Form, Slot, Values, begin
from handlers.places import read_where
from handlers.turn import Turn
from handlers.voice import ceremonies as voice
from models.ceremony import (
    Ceremony,
    CeremonyKind,
    CeremonyRefused,
    Told,
    ceremonies_for_council,
    ceremonies_of,
    council_of,
    fill_in,
    report_ceremony,
)
from models.message import Say
from models.people import Role
from nlp.answers import Control, read_choice, read_control, read_number, read_time
from nlp.ceremony_words import (
    CouncilReply,
    counts_other_things,
    read_council_reply,
    read_feast,
    wants_council,
)
from nlp.intents import Intent
from nlp.lunar import find_lunar_month
from nlp.meaning import SURE
from nlp.normalise import plain

WHOLE_DAY = len("2026-11-25")
FRESH = timedelta(days=3)
MOST_TABLES = 500


def register(turn: Turn) -> Say:
    """Begin a report; a death is met with comfort first, and asks nothing."""
    if read_feast(turn.text) == CeremonyKind.FUNERAL:
        return _death(turn)
    return begin(turn, REGISTER)


def expected(turn: Turn) -> Say | None:
    """Take what a death, a banquet just reported, or the council's post gives a meaning to."""
    if turn.conversation.form:
        return None
    if (said := _after_death(turn)) is not None:
        return said
    if (reply := read_council_reply(turn.text)) is not None and turn.person.holds(Role.COUNCIL):
        return _for_council(turn, reply)
    return _about_last(turn)


# ---------------------------------------------------------------- a death


def _death(turn: Turn) -> Say:
    """Comfort; what is already on record is filled in with what the message says."""
    known = _funeral(turn)
    if known is not None:
        return _complete(turn, known)
    turn.conversation.topic["funeral"] = {"text": turn.text, "at": turn.now.isoformat()}
    return voice.condolence()


def _funeral(turn: Turn) -> Ceremony | None:
    mine = ceremonies_of(turn.session, turn.person, turn.now.date())
    return next((each for each in mine if each.kind == CeremonyKind.FUNERAL), None)


def _after_death(turn: Turn) -> Say | None:
    told = turn.conversation.topic.get("funeral")
    if not told or turn.now - datetime.fromisoformat(told["at"]) > FRESH:
        return None
    control = read_control(turn.text)
    if turn.text == voice.LATER or control in (Control.NO, Control.CANCEL):
        return voice.later()
    if not (wants_council(turn.text) or control is Control.YES):
        return None
    del turn.conversation.topic["funeral"]
    ceremony = report_ceremony(turn.session, turn.stamp, Told(CeremonyKind.FUNERAL, text=told["text"]))
    turn.conversation.topic["ceremony"] = ceremony.id
    names = [person.name for person in council_of(turn.session, ceremony)[:2]]
    return voice.council_comes(ceremony, names)


def _complete(turn: Turn, ceremony: Ceremony) -> Say:
    """Add the day and the tables of a funeral that was told by word of mouth."""
    turn.conversation.topic["ceremony"] = ceremony.id
    told = _told_in(turn, CeremonyKind.FUNERAL)
    if told.tables is None and told.day is None:
        return voice.ask_tables_gently()
    fill_in(turn.session, turn.stamp, ceremony, told)
    return voice.filed(ceremony, _council_name(turn, ceremony), turn.now.date())


# ---------------------------------------------------------------- a banquet spoken of before


def _about_last(turn: Turn) -> Say | None:
    """Take "改成十五桌", "十五桌，后天上山", "不办了" about a banquet that is on record."""
    spoken_of = turn.conversation.topic.get("ceremony")
    last = turn.session.get(Ceremony, spoken_of) if spoken_of else None
    if last is None or not last.is_open or last.person_id != turn.person.id:
        return None
    if turn.meaning.intent is Intent.CASE_WITHDRAW and turn.meaning.confidence >= SURE:
        last.withdraw(turn.stamp)
        return voice.withdrawn(last)
    told = _told_in(turn, CeremonyKind(last.kind))
    if told.tables is None or _is_another(turn, last):
        return None
    fill_in(turn.session, turn.stamp, last, told)
    if last.kind == CeremonyKind.FUNERAL:
        return voice.filed(last, _council_name(turn, last), turn.now.date())
    return voice.tables_changed(last)


def _is_another(turn: Turn, last: Ceremony) -> bool:
    """Tell whether words name another kind of banquet than the one spoken of last."""
    return read_feast(turn.text) not in (None, last.kind)


def _told_in(turn: Turn, kind: CeremonyKind) -> Told:
    slots = turn.meaning.slots
    about = turn.meaning.intent is Intent.CEREMONY_REGISTER
    tables = slots.get("tables") if about else None
    if tables is None and voice.TABLES[0] in turn.text:
        tables = read_number(turn.text)
    when = str(slots.get("time") or read_time(turn.text, turn.now) or "")
    day = date.fromisoformat(when[:WHOLE_DAY]) if len(when) >= WHOLE_DAY else None
    place = str(slots.get("place", "")) if about else ""
    return Told(kind, day, int(tables) if tables is not None else None, place)


# ---------------------------------------------------------------- the form


def _start(turn: Turn) -> Values:
    values: Values = {}
    if kind := read_feast(turn.text):
        values["kind"] = kind
    when = str(turn.meaning.slots.get("time", ""))
    if len(when) >= WHOLE_DAY:
        values["day"] = when[:WHOLE_DAY]
    elif month := when or find_lunar_month(plain(turn.text)):
        values["month"] = month
    return values


def _ask_kind(_turn: Turn, _values: Values) -> Say:
    return voice.ask_kind()


def _read_kind(turn: Turn) -> str | None:
    index = read_choice(turn.text, [kind.label for kind in voice.KINDS])
    return voice.KINDS[index].value if index is not None else read_feast(turn.text)


def _read_day(turn: Turn) -> Filled | str | None:
    """Read the day; 二十八 is one of the lunar month just said, and a month alone asks for its day."""
    known = str((turn.conversation.form or {})["values"].get("month", ""))
    in_month = read_time(f"{known}{turn.text.strip()}", turn.now) if find_lunar_month(known) else None
    when = read_time(turn.text, turn.now) or in_month or ""
    if len(when) >= WHOLE_DAY:
        return when[:WHOLE_DAY]
    month = when or find_lunar_month(plain(turn.text))
    return Filled(month=month) if month else None


def _read_tables(turn: Turn) -> int | None:
    tables = None if counts_other_things(turn.text) else read_number(turn.text)
    return int(tables) if tables is not None and 0 < tables <= MOST_TABLES else None


def _absorb(turn: Turn, values: Values) -> Values | None:
    """Take the tables whenever they are said: 二十桌 while the day is asked."""
    tables = _read_tables(turn) if voice.TABLES[0] in turn.text else None
    return None if tables is None else {**values, "tables": tables}


def _ask_place(turn: Turn, _values: Values) -> Say:
    return voice.ask_place(is_known=turn.person.household is not None)


def _read_place(turn: Turn) -> object:
    home = turn.person.household
    if home is not None and read_choice(turn.text, [voice.AT_HOME]) is not None:
        return home.door or home.head
    return read_where(turn) or turn.text or None


def _summary(turn: Turn, values: Values) -> Say:
    kind = CeremonyKind(values["kind"])
    place = str(values.get("place") or values.get("near") or "")
    return voice.summary(kind, values["day"], int(values["tables"]), place, turn.now.date())


def _file(turn: Turn, values: Values) -> Say:
    told = Told(
        kind=CeremonyKind(values["kind"]),
        day=date.fromisoformat(values["day"]),
        tables=int(values["tables"]),
        place=str(values.get("place") or values.get("near") or ""),
        text=str(values.get("text", "")),
    )
    same = _same(turn, told)
    if same is not None and same.tables == told.tables:
        turn.conversation.topic["ceremony"] = same.id
        return voice.already(same, turn.now.date())
    if same is not None:
        fill_in(turn.session, turn.stamp, same, told)
        return voice.tables_changed(same)
    ceremony = report_ceremony(turn.session, turn.stamp, told)
    turn.conversation.topic["ceremony"] = ceremony.id
    return voice.filed(ceremony, _council_name(turn, ceremony), turn.now.date())


def _same(turn: Turn, told: Told) -> Ceremony | None:
    mine = ceremonies_of(turn.session, turn.person, turn.now.date())
    return next((each for each in mine if each.kind == told.kind and each.day == told.day), None)


def _council_name(turn: Turn, ceremony: Ceremony) -> str:
    names = [person.name for person in council_of(turn.session, ceremony)]
    return voice.council_called(names[0] if names else "")


REGISTER = Form(
    name="ceremony",
    intents=frozenset({Intent.CEREMONY_REGISTER}),
    slots=(
        Slot("kind", voice.KIND, _ask_kind, _read_kind),
        Slot("day", voice.DAY, lambda _t, values: voice.ask_day(str(values.get("month", ""))), _read_day),
        Slot(
            "tables",
            voice.TABLES,
            lambda _t, values: voice.ask_tables(CeremonyKind(values["kind"])),
            _read_tables,
            said="tables",
        ),
        Slot("place", voice.PLACE, _ask_place, _read_place, said="place", free=True),
    ),
    start=_start,
    summary=_summary,
    file=_file,
    absorb=_absorb,
)


# ---------------------------------------------------------------- the council


def _for_council(turn: Turn, reply: CouncilReply) -> Say | None:
    waiting = ceremonies_for_council(turn.session, turn.person)
    if reply.number:
        waiting = [each for each in waiting if each.id == int(reply.number)]
    if not waiting:
        return voice.council_none() if reply.number else None
    if len(waiting) > 1:
        return voice.council_which(waiting[:6], turn.now.date())
    return _council_act(turn, waiting[0], reply)


def _council_act(turn: Turn, ceremony: Ceremony, reply: CouncilReply) -> Say:
    try:
        if reply.visited:
            ceremony.visit(turn.stamp, note=reply.note, tables=reply.tables)
            return voice.council_visited(ceremony)
        ceremony.note(turn.stamp)
    except CeremonyRefused:
        return voice.council_none()
    return voice.council_noted(ceremony)
