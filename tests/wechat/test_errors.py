"""Every error code leads to one way of going on, and no error tells a secret."""

import pytest

from bot.wechat.errors import CLASSES, NETWORK, ApiError, ErrorClass, classify


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, ErrorClass.RETRY),
        (45011, ErrorClass.RETRY),
        (45066, ErrorClass.RETRY),
        (40001, ErrorClass.REFRESH),
        (40014, ErrorClass.REFRESH),
        (42001, ErrorClass.REFRESH),
        (40003, ErrorClass.CONTACT),
        (43004, ErrorClass.CONTACT),
        (43019, ErrorClass.CONTACT),
        (43101, ErrorClass.CONTACT),
        (48002, ErrorClass.CONTACT),
        (50005, ErrorClass.CONTACT),
        (45015, ErrorClass.WINDOW),
        (45047, ErrorClass.WINDOW),
        (45009, ErrorClass.QUOTA),
        (45028, ErrorClass.QUOTA),
        (40013, ErrorClass.CONFIG),
        (40037, ErrorClass.CONFIG),
        (40164, ErrorClass.CONFIG),
        (48001, ErrorClass.CONFIG),
        (48004, ErrorClass.CONFIG),
        (89503, ErrorClass.CONFIG),
        (45002, ErrorClass.CONTENT),
        (47003, ErrorClass.CONTENT),
        (40007, ErrorClass.CONTENT),
        (45065, ErrorClass.SENT),
        (31337, ErrorClass.UNKNOWN),
    ],
)
def test_a_code_has_its_class(code: int, kind: ErrorClass) -> None:
    assert classify(code) is kind


def test_our_own_number_is_none_of_theirs() -> None:
    assert NETWORK not in CLASSES


def test_an_error_keeps_the_request_id_and_the_refused_field() -> None:
    error = ApiError.from_answer("/p", 47003, "argument invalid! data.thing1.value invalid rid: 67-ab-01")
    assert (error.kind, error.rid, error.detail) == (ErrorClass.CONTENT, "67-ab-01", "thing1")
    assert str(error) == "WeChat /p: error 47003, content (thing1, rid 67-ab-01)"


def test_an_error_names_the_address_to_allow() -> None:
    error = ApiError.from_answer(
        "/p", 40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"
    )
    assert error.detail == "203.0.113.7"


def test_an_error_repeats_nothing_else_of_an_answer() -> None:
    error = ApiError.from_answer("/p", 40001, "invalid credential access_token=77_secret 张三 13800000000")
    assert str(error) == "WeChat /p: error 40001, refresh"


def test_no_answer_is_retried_and_says_whether_it_may_have_been_done() -> None:
    error = ApiError.no_answer("/p", "HTTP 502", unknown_outcome=True)
    assert (error.kind, error.unknown_outcome) == (ErrorClass.RETRY, True)
    assert str(error) == "WeChat /p: no answer, retry (HTTP 502)"
