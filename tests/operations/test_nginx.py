"""deploy/nginx.conf in a real nginx: who is asked again, what callers can forge, what is logged."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.log import HOME as ROOT

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.skipif(
    not Path(NGINX).exists(), reason="nginx is not installed (Debian: nginx-light)"
)


@dataclass
class Double:
    """A process of the service that answers everything with one status and keeps what it was asked."""

    status: int = 200
    asked: list[web.BaseRequest] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        async with TestServer(app) as server:
            yield server.port or 0

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        return web.Response(status=self.status)


@dataclass
class Front:
    """nginx, running."""

    port: int
    log: Path

    async def ask(self, method: str, path: str, **headers: str) -> int:
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as client,
            client.request(method, f"https://127.0.0.1:{self.port}{path}", headers=headers) as answer,
        ):
            return answer.status


def make_certificate(folder: Path) -> None:
    """Make a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def written(folder: Path, ports: tuple[int, int], port: int) -> Path:
    """Write the configuration with this machine's ports and places in it, and nothing else changed."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "bot1:8080": f"127.0.0.1:{ports[0]}",
        "bot2:8080": f"127.0.0.1:{ports[1]}",
        "listen 80 ": f"listen 127.0.0.1:{unused_port()} ",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/nginx/tls": str(folder),
        "/dev/stdout": str(folder / "access"),
        "/dev/stderr": str(folder / "errors"),
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(f"pid {folder}/pid;\n{text}", encoding="utf-8")
    return path


@asynccontextmanager
async def front(folder: Path, first: Double, second: Double) -> AsyncIterator[Front]:
    """Run nginx before two doubles."""
    make_certificate(folder)
    async with first.open() as one, second.open() as other:
        port = unused_port()
        config = written(folder, (one, other), port)
        subprocess.run([NGINX, "-t", "-q", "-c", config, "-e", folder / "errors"], check=True)  # noqa: S603, ASYNC221
        command = [NGINX, "-c", str(config), "-e", str(folder / "errors")]
        subprocess.run(command, check=True)  # noqa: S603, ASYNC221 - it goes to the background once it listens
        try:
            yield Front(port, folder / "access")
        finally:
            subprocess.run([*command, "-s", "stop"], check=True)  # noqa: S603, ASYNC221


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that nginx's workers, of another user, can look into."""
    for each in (tmp_path, *tmp_path.parents[:3]):
        each.chmod(0o755)
    return tmp_path


async def test_a_delivery_that_one_process_could_not_keep_goes_to_the_other(folder: Path) -> None:
    full, well = Double(503), Double()
    async with front(folder, full, well) as nginx:
        assert [await nginx.ask("POST", "/wechat?openid=oX") for _ in range(2)] == [200, 200]
    assert len(well.asked) == 2
    assert 1 <= len(full.asked) <= 2


async def test_where_both_cannot_wechat_is_told(folder: Path) -> None:
    async with front(folder, Double(503), Double(503)) as nginx:
        assert await nginx.ask("POST", "/wechat") == 503


async def test_what_changes_something_in_the_console_is_not_sent_twice(folder: Path) -> None:
    one, other = Double(503), Double(503)
    async with front(folder, one, other) as nginx:
        assert await nginx.ask("POST", "/console/users") == 503
    assert len(one.asked) + len(other.asked) == 1


async def test_nobody_can_forge_where_they_call_from(folder: Path) -> None:
    one, other = Double(), Double()
    async with front(folder, one, other) as nginx:
        await nginx.ask("GET", "/console/login", **{"X-Forwarded-For": "203.0.113.9"})
    (request,) = one.asked + other.asked
    assert request.headers.getall("X-Forwarded-For") == ["127.0.0.1"]


async def test_how_the_service_is_concerns_nobody_outside(folder: Path) -> None:
    one, other = Double(), Double()
    async with front(folder, one, other) as nginx:
        assert [await nginx.ask("GET", f"/{page}") for page in ("metrics", "healthz", "readyz")] == [404] * 3
    assert one.asked + other.asked == []


async def test_the_log_has_no_queries(folder: Path) -> None:
    async with front(folder, Double(), Double()) as nginx:
        await nginx.ask("POST", "/wechat?openid=oSECRET&signature=x")
        await nginx.ask("GET", "/console/people?q=wang")
    logged = (folder / "access").read_text(encoding="utf-8")
    assert "/console/people" in logged
    assert "?" not in logged
