"""The log: a line a record in either form; of errors type and place, never the words of people."""

import io
import json
import logging
from collections.abc import Iterator

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.config import Log
from bot.log import ACCESS, set_up
from bot.wechat.errors import ApiError
from tests.town import Town

SECRET = "谢明修占了我的屋基 13881234567"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What is written; the loggers are put back afterwards as they were."""
    root = logging.getLogger()
    before, level, access = list(root.handlers), root.level, logging.getLogger(ACCESS).level
    yield io.StringIO()
    root.handlers, root.level = before, level
    logging.getLogger(ACCESS).setLevel(access)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def fail(error: Exception) -> None:
    try:
        raise error
    except type(error):
        logging.getLogger("bot.somewhere").exception("it failed", extra={"job": "tasks.due"})


def test_a_record_is_one_json_object_with_its_facts(out: io.StringIO) -> None:
    set_up(Log(format="json"), out)
    logging.getLogger("bot.x").info("two\nlines", extra={"person": 7, "text": SECRET, "case": ""})
    (line,) = lines(out)
    assert (line["event"], line["level"], line["logger"], line["person"]) == ("two", "info", "bot.x", 7)
    assert line.keys() == {"time", "level", "logger", "process", "event", "person"}


@pytest.mark.parametrize("form", ["json", "text"])
def test_of_an_error_type_and_place_are_told_but_not_its_words(out: io.StringIO, form: str) -> None:
    set_up(Log.model_validate({"format": form}), out)
    fail(ValueError(SECRET))
    assert out.getvalue().count("\n") == 1
    assert "ValueError" in out.getvalue()
    assert "tests/operations/test_log.py" in out.getvalue()
    assert "tasks.due" in out.getvalue()
    assert "谢明修" not in out.getvalue()
    assert "13881234567" not in out.getvalue()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError("nobody listens"), "nobody listens"),
        (ApiError(40164, path="/cgi-bin/token", detail="1.2.3.4"), "1.2.3.4"),
        (OperationalError("SELECT 1", {"text": SECRET}, Exception("disk full\nmore")), "disk full"),
    ],
    ids=["system", "wechat", "database"],
)
def test_errors_whose_words_are_harmless_keep_them(out: io.StringIO, error: Exception, said: str) -> None:
    set_up(Log(format="json"), out)
    fail(error)
    assert said in str(lines(out)[0]["error"])
    assert "谢明修" not in out.getvalue()


async def test_a_delivery_leaves_the_line_of_its_turn_and_one_each_time_it_comes_again(
    out: io.StringIO, town: Town
) -> None:
    set_up(Log(format="json"), out)
    town.platform.post.lost_answers = 1
    await town.say("王秀芳", "你好")
    assert [line["event"] for line in lines(out)] == ["turn", "again"]
    first, second = lines(out)
    assert (first["delivery"], first["person"]) == (second["delivery"], second["person"])


async def test_a_turn_and_a_request_leave_a_line_each(out: io.StringIO, town: Town) -> None:
    set_up(Log(format="json"), out)
    await town.say("王秀芳", "一组路口的路灯坏了")
    turn = next(line for line in lines(out) if line["event"] == "turn")
    assert (turn["intent"], turn["outcome"]) == ("incident.report", "answered")
    assert str(turn["delivery"]).isdigit()
    assert isinstance(turn["person"], int)
    async with aiohttp.ClientSession() as client:
        await (await client.get(f"{town.address}/console/login?next=/console/people?q=王秀芳")).read()
    request = next(line for line in reversed(lines(out)) if line["event"] == "request")
    assert (request["path"], request["status"]) == ("/console/login", 200)
    assert "王秀芳" not in out.getvalue()


async def test_the_lines_of_requests_can_be_left_out(out: io.StringIO, town: Town) -> None:
    set_up(Log(format="json", access=False), out)
    await town.say("王秀芳", "你好")
    assert {line["event"] for line in lines(out)} == {"turn"}
