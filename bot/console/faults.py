"""What can be wrong with a form, under the codes that templates/said.html words."""

from enum import StrEnum


class Fault(StrEnum):
    """Why something given cannot be used."""

    BAD_CHOICE = "bad_choice"
    BAD_CODE = "bad_code"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    BAD_PHONE = "bad_phone"
    BAD_TAG = "bad_tag"
    FILE_TOO_LARGE = "file_too_large"
    HAS_ACCOUNT = "has_account"
    LOGIN_TAKEN = "login_taken"
    MISSING = "missing"
    NO_LOGIN = "no_login"
    NO_REGION = "no_region"
    NOBODY = "nobody"
    NOT_ONESELF = "not_oneself"
    OLD_FORM = "old_form"
    NOT_YOURS = "not_yours"
    NUMBER_TAKEN = "number_taken"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_LONG = "too_long"
    TOO_LONG_TO_TELL = "too_long_to_tell"
    TOO_SHORT = "too_short"
    WRONG_LEVEL = "wrong_level"


class NotHere(Exception):  # noqa: N818 - a page, not a fault
    """There is no such thing, or the user is not to know of it: the same page for both."""


class NotAllowed(Exception):  # noqa: N818 - a page, not a fault
    """The user's posts do not open this page."""


class Muddled(Exception):  # noqa: N818 - a page, not a fault
    """A form that cannot be used; `code` says why, `facts` how much of what."""

    def __init__(self, code: Fault, **facts: int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
