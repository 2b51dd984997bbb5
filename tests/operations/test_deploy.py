"""What deploy/ says is so: it parses, names nothing that is not there, and the tools it is for accept it."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import COMMANDS
from bot.config import load
from bot.log import HOME as ROOT
from bot.wechat.parse import MAX_BODY
from tests.operations.test_metrics import SERIES

DEPLOY = ROOT / "deploy"
YAML = sorted(DEPLOY.glob("*.yaml"))
TEXTS = [path for path in sorted(DEPLOY.iterdir()) if path.is_file()]
A_SERIES = re.compile(r"\b(?:yizhan|process)_[a-z_]+_?[a-z]+\b(?=[\s({\[)/\"]|$)")
A_COMMAND = re.compile(r"(?:bin/yizhan|`yizhan) ([a-z]+)")
KNOWN = {command.words for command in COMMANDS}
MORE_SERIES = {"process_cpu_seconds_total"}
systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")


def parsed(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def said(*command: str | Path) -> str:
    """Run a tool that checks a file; returns what it says, which must be followed by success."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - named here
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_yaml_parses(path: Path) -> None:
    assert parsed(path.name)


# ---------------------------------------------------------------- figures


def expressions() -> list[str]:
    """Return every expression of the dashboard and the alerts."""
    dashboard = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    rules = [rule for group in parsed("alerts.yaml")["groups"] for rule in group["rules"]]
    return shown + [rule["expr"] for rule in rules]


def test_dashboard_and_alerts_name_only_figures_that_exist() -> None:
    named = {name for each in expressions() for name in A_SERIES.findall(each)}
    assert named - SERIES.keys() - MORE_SERIES == set()


def test_the_dashboard_shows_every_figure() -> None:
    shown = " ".join(expressions())
    assert [name for name in SERIES if name.startswith("yizhan") and name not in shown] == []


def test_every_label_the_dashboard_and_alerts_group_by_exists() -> None:
    labels = {"instance"}.union(*SERIES.values())
    groups = [by for each in expressions() for by in re.findall(r"by \(([^)]*)\)", each)]
    assert {word for by in groups for word in by.split(", ")} - labels == set()


def test_every_alert_says_what_to_do() -> None:
    rules = [rule for group in parsed("alerts.yaml")["groups"] for rule in group["rules"]]
    assert all(rule["annotations"].keys() == {"summary", "action"} for rule in rules)
    assert {rule["labels"]["severity"] for rule in rules} == {"page", "ticket"}


@pytest.mark.skipif(not shutil.which("promtool"), reason="Prometheus is not installed")
def test_prometheus_accepts_its_files() -> None:
    assert "SUCCESS" in said("promtool", "check", "config", DEPLOY / "prometheus.yaml")


# ---------------------------------------------------------------- settings, commands, paths


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(path: Path) -> None:
    first_words = {words[0] for words in KNOWN}
    assert set(A_COMMAND.findall(path.read_text(encoding="utf-8"))) <= first_words


def test_the_settings_of_the_containers_load(tmp_path: Path) -> None:
    written = (DEPLOY / "config.toml").read_text(encoding="utf-8").replace("/run/secrets", str(tmp_path))
    for name, value in parsed("compose.yaml")["secrets"].items():
        assert value["file"] == f"./secrets/{name}"
        (tmp_path / name).write_text("y" * 43 if name == "wechat_aes_key" else "postgresql://y@database/y")
    (tmp_path / "config.toml").write_text(written, encoding="utf-8")
    settings = load(tmp_path / "config.toml")
    assert settings.database.url.startswith("postgresql://")
    subnets = [each["subnet"] for each in parsed("compose.yaml")["networks"]["inside"]["ipam"]["config"]]
    assert settings.server.proxies == subnets


def test_the_compose_file_has_what_it_names() -> None:
    compose = parsed("compose.yaml")
    services = compose["services"]
    assert {"bot1", "bot2", "database", "migrate", "proxy"} <= services.keys()
    for service in services.values():
        assert set(service.get("secrets", [])) <= compose["secrets"].keys()
        assert set(service["networks"]) <= compose["networks"].keys()
        assert set(service.get("depends_on", [])) <= services.keys()
        sources = [mount.split(":")[0] for mount in service["volumes"]] if "volumes" in service else []
        files = {each for each in sources if each.startswith("./") and each != "./tls"}
        assert {each for each in files if not (DEPLOY / each).exists()} == set()
        assert {each for each in sources if not each.startswith(".")} <= compose["volumes"].keys()
    ours = [service for service in services.values() if service["image"] == "yizhan"]
    assert all((service["command"][0],) in KNOWN for service in ours if "command" in service)


def test_nobody_outside_reaches_the_service_but_through_the_proxy() -> None:
    services = parsed("compose.yaml")["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published.pop("proxy") == ["80:80", "443:443"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_the_image_is_built_from_the_lock_and_runs_without_root() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    sources = [each for line in copied for each in line]
    assert [each for each in sources if not (ROOT / each).exists()] == []
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{each}" for each in sources} == {line for line in allowed if line.startswith("!")}
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
    assert "USER yizhan" in lines


# ---------------------------------------------------------------- systemd


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there in place of the installed one."""
    written = (DEPLOY / "yizhan.service").read_text(encoding="utf-8")
    program = "/opt/yizhan/.venv/bin/yizhan"
    assert program in written
    path = tmp_path / "yizhan.service"
    path.write_text(written.replace(program, shutil.which("true") or ""), encoding="utf-8")
    return path


@systemd
def test_systemd_accepts_the_unit(unit: Path) -> None:
    assert said("systemd-analyze", "verify", "--man=no", unit) == ""


@systemd
def test_the_unit_leaves_little_open(unit: Path) -> None:
    verdict = said("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)
    assert "exposure level" in verdict


def test_what_is_under_way_may_be_finished_before_the_unit_is_killed() -> None:
    stop = re.search(r"TimeoutStopSec=(\d+)", (DEPLOY / "yizhan.service").read_text(encoding="utf-8"))
    assert stop is not None
    assert int(stop[1]) > 2 * 15 + 12
    assert parsed("compose.yaml")["x-bot"]["stop_grace_period"] == "45s"


def test_the_proxy_takes_what_wechat_may_send() -> None:
    assert f"client_max_body_size {MAX_BODY // 1024}k" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
