"""Who one is to the account: binding, a new telephone, notices on and off, deleting one's data."""

import re

from handlers.form import Filled, Form, Slot, Values, begin
from handlers.turn import Turn
from handlers.voice import account as voice
from models.bind_code import give_code, use_code
from models.binding import bind, look_up
from models.erasure import erase
from models.message import Say
from models.notice import tell
from models.people import Person
from models.place_finding import home_of
from models.reach import who_calls
from models.region import Level
from nlp.answers import Control, read_control, read_name, read_phone
from nlp.intents import Intent

MOST_WRONG = 5
"""So many wrong codes a day are taken for slips of the finger: of a million codes few are in use."""

_WRONG = "wrong_codes"
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}(?![0-9])")


def register(turn: Turn) -> Say:
    """Find out who somebody is, by a code if there is one; or take a new telephone of somebody known."""
    phone = turn.meaning.slots.get("phone")
    if turn.person.household_number and phone:
        turn.person.phone = str(phone)
        return voice.phone_changed(str(phone))
    if turn.person.household_number:
        return voice.already(turn.person.name)
    code = CODE.search(turn.text)
    return _by_code(turn, code[0]) if code else begin(turn, BIND)


def expected(turn: Turn) -> Say | None:
    """Take a registration code, or the answer to whether data is to be deleted; None for anything else."""
    if turn.conversation.forget("erasing"):
        return _erase_or_not(turn)
    code = CODE.fullmatch(turn.text.strip())
    if code is None or turn.person.household_number:
        return None
    return _by_code(turn, code[0])


def pushes_off(turn: Turn) -> Say:
    """Push nothing more but what concerns one's own cases."""
    turn.person.wants_pushes = False
    return voice.pushes_off()


def pushes_on(turn: Turn) -> Say:
    """Push again."""
    turn.person.wants_pushes = True
    return voice.pushes_on()


def ask_erase(turn: Turn) -> Say:
    """Say what deleting means, and ask whether it is really wanted."""
    turn.conversation.topic["erasing"] = True
    return voice.ask_erase()


def _erase_or_not(turn: Turn) -> Say | None:
    said, control = turn.text.strip(), read_control(turn.text)
    if said == voice.ERASE_YES.words or control is Control.YES:
        return voice.erased(erase(turn.session, turn.conversation, turn.now))
    declines = said == voice.ERASE_NO.words or control in (Control.NO, Control.CANCEL)
    return voice.not_erased() if declines else None


# ---------------------------------------------------------------- binding


def _by_code(turn: Turn, code: str) -> Say:
    """Bind to the person a code was given for, also where they had another WeChat before.

    Who sends wrong ones all day is guessing: no further code of theirs is looked at before tomorrow.
    """
    if _wrong_codes(turn) >= MOST_WRONG:
        return voice.too_many_codes()
    person = use_code(turn.session, code, turn.now)
    if person is not None:
        return _bound(turn, person)
    turn.conversation.topic[_WRONG] = {"day": turn.now.date().isoformat(), "count": _wrong_codes(turn) + 1}
    return voice.wrong_code()


def _wrong_codes(turn: Turn) -> int:
    """Return how many wrong codes this WeChat has sent today."""
    kept = turn.conversation.topic.get(_WRONG, {})
    return int(kept["count"]) if kept.get("day") == turn.now.date().isoformat() else 0


def _bind(turn: Turn, values: Values) -> Say:
    if "code" in values:
        return _by_code(turn, str(values["code"]))
    name, phone = str(values["person"]), str(values["phone"])
    home = home_of(turn.session, turn.person)
    found = look_up(turn.session, name, phone, home.up_to(Level.VILLAGE) if home else None)
    if found.sure is not None:
        return voice.taken() if _is_elsewhere(turn, found.sure) else _bound(turn, found.sure)
    turn.person.name, turn.person.phone = turn.person.name or name, phone
    helper = who_calls(turn.session, found.likely[0] if found.likely else turn.person, turn.now.date())
    for person in found.likely[:1]:
        _ask_to_confirm(turn, person, helper)
    if not found.likely:
        _tell_helper(turn, helper, "account.unknown.staff", {"name": name})
    helper_name = helper.name if helper else ""
    return voice.to_be_confirmed(helper_name) if found.likely else voice.not_in_book(helper_name)


def _is_elsewhere(turn: Turn, person: Person) -> bool:
    """Tell whether somebody is bound to another WeChat: name and telephone alone do not move them."""
    return person.openid is not None and person is not turn.person


def _bound(turn: Turn, person: Person) -> Say:
    bind(turn.session, turn.conversation, person)
    return voice.bound(person.name, person.household.region.name if person.household else "")


def _ask_to_confirm(turn: Turn, person: Person, helper: Person | None) -> None:
    if helper is None:
        return
    code = give_code(turn.session, person, helper, turn.now)
    where = person.household.region.name if person.household else ""
    _tell_helper(turn, helper, "account.confirm.staff", {"name": person.name, "where": where, "code": code})


def _tell_helper(turn: Turn, helper: Person | None, kind: str, data: dict[str, str]) -> None:
    if helper is not None:
        cause = f"bind:{turn.incoming.key}"[:120]
        tell(turn.session, [helper], kind, cause=cause, at=turn.now, data=data)


def _read_name(turn: Turn) -> Filled | str | None:
    return _read_code(turn) or read_name(turn.text)


def _read_phone(turn: Turn) -> Filled | str | None:
    return _read_code(turn) or read_phone(turn.text)


def _read_code(turn: Turn) -> Filled | None:
    """Take a registration code for an answer: then nothing more is asked."""
    code = CODE.search(turn.text)
    return Filled(code=code[0], person="", phone="") if code else None


BIND = Form(
    name="bind",
    intents=frozenset({Intent.IDENTITY_BIND}),
    slots=(
        Slot("person", voice.NAME, lambda _t, _v: voice.ask_name(), _read_name, said="person"),
        Slot("phone", voice.PHONE, lambda _t, _v: voice.ask_phone(), _read_phone, said="phone"),
    ),
    start=lambda _turn: {},
    file=_bind,
)
