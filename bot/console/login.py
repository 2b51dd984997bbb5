"""The door: log-in, log-out, and what users change about themselves."""

from bot.console.desk import Answer, Desk, Enter, GoTo, Leave, Page, Visit
from bot.console.faults import Fault, Muddled
from bot.console.password import (
    SHORTEST,
    digest,
    fits,
    hash_password,
    make_token,
    make_totp_secret,
    totp_address,
    totp_step,
)
from models.audit import Access, note_access
from models.region import names_of
from models.user import User, close_sessions, open_session, user_by_login

HOME, SELF = "/console", "/console/me"


def ask(visit: Visit) -> Answer:
    """Show the log-in."""
    return Page("login.html", {"back": visit.asked.query.get("next", ""), "name": ""})


def log_in(visit: Visit) -> Answer:
    """Check name, password and one-time code; one and the same answer for whichever is wrong."""
    form, now = visit.asked.form, visit.now
    name = form.get("login", "").strip()
    user = user_by_login(visit.session, name)
    fitting = fits(user.password_hash if user else None, form.get("password", ""))
    if user is None:
        return refused(visit, name, "wrong")
    if user.is_locked(now):
        return refused(visit, name, "locked")
    if not fitting or user.disabled_at or not code_fits(user, form.get("code", ""), visit):
        user.note_failure(now)
        return refused(visit, name, "locked" if user.is_locked(now) else "wrong")
    user.note_success(now)
    note_access(visit.session, user.person, Access.LOGIN, now)
    token = make_token()
    open_session(visit.session, user, digest(token), make_token(), now)
    return Enter(token, local(form.get("next", "")))


def refused(visit: Visit, name: str, said: str) -> Page:
    """Show the log-in again, saying why."""
    back = visit.asked.form.get("next", "")
    return Page("login.html", {"said": said, "name": name, "back": back}, 401)


def code_fits(user: User, code: str, visit: Visit) -> bool:
    """Tell whether the one-time code is right, and use it up; true for users without codes."""
    if not user.totp_secret:
        return True
    step = totp_step(user.totp_secret, code.strip(), visit.now, user.totp_step)
    user.totp_step = step or user.totp_step
    return step is not None


def local(address: str) -> str:
    """Return where to go after the log-in: only ever inside the console."""
    inside = address == HOME or address.startswith((f"{HOME}/", f"{HOME}?"))
    return address if inside and "\\" not in address else HOME


def log_out(desk: Desk) -> Answer:
    """End this log-in."""
    desk.session.delete(desk.login)
    return Leave()


def me(desk: Desk) -> Answer:
    """Show one's own posts, password and one-time code."""
    where = names_of(desk.session, {post.scope_code for post in desk.person.posts})
    return Page("me.html", {"user": desk.user, "where": where})


def change_password(desk: Desk) -> Answer:
    """Set a new password and end one's log-ins elsewhere; the old one is asked for again."""
    new = desk.asked.form.get("new", "")
    if not fits(desk.user.password_hash, desk.asked.form.get("old", "")):
        return GoTo(SELF, "wrong_old")
    if len(new) < SHORTEST:
        return GoTo(SELF, "too_short")
    if new != desk.asked.form.get("again", ""):
        return GoTo(SELF, "not_same")
    desk.user.set_password(hash_password(new), must_change=False)
    close_sessions(desk.session, desk.user, but=desk.login)
    return GoTo(SELF, "saved")


def begin_codes(desk: Desk) -> Answer:
    """Show a new secret, to be confirmed with its first code before it counts."""
    secret = make_totp_secret()
    return Page("me_codes.html", {"secret": secret, "address": totp_address(secret, desk.user.login)})


def confirm_codes(desk: Desk) -> Answer:
    """Put one-time codes in force, once the telephone has shown that it makes them; else ask once more."""
    secret = desk.needed("secret")
    try:
        step = totp_step(secret, desk.given("code"), desk.now)
    except ValueError as error:
        raise Muddled(Fault.BAD_CODE) from error
    if step is None:
        address = totp_address(secret, desk.user.login)
        return Page("me_codes.html", {"secret": secret, "address": address, "said": Fault.BAD_CODE}, 400)
    desk.user.totp_secret, desk.user.totp_step = secret, step
    return GoTo(SELF, "saved")


def end_codes(desk: Desk) -> Answer:
    """Do without one-time codes again; the password is asked for."""
    if not fits(desk.user.password_hash, desk.asked.form.get("old", "")):
        return GoTo(SELF, "wrong_old")
    desk.user.totp_secret = None
    return GoTo(SELF, "saved")
