"""Every script under this folder, played through the real webhook (format: `script.py`).

What is logged meanwhile must hold nothing that anybody said or was told, and no telephone.
"""

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Log
from bot.log import handler
from tests.dialogues.script import Player, read
from tests.town import Town

SCRIPTS = sorted(Path(__file__).parent.rglob("*.txt"))
# Chinese is what people say and what they are told; then a telephone, an ID number.
PRIVATE = re.compile(r"[\u4e00-\u9fff]|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log of a service that says all it ever says, in the form for machines."""
    out, root = io.StringIO(), logging.getLogger()
    writing, level = handler(Log(format="json"), out), root.level
    writing.addFilter(lambda record: record.name != "aiohttp.access")  # the test server's; `serve` has none
    root.addHandler(writing)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(writing)
    root.setLevel(level)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_dialogue_goes_as_written(path: Path, town: Town, logged: io.StringIO) -> None:
    player = Player(town, path.name)
    for line in read(path):
        await player.play(line)
    assert '"event": "turn"' in logged.getvalue()
    assert [line for line in logged.getvalue().splitlines() if PRIVATE.search(line)] == []
