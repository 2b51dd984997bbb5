"""Greetings, thanks, a person to talk to, and what the account cannot do."""

from handlers.cases import just_filed
from handlers.turn import Turn
from handlers.voice import account, forms
from handlers.voice import smalltalk as voice
from models.message import Say
from models.notice import tell
from models.people import Person, Role, admins_over
from models.place_finding import home_of
from models.roster import duties_on, station_for
from models.talk import wish_to_talk
from nlp.answers import Control, read_control
from nlp.broadcast_words import has_not_understood, says_only_lost
from nlp.meaning import SURE
from nlp.replies import asks_who_speaks


def introduce(turn: Turn) -> Say:
    """Say what the account can do."""
    del turn
    return account.can_do()


def thanks(turn: Turn) -> Say:
    """Return a thank-you."""
    del turn
    return voice.welcome_back()


def human(turn: Turn) -> Say:
    """Bring a person: whoever is on duty today, else the village's administrators."""
    wish = wish_to_talk(turn.session, turn.person, turn.now)
    turn.session.flush()
    called = _on_duty(turn) or _administrators(turn)
    if wish.at == turn.now:
        cause, data = f"wish:{wish.id}", {"name": turn.person.name}
        tell(turn.session, called, "talk.wish.staff", cause=cause, at=turn.now, data=data)
    return voice.person_called([person.name for person in called])


def nothing_to_cancel(turn: Turn) -> Say:
    """Say that nothing is being filled in; what was filed a moment ago can still be dropped."""
    filed = just_filed(turn)
    return voice.filed_already(filed) if filed is not None else voice.nothing_open()


def by_the_way(turn: Turn) -> Say | None:
    """Answer what answers nothing: mere signs (？？？, 😀), 继续 or 对 while nothing is being filled in."""
    if turn.text and not any(sign.isalnum() for sign in turn.text):
        return account.can_do()
    if asks_who_speaks(turn.text):
        return voice.who_speaks()
    if forms.is_submit(turn.text) or forms.is_change(turn.text):
        return voice.nothing_open()
    idle = turn.meaning.confidence < SURE and read_control(turn.text) not in (None, Control.HUMAN)
    if says_only_lost(turn.text) or (idle and has_not_understood(turn.text)):
        return voice.not_clear()
    return voice.nothing_open() if idle else None


def out_of_scope(turn: Turn) -> Say:
    """Say kindly what is not done here, and what is."""
    del turn
    return voice.not_here()


def _on_duty(turn: Turn) -> list[Person]:
    station = station_for(turn.session, turn.person)
    if station is None or not station.opens <= turn.now.time() < station.closes:
        return []
    return [duty.person for duty in duties_on(turn.session, station.code, turn.now.date())]


def _administrators(turn: Turn) -> list[Person]:
    home = home_of(turn.session, turn.person)
    return admins_over(turn.session, home.path, Role.VILLAGE_ADMIN) if home else []
