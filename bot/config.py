"""Settings: one TOML file, checked whole at start, frozen afterwards.

Unknown keys, wrong types and missing keys are all named at once. Any secret may be written as
`env:NAME` or `file:PATH`.
"""

import os
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator


class SettingsError(Exception):
    """Settings that cannot be used; the message names every fault, a line each."""


def _secret(value: str) -> str:
    """Read a secret from where its setting says it lies."""
    kind, _, where = value.partition(":")
    if kind == "env":
        if where not in os.environ:
            message = f"environment variable {where} is not set"
            raise ValueError(message)
        return os.environ[where]
    if kind == "file":
        try:
            return Path(where).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"cannot read {where}: {error.strerror}"
            raise ValueError(message) from error
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = "no such time zone; write for example Asia/Shanghai"
        raise ValueError(message) from error
    return value


def _networks(value: list[str]) -> list[str]:
    for each in value:
        try:
            ip_network(each)
        except ValueError as error:
            message = f"{each!r} is no address or network; write for example 127.0.0.1 or 172.16.0.0/12"
            raise ValueError(message) from error
    return value


def _address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        message = "an address begins with http:// or https://"
        raise ValueError(message)
    return value


Secret = Annotated[str, AfterValidator(_secret), Field(repr=False)]


class Section(BaseModel):
    """One section of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Server(Section):
    """Where the service listens and where telephones reach it."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    proxies: Annotated[list[str], AfterValidator(_networks)] = []
    workers: int = Field(default=1, ge=1, le=64)


class Database(Section):
    """Where everything is kept: an SQLite file or PostgreSQL."""

    url: Secret = "sqlite:///data/yizhan.db"


class WeChat(Section):
    """The Official Account's credentials; an empty `aes_key` means plain mode."""

    app_id: str = ""
    app_secret: Secret = ""
    token: Secret = ""
    aes_key: Secret = ""
    api_base_url: str = "https://api.weixin.qq.com"
    templates: dict[str, str] = {}
    subscriptions: dict[str, str] = {}

    @model_validator(mode="after")
    def _whole_key(self) -> "WeChat":
        if self.aes_key and len(self.aes_key) != AES_KEY_LENGTH:
            message = f"aes_key has {len(self.aes_key)} characters; WeChat's EncodingAESKey has 43"
            raise ValueError(message)
        return self


class Schedule(Section):
    """The scheduled jobs."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    enabled: bool = True


class Privacy(Section):
    """How personal data is kept: the file of the key that telephones and ID numbers are sealed with."""

    key_file: str = "data/yizhan.key"


class Media(Section):
    """Where photos and recordings are kept."""

    folder: str = "data/media"


class Voice(Section):
    """What turns recordings into words: a service over HTTP; none where the address is empty."""

    recogniser_url: Annotated[Secret, AfterValidator(_address)] = ""
    recogniser_timeout: int = Field(default=20, ge=1, le=300)


class Log(Section):
    """What is written to standard error: `access` adds a line a request that has no turn's."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"
    access: bool = True


class Map(Section):
    """The datum of coordinates in village data: GCJ-02 as WeChat's, or WGS-84 to be shifted on import."""

    datum: Literal["GCJ-02", "WGS-84"] = "GCJ-02"


class Settings(BaseModel):
    """All settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    server: Server = Server()
    database: Database = Database()
    wechat: WeChat = WeChat()
    schedule: Schedule = Schedule()
    privacy: Privacy = Privacy()
    media: Media = Media()
    voice: Voice = Voice()
    map: Map = Map()
    log: Log = Log()

    @model_validator(mode="after")
    def _workers_need_postgresql(self) -> "Settings":
        if self.server.workers > 1 and self.database.url.startswith("sqlite"):
            message = "server.workers above 1 needs PostgreSQL: set database.url to postgresql://…"
            raise ValueError(message)
        return self


AES_KEY_LENGTH = 43


def load(path: Path) -> Settings:
    """Read settings from a file; raises `SettingsError` naming every fault."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); copy config.example.toml there"
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: is not valid TOML: {error}"
        raise SettingsError(message) from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        faults = (f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError("\n".join(faults)) from error
