"""The command `yizhan` as an operator uses it: exit codes, one readable line, what is written where."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from bot.cli import COMMANDS, main
from bot.config import Settings, load
from bot.database import connect
from bot.export import FORMATS, export
from bot.export_rows import EXPORTS
from bot.export_stream import Wanted
from bot.vault import open_vault

ROOT = Path(__file__).parent.parent.parent
VILLAGE = ROOT / "bot" / "demo" / "village"


@pytest.fixture
def config(home: Path) -> Path:
    """Settings of a village that is there, in a folder of this test's own."""
    path = home / "config.toml"
    path.write_text(
        f'[database]\nurl = "sqlite:///{home}/yizhan.db"\n'
        f'[privacy]\nkey_file = "{home}/yizhan.key"\n[media]\nfolder = "{home}/media"\n',
        encoding="utf-8",
    )
    return path


def run(*words: str | Path, given: str = "") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *map(str, words)],
        cwd=ROOT,
        input=given.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_the_example_shows_every_key_with_its_default() -> None:
    example = load(ROOT / "config.example.toml")
    assert example == Settings()
    written = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    keys = [key for section in Settings.model_fields for key in type(getattr(example, section)).model_fields]
    assert [key for key in keys if f"\n{key} = " not in written and f".{key}]" not in written] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.words))
def test_every_command_explains_itself(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    words = command.words  # type: ignore[attr-defined]  # a Command
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    assert command.help in capsys.readouterr().out.replace("\n", " ")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "words",
    [[], ["nonsense"], ["export", "nonsense"], ["user", "add"], ["jobs", "run"]],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_settings_that_are_missing_are_2_and_say_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--config", str(tmp_path / "none.toml")]) == 2
    assert "copy config.example.toml there" in capsys.readouterr().err


def test_every_fault_of_the_settings_is_named_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[server]\nport = "8080"\nprot = 1\n[nonsense]\n', encoding="utf-8")
    assert main(["serve", "--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert "server.port" in said
    assert "server.prot" in said
    assert "nonsense" in said


def test_a_database_that_cannot_be_reached_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[database]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n[privacy]\nkey_file = "{tmp_path}/key"\n',
        encoding="utf-8",
    )
    assert main(["export", "cases", "--config", str(path)]) == 1
    assert "check database.url" in capsys.readouterr().err


def test_importing_the_same_village_again_changes_nothing(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(VILLAGE), "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "0 added, 0 changed" in said


def test_a_source_that_is_not_there_is_2(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "/nowhere", "--config", str(config)]) == 2
    assert "nothing was imported" in capsys.readouterr().err


def test_a_user_is_added_with_a_password_from_standard_input(config: Path) -> None:
    words = (
        "user",
        "add",
        "新来的",
        "--role",
        "village_admin",
        "--region",
        "510722101001",
        "--config",
        config,
    )
    region = a_village(config)
    words = (*words[:6], region, *words[7:])
    added = run(*words, given="long enough\n")
    assert (added.returncode, added.stderr) == (0, b"")
    again = run(*words, given="long enough\n")
    assert again.returncode == 2
    assert b"already" in again.stderr


@pytest.mark.parametrize(
    ("role", "password", "said"),
    [("king", "long enough", "no role"), ("town_admin", "short", "8 characters")],
)
def test_a_user_needs_a_known_role_and_a_long_password(
    config: Path, role: str, password: str, said: str
) -> None:
    done = run(
        "user",
        "add",
        "张三",
        "--role",
        role,
        "--region",
        a_village(config),
        "--config",
        config,
        given=password,
    )
    assert done.returncode == 2
    assert said in done.stderr.decode()


def a_village(config: Path) -> str:
    engine = create_engine(load(config).database.url)
    with engine.connect() as connection:
        code = connection.execute(
            text("SELECT code FROM regions WHERE level = 'village' LIMIT 1")
        ).scalar_one()
    engine.dispose()
    return str(code)


@pytest.fixture
def patrols(config: Path) -> Path:
    """A village in which a patrol was noted down that looks like a formula."""
    engine = create_engine(load(config).database.url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO patrols (person_id, at, duty, place, note, grid_code) SELECT id,"
                " '2026-11-24 01:00:00.000000', 'safety', '上堰塘', '=1+1', NULL FROM people LIMIT 1"
            )
        )
    engine.dispose()
    return config


def test_patrols_come_out_as_json_lines(patrols: Path) -> None:
    done = run("export", "patrols", "--config", patrols)
    row = json.loads(done.stdout)
    assert (row["place"], row["at"]) == ("上堰塘", "2026-11-24T09:00:00+08:00")


def test_csv_disarms_what_a_spreadsheet_would_compute(patrols: Path) -> None:
    done = run("export", "patrols", "--config", patrols, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    assert rows[0]["note"] == "'=1+1"


def test_a_workbook_holds_the_same(patrols: Path) -> None:
    done = run("export", "patrols", "--config", patrols, "--format", "xlsx")
    sheet = load_workbook(io.BytesIO(done.stdout)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:2] == ["at", "gridworker"]
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("=1+1", "s")


def test_since_and_region_narrow_an_export(patrols: Path) -> None:
    assert run("export", "patrols", "--config", patrols, "--since", "2026-11-25").stdout == b""
    assert run("export", "patrols", "--config", patrols, "--region", "nowhere").returncode == 2
    assert run("export", "patrols", "--config", patrols, "--since", "gestern").returncode == 2


def test_an_export_leaves_a_row_in_the_log(patrols: Path) -> None:
    run("export", "cases", "--config", patrols)
    row = json.loads(run("export", "audit", "--config", patrols).stdout.splitlines()[0])
    assert row["what"] == "export"


def test_a_job_runs_once_for_a_moment(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["jobs", "run", "duty.morning", "--at", "2026-11-24T07:30", "--config", str(config)]
    assert (main(words), main(words)) == (0, 0)
    first, second = capsys.readouterr().out.splitlines()
    assert "told" in first
    assert "done before" in second


def test_the_jobs_are_listed_with_their_next_run(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["jobs", "list", "--config", str(config)]) == 0
    assert "duty.evening" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["no.such.job"], ["duty.morning", "--at", "bald"]], ids=" ".join)
def test_an_unknown_job_or_moment_is_2(
    config: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["jobs", "run", *words, "--config", str(config)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_understanding_streams_and_names_the_bad_line() -> None:
    done = run("understand", given='{"text": "路灯坏了"}\nnonsense\n')
    assert json.loads(done.stdout)["intent"] == "incident.report"
    assert done.returncode == 2
    assert b"line 2" in done.stderr


def test_the_doctor_says_what_to_do(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--config", str(config)])
    said = capsys.readouterr().out
    assert "no app_id: nothing is pushed; fill in [wechat]" in said
    assert "ok   media" in said


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_kind_can_be_exported(database: str, home: Path, kind: str, form: str) -> None:
    engine = connect(database, open_vault(home / "yizhan.key"))
    with Session(engine) as session:
        out = io.BytesIO()
        assert export(session, kind, Wanted(), form, out) >= 0
    engine.dispose()
    assert form == "jsonl" or out.getvalue()


def test_the_menu_needs_an_account(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["menu", "push", "--config", str(config)]) == 2
    assert "fill in [wechat]" in capsys.readouterr().err


def test_the_corpus_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corpus", "check"]) == 0
    assert "in all" in capsys.readouterr().out
