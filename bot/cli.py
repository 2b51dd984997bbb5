"""The command `yizhan`: one table of commands, one place where errors become a line and an exit code."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bot.backup.command import back_up, restore
from bot.bench.command import FIGURES, bench
from bot.bench.large import LARGE
from bot.clock import SystemClock
from bot.command import FAILED, OK, WRONG_INPUT, CommandError, opened, settings_of
from bot.corpus_command import add_to_corpus, check_corpus, retrain
from bot.database import migrate
from bot.demo.run import run_demo
from bot.doctor import Verdict, examine
from bot.export import FORMATS, export, wanted_of
from bot.export_rows import EXPORTS
from bot.jobs_command import list_jobs, run_one
from bot.menu_command import push_menu
from bot.serve import serve
from bot.understand_command import evaluate, understand_stream
from bot.user_command import add_user, ask_password, role_named
from bot.village import build as build_gazetteer
from bot.village_import.load import import_command
from models.audit import Access, note_access
from models.people import Role
from models.seed import load_catalogues
from nlp.meaning import Gazetteer
from nlp.places import read_gazetteer
from nlp.understand import load


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_INPUT, f"{self.prog}: {message}; see `{self.prog} --help`\n")


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, what it is for, its arguments, what it does (returning the exit code)."""

    words: tuple[str, ...]
    help: str
    run: Callable[[argparse.Namespace], int]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda _parser: None


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 on success, 2 on wrong usage or input, 1 otherwise."""
    options = parser().parse_args(words)
    try:
        return int(options.run(options))
    except CommandError as error:
        return _fail(options, str(error), error.code)
    except KeyboardInterrupt:
        return _fail(options, "interrupted", FAILED)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # the last door: a line for the operator, the trace for the log level DEBUG
        logging.getLogger(__name__).debug("command failed", exc_info=error)
        line = (str(error).splitlines() or [""])[0]
        return _fail(options, f"unexpected {type(error).__name__}: {line}; please report it", FAILED)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = Parser(prog="yizhan", description="A WeChat account for villages: one station, three platforms.")
    groups: dict[tuple[str, ...], argparse._SubParsersAction[Parser]] = {
        (): root.add_subparsers(metavar="COMMAND", required=True)
    }
    for command in COMMANDS:
        for length in range(1, len(command.words)):
            group = command.words[:length]
            if group not in groups:
                above = groups[group[:-1]].add_parser(group[-1], help=GROUPS[group])
                groups[group] = above.add_subparsers(metavar="COMMAND", required=True)
        each = groups[command.words[:-1]].add_parser(
            command.words[-1], help=command.help, description=command.help
        )
        command.arguments(each)
        each.set_defaults(run=command.run, command=" ".join(command.words))
    return root


def _fail(options: argparse.Namespace, message: str, code: int) -> int:
    sys.stderr.write(f"yizhan {options.command}: {message}\n")
    return code


# ---------------------------------------------------------------- arguments


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=Path("config.toml"),
        help="the settings file (default: config.toml)",
    )


def _for_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the log-in name, and the person's name")
    parser.add_argument("--role", required=True, help=f"one of {', '.join(Role)}")
    parser.add_argument("--region", required=True, metavar="CODE", help="code of the region, grid or station")
    _config(parser)


def _for_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", type=Path, help="a new file, or a folder to put one in")
    _config(parser)


def _for_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", type=Path, help="the file that `yizhan backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace the database and photos that are there")
    _config(parser)


def _for_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8080, help="default: 8080; 0 takes any that is free")
    parser.add_argument(
        "--data-dir", metavar="DIR", type=Path, default=Path("demo-data"), help="default: demo-data"
    )


def _for_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", type=Path, help="a folder of CSV files, or a workbook")
    parser.add_argument("--dry-run", action="store_true", help="check and count only, write nothing")
    _config(parser)


def _for_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", choices=EXPORTS, help=f"one of {', '.join(EXPORTS)}")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="default: jsonl")
    parser.add_argument("--since", metavar="DATE", help="nothing older, such as 2026-11-01")
    parser.add_argument("--region", metavar="CODE", help="only this region and what lies in it")
    _config(parser)


def _for_job(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="see `yizhan jobs list`")
    parser.add_argument("--at", metavar="MOMENT", help="as of then, such as 2026-12-01T08:00 (default: now)")
    _config(parser)


def _for_understand(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="JSON Lines; standard input without"
    )
    parser.add_argument("--config", type=Path, help="settings whose village's names are to be known")


def _for_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="labelled JSON Lines")


def _for_corpus(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help='JSON Lines: {"text", "intent", "slots"?}')


def _for_retrain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="install the new model even if it is worse")


def _for_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "figure", metavar="FIGURE", choices=("all", *FIGURES, *LARGE), nargs="?", default="all"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of each round (default: 10)")
    parser.add_argument("--short", action="store_true", help="a county's figures with less of everything")


# ---------------------------------------------------------------- bodies


def _demo(options: argparse.Namespace) -> int:
    return run_demo(options.port, options.data_dir)


def _serve(options: argparse.Namespace) -> int:
    return serve(options.config)


def _migrate(options: argparse.Namespace) -> int:
    with opened(options.config, any_version=True) as house:
        migrate(house.engine, and_then=load_catalogues)
    sys.stdout.write("the database is at this program's version\n")
    return OK


def _backup(options: argparse.Namespace) -> int:
    done = back_up(options.config, options.target, SystemClock().now())
    sys.stdout.write(
        f"{done.where}: database of version {done.version}, {done.photos} photos and recordings\n"
    )
    sys.stdout.write("the key is not in it: keep privacy.key_file apart\n")
    return OK


def _restore(options: argparse.Namespace) -> int:
    done = restore(options.config, options.source, force=options.force)
    sys.stdout.write(f"restored from version {done.version}, with {done.photos} photos and recordings\n")
    return OK


def _add_user(options: argparse.Namespace) -> int:
    role = role_named(options.role)
    with opened(options.config) as house:
        password = ask_password(sys.stdin)
        with house.make_session.begin() as session:
            now = SystemClock().now()
            add_user(session, options.name, role=role, scope_code=options.region, password=password, now=now)
    sys.stdout.write(f"user {options.name} may log in at /console as {role.label}\n")
    return OK


def _import(options: argparse.Namespace) -> int:
    with opened(options.config) as house:
        return import_command(
            house.make_session,
            options.source,
            dry_run=options.dry_run,
            datum=house.settings.map.datum,
            today=SystemClock().now().date(),
            out=sys.stdout,
            errors=sys.stderr,
        )


def _export(options: argparse.Namespace) -> int:
    if options.format == "xlsx" and sys.stdout.isatty():
        message = "a workbook is no text: redirect it into a file, such as > cases.xlsx"
        raise CommandError(message, WRONG_INPUT)
    with opened(options.config) as house, house.make_session() as session:
        session.connection(execution_options={"reads_only": True})
        wanted = wanted_of(session, options.since, options.region)
        count = export(session, options.kind, wanted, options.format, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    with opened(options.config) as house, house.make_session.begin() as session:
        now = SystemClock().now()
        note_access(session, None, Access.EXPORT, now, detail=f"yizhan export {options.kind}: {count} rows")
    return OK


def _list_jobs(options: argparse.Namespace) -> int:
    list_jobs(settings_of(options.config), sys.stdout, SystemClock().now())
    return OK


def _run_job(options: argparse.Namespace) -> int:
    with opened(options.config) as house:
        run_one(house, options.name, options.at, sys.stdout)
    return OK


def _push_menu(options: argparse.Namespace) -> int:
    push_menu(settings_of(options.config).wechat)
    sys.stdout.write("the menu is up; phones show it within five minutes\n")
    return OK


def _check_corpus(_options: argparse.Namespace) -> int:
    return check_corpus(sys.stdout, sys.stderr)


def _add_to_corpus(options: argparse.Namespace) -> int:
    return add_to_corpus(options.file, sys.stdout, sys.stderr)


def _retrain(options: argparse.Namespace) -> int:
    return retrain(sys.stdout, sys.stderr, force=options.force)


def _doctor(options: argparse.Namespace) -> int:
    failed = False
    for finding in examine(settings_of(options.config)):
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        failed = failed or finding.verdict is Verdict.BAD
    return FAILED if failed else OK


def _understand(options: argparse.Namespace) -> int:
    understander, gazetteer = load(), _gazetteer_of(options.config)
    if options.file is None:
        return understand_stream(sys.stdin, sys.stdout, sys.stderr, understander, gazetteer)
    try:
        with options.file.open(encoding="utf-8") as lines:
            return understand_stream(lines, sys.stdout, sys.stderr, understander, gazetteer)
    except (OSError, UnicodeDecodeError) as error:
        message = f"{options.file}: cannot be read: {error}"
        raise CommandError(message, WRONG_INPUT) from error


def _gazetteer_of(config: Path | None) -> Gazetteer:
    """Return the names of the settings' villages; those of the demo's without settings."""
    if config is None:
        return read_gazetteer()
    with opened(config) as house, house.make_session() as session:
        return build_gazetteer(session, "")


def _bench(options: argparse.Namespace) -> int:
    return bench(options.figure, options.seconds, sys.stdout, short=options.short)


def _evaluate(options: argparse.Namespace) -> int:
    try:
        evaluate(options.file, sys.stdout)
    except (OSError, ValueError) as error:
        message = f"{options.file}: {error}"
        raise CommandError(message, WRONG_INPUT) from error
    return OK


GROUPS: dict[tuple[str, ...], str] = {
    ("corpus",): "the texts that understanding is trained on",
    ("jobs",): "the scheduled jobs",
    ("user",): "console accounts",
    ("menu",): "the account's menu in WeChat",
}
COMMANDS = (
    Command(("demo",), "Run the whole product on this machine with a demo village.", _demo, _for_demo),
    Command(("serve",), "Run the service until SIGTERM.", _serve, _config),
    Command(("migrate",), "Bring the database to this program's version.", _migrate, _config),
    Command(("backup",), "Write database and photos into one file while all runs.", _backup, _for_backup),
    Command(("restore",), "Put a backup in place: all or nothing.", _restore, _for_restore),
    Command(("import",), "Load village data: all or nothing, repeatable.", _import, _for_import),
    Command(("export",), "Write cases, notices and the rest to standard output.", _export, _for_export),
    Command(("jobs", "list"), "List the scheduled jobs with their next run.", _list_jobs, _config),
    Command(("jobs", "run"), "Run a job as of a moment; its work is done once.", _run_job, _for_job),
    Command(("menu", "push"), "Put the account's menu up at WeChat.", _push_menu, _config),
    Command(("corpus", "check"), "Check the training texts and count them by intent.", _check_corpus),
    Command(("corpus", "add"), "Add labelled messages to the village's texts.", _add_to_corpus, _for_corpus),
    Command(("retrain",), "Train anew; a worse model is not installed.", _retrain, _for_retrain),
    Command(("doctor",), "Check the installation, a line a check.", _doctor, _config),
    Command(("user", "add"), "Add a console account; the password is asked for.", _add_user, _for_user),
    Command(("understand",), "Understand JSON Lines of texts.", _understand, _for_understand),
    Command(("evaluate",), "Measure the understanding on labelled texts.", _evaluate, _for_evaluate),
    Command(("bench",), "Measure how fast it is on this machine.", _bench, _for_bench),
)


if __name__ == "__main__":
    sys.exit(main())
