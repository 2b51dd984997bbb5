"""Every script under this folder, played through the real webhook (format: `script.py`)."""

from pathlib import Path

import pytest

from tests.dialogues.script import Player, read
from tests.town import Town

SCRIPTS = sorted(Path(__file__).parent.rglob("*.txt"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_dialogue_goes_as_written(path: Path, town: Town) -> None:
    player = Player(town, path.name)
    for line in read(path):
        await player.play(line)
