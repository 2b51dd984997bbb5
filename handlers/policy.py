"""Answers to what somebody was told to be entitled to, and a visitor's word that it was told."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select

from handlers import beneficiary
from handlers.form import begin
from handlers.services import APPLY
from handlers.task_choice import number_in
from handlers.turn import Turn
from handlers.voice import policy as voice
from handlers.voice.policy import Offered
from handlers.voice.services import DO_IT
from models.catalog import item_of
from models.entitlement import Entitlement, Reply, offers_to, visits_of
from models.inbox import Inbound
from models.message import Say
from models.notice import Notice, NoticeState
from models.people import Person
from nlp.answers import Control, read_control
from nlp.intents import Intent
from nlp.meaning import SURE
from nlp.policy_words import OfferReply, read_offer_reply, says_told, says_told_all

OF_WORK = frozenset({Intent.TASK_FINISH, Intent.MEDIATION_RECORD})
Open = Sequence[tuple[Entitlement, Offered]]


def expected(turn: Turn) -> Say | None:
    """Take an answer to an offer, or a visitor's 都说了; None for everything else."""
    words = turn.text.strip()
    if turn.person.posts and says_told(words):
        return _told(turn, words)
    if voice.may_be_ours(words) and (tapped := _tapped(turn, words)) is not None:
        return tapped
    return _said(turn, words)


def _tapped(turn: Turn, words: str) -> Say | None:
    for each, offered in _offers(turn):
        for reply, ours in _words(offered).items():
            if words == ours:
                return ANSWERS[reply](turn, each, offered)
    return None


def _words(offered: Offered) -> Mapping[OfferReply, str]:
    return {OfferReply.DO: offered.do, OfferReply.NO: offered.no, OfferReply.DONE: offered.have}


def _said(turn: Turn, words: str) -> Say | None:
    """Take a short answer to what was told last; where several wait for one, ask to which."""
    reply, agrees = read_offer_reply(words), read_control(words) is Control.YES
    is_of_work = bool(turn.person.posts) and reply is not OfferReply.DO  # 办好了 is said of tasks
    if (reply is None and not agrees) or is_of_work:
        return None
    waiting = [(each, offered) for each, offered in _offers(turn) if each.reply is None]
    is_bare = reply is None or (reply is OfferReply.NO and not voice.says_what(words))
    if not waiting or (is_bare and _may_mean_something_else(turn, waiting[0][0])):
        return None
    reply = reply or OfferReply.DO
    last_day = waiting[0][0].found_at.date()
    newest = [(each, offered) for each, offered in waiting if each.found_at.date() == last_day]
    if len(newest) > 1:
        return voice.which([(offered, _words(offered)[reply]) for _each, offered in newest])
    return ANSWERS[reply](turn, *newest[0])


def _may_mean_something_else(turn: Turn, told: Entitlement) -> bool:
    """Tell whether a mere yes or no may be to something else: they have written, or were told more, since."""
    return _has_spoken_since(turn, told) or _was_told_more(turn, told)


def _was_told_more(turn: Turn, told: Entitlement) -> bool:
    query = select(Notice.id).where(
        Notice.person_id == turn.person.id,
        Notice.state.in_((NoticeState.SENT, NoticeState.DELIVERED)),
        Notice.sent_at > told.told_at,
        ~Notice.kind.startswith("policy.offer."),
    )
    return turn.session.scalar(query.limit(1)) is not None


def _has_spoken_since(turn: Turn, told: Entitlement) -> bool:
    query = select(Inbound.id).where(
        Inbound.person_id == turn.person.id,
        Inbound.received_at > told.told_at,
        Inbound.key != turn.incoming.key,
    )
    return turn.session.scalar(query.limit(1)) is not None


def _offers(turn: Turn) -> Open:
    offers = offers_to(turn.session, turn.person, turn.now)
    return [(each, _offered(turn, each)) for each in offers]


def _offered(turn: Turn, each: Entitlement) -> Offered:
    rule = each.made_by
    item = item_of(turn.session, rule.item)
    is_own = each.person_id == turn.person.id or each.is_of_household
    return Offered("" if is_own else each.person.name, item.short if item else rule.name)


# ---------------------------------------------------------------- the answers


def _do(turn: Turn, each: Entitlement, _offered: Offered) -> Say:
    """Open the form with what and for whom filled in."""
    rule = each.made_by
    item = item_of(turn.session, rule.item)
    if item is None:
        return voice.gone(rule.name)
    each.answer(Reply.WANTS, turn.now)
    whom = beneficiary.SELF if each.person_id == turn.person.id else beneficiary.OTHER
    known: dict[str, object] = {"service_item": item.code, "whom": whom, "person": each.person.name}
    if rule.sort:
        known["variant"] = [rule.sort]
    return voice.begun(begin(turn.saying(f"{DO_IT}{item.short}"), APPLY, **known))


def _no(turn: Turn, each: Entitlement, offered: Offered) -> Say:
    each.answer(Reply.DECLINED, turn.now)
    return voice.declined(offered)


def _done(turn: Turn, each: Entitlement, offered: Offered) -> Say:
    each.answer(Reply.DONE, turn.now)
    return voice.have_already(offered)


ANSWERS: Mapping[OfferReply, Callable[[Turn, Entitlement, Offered], Say]] = {
    OfferReply.DO: _do,
    OfferReply.NO: _no,
    OfferReply.DONE: _done,
}


# ---------------------------------------------------------------- a visitor


def _told(turn: Turn, words: str) -> Say | None:
    """Note whom a visitor has told; None where they had nobody to tell."""
    visits = visits_of(turn.session, turn.person, turn.now)
    if not visits:
        return None
    names = names_in(words, {each.person.name for each in visits})
    named = [each for each in visits if each.person.name in names]
    if not named and not says_told_all(words):
        return None if _is_of_a_case(turn) else voice.told_whom(_names(each.person for each in visits))
    for each in named or visits:
        each.note_visit(turn.now)
    left = [each.person for each in visits if each not in (named or visits)]
    return voice.told(_names(each.person for each in named or visits), _names(left))


def _is_of_a_case(turn: Turn) -> bool:
    """Tell whether a worker reports of a case, by its number or surely of work done (双方都讲好了)."""
    is_work = turn.meaning.intent in OF_WORK and turn.meaning.confidence >= SURE
    return is_work or bool(number_in(turn))


def names_in(words: str, names: Iterable[str]) -> set[str]:
    """Return the names that stand in words; where 王小明 does, that is no word of 王小."""
    found = set[str]()
    for name in sorted(filter(None, names), key=len, reverse=True):
        if name in words:
            found.add(name)
            words = words.replace(name, " ")
    return found


def _names(people: Iterable[Person]) -> list[str]:
    return list(dict.fromkeys(person.name for person in people))
