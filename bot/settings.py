"""The program's settings: from the environment and .env, checked, secrets kept secret."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from bot.errors import OperatorMistake
from content import PACKAGED
from storage.types import VIETNAM

PREFIX = "DONGHANH_"
LEAST_DAYS = 2
"""Days that an update is kept at least: Telegram brings one again for up to 24 hours, and its row is how we know it."""
OF_THE_TESTS = frozenset({"EXAMPLES", "TEST_BROWSER"})
"""Read by the project's tests alone; whoever runs those has them in the program's environment too."""


class Settings(BaseSettings):
    """Every setting, by its name without the prefix DONGHANH_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_file_url: str = "https://api.telegram.org/file/bot"
    zalo_bots: SecretStr | None = None
    zalo_links: str = ""
    zalo_base_url: str = "https://bot-api.zaloplatforms.com"
    zalo_webhook_secret: SecretStr | None = None
    zalo_rate: Annotated[float, Field(gt=0, le=1000)] = 5.0
    zalo_loopback_pictures: bool = False
    zalo_people: Annotated[int, Field(ge=3)] | None = None
    data_dir: Path = Path("data")
    database_url: str = Field(default="", validate_default=True)
    course: str = "lop-664"
    content_dir: Path = PACKAGED
    public_url: str | None = None
    webhook_secret: SecretStr | None = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8081
    bulk_rate: Annotated[float, Field(gt=0, le=1000)] = 25.0
    clock_start: datetime | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    prune_days: int = 90

    @field_validator("prune_days")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if value < 0 or 0 < value < LEAST_DAYS:
            raise ValueError(f"phải là 0 (không bao giờ xóa) hoặc từ {LEAST_DAYS} trở lên")
        return value

    @field_validator("telegram_base_url", "telegram_file_url", "zalo_base_url", "public_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and _parts(value).scheme not in {"http", "https"}:
            raise ValueError("phải là địa chỉ bắt đầu bằng http:// hoặc https://")
        if value is not None and not _parts(value).hostname:
            raise ValueError("thiếu tên máy, ví dụ: https://lop.example.vn")
        return None if value is None else value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("https://") and not on_loopback(value):
            raise ValueError("phải bắt đầu bằng https:// (Telegram và Zalo chỉ gọi địa chỉ có mã hóa)")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("content_dir")
    @classmethod
    def _with_courses(cls, value: Path) -> Path:
        if not (value / "courses").is_dir():
            raise ValueError(f"không có thư mục courses trong {value}")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str, info: ValidationInfo) -> str:
        folder: Path = info.data.get("data_dir", Path("data"))
        if not value or value == "sqlite+aiosqlite:///":
            return f"sqlite+aiosqlite:///{(folder / 'donghanh.db').resolve()}"
        if not value.startswith(("sqlite+aiosqlite://", "postgresql+")):
            raise ValueError("phải bắt đầu bằng sqlite+aiosqlite:///")
        return value

    @field_validator("webhook_secret", "zalo_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        text = "" if value is None else value.get_secret_value()
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,256}", text):
            raise ValueError("cần 8–256 ký tự A–Z a–z 0–9 _ -")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        number, _, rest = ("" if value is None else value.get_secret_value()).partition(":")
        if value is not None and not (number.isascii() and number.isdigit() and rest):
            raise ValueError("không có dạng 123456:ABC… mà BotFather đã cấp")
        return value

    @field_validator("zalo_bots")
    @classmethod
    def _named_tokens(cls, value: SecretStr | None) -> SecretStr | None:
        bots = _bots(value)
        if value is not None and not bots:
            raise ValueError("chưa có bot nào; cần danh sách tên=mã, ví dụ: xa1=12345689:abc-xyz")
        if any(not _NAME.fullmatch(name) or not _ZALO_TOKEN.fullmatch(token) for name, token in bots):
            raise ValueError("cần danh sách tên=mã, cách nhau bằng dấu phẩy, ví dụ: xa1=12345689:abc-xyz")
        if any(len(set(part)) < len(bots) for part in zip(*bots, strict=True)):
            raise ValueError("mỗi bot cần một tên và một mã riêng")
        if len({token.partition(":")[0] for _, token in bots}) < len(bots):
            raise ValueError("hai mã của cùng một bot: số trước dấu hai chấm phải khác nhau")
        return value

    @field_validator("zalo_links")
    @classmethod
    def _named_links(cls, value: str) -> str:
        if any(not name or not link.startswith("https://") for name, link in _named(value)):
            raise ValueError("cần danh sách tên=đường dẫn, cách nhau bằng dấu phẩy, ví dụ: xa1=https://zalo.me/123")
        return value

    @field_validator("clock_start")
    @classmethod
    def _in_vietnam(cls, value: datetime | None) -> datetime | None:
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=VIETNAM)

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if self.public_url is not None and self.webhook_secret is None and (self.telegram_token or not self.zalo):
            raise ValueError("WEBHOOK_SECRET: cần có khi đặt DONGHANH_PUBLIC_URL")
        servers = [*((self.telegram_base_url, self.telegram_file_url) if self.telegram_token or not self.zalo else ())]
        servers += [self.zalo_base_url] if self.zalo else []
        if self.clock_start is not None and not all(map(on_loopback, servers)):
            raise ValueError("CLOCK_START: chỉ dùng khi mọi máy chủ kênh chạy trên chính máy này")
        if strange := sorted(self.links.keys() - dict(self.zalo)):
            raise ValueError(f"ZALO_LINKS: không có bot tên {strange[0]} trong DONGHANH_ZALO_BOTS")
        if self.zalo_loopback_pictures and not on_loopback(self.zalo_base_url):
            raise ValueError("ZALO_LOOPBACK_PICTURES: chỉ dùng khi máy chủ của Zalo chạy trên chính máy này")
        if self.zalo_people is not None and not on_loopback(self.zalo_base_url):
            raise ValueError("ZALO_PEOPLE: chỉ dùng khi máy chủ của Zalo chạy trên chính máy này")
        return self

    @property
    def zalo(self) -> list[tuple[str, str]]:
        """Zalo's bots as (name, token), in the order of their being written."""
        return _bots(self.zalo_bots)

    @property
    def links(self) -> dict[str, str]:
        """Where phones open Zalo's bots, by the bot's name."""
        return dict(_named(self.zalo_links))

    @property
    def brought(self) -> dict[str, bool]:
        """Each channel that there is, and whether its updates are brought to us (a webhook) or asked for."""
        ways = {"Telegram": self.public_url is not None} if self.telegram_token else {}
        hooked = self.public_url is not None and self.zalo_webhook_secret is not None
        return ways | ({"Zalo": hooked} if self.zalo else {})

    @property
    def secrets(self) -> list[str]:
        """Everything that no log line may hold."""
        given = (self.telegram_token, self.webhook_secret, self.zalo_webhook_secret)
        return [*(one.get_secret_value() for one in given if one), *(token for _, token in self.zalo)]

    @property
    def files_dir(self) -> Path:
        """Where what people sent in is kept."""
        return self.data_dir / "files"

    @property
    def course_dir(self) -> Path:
        """The folder of the course."""
        return self.content_dir / "courses" / self.course


_NAME = re.compile(r"\w[\w.-]{0,39}")
"""What an operator calls a bot: letters and digits of any script, and _ . - behind the first."""
_ZALO_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{3,200}")


def _bots(value: SecretStr | None) -> list[tuple[str, str]]:
    """`a=1:x, b=2:y` → [("a", "1:x"), ("b", "2:y")]."""
    return [] if value is None else _named(value.get_secret_value())


def _named(value: str) -> list[tuple[str, str]]:
    """`a=1, b=2` → [("a", "1"), ("b", "2")]."""
    found = [part.partition("=") for part in value.split(",") if part.strip()]
    return [(name.strip(), rest.strip()) for name, _, rest in found]


def _parts(value: str) -> SplitResult:
    """The parts of an address. Raises ValueError that says in Vietnamese what is wrong."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # read only to be checked
    except ValueError:
        raise ValueError("địa chỉ viết sai, ví dụ đúng: https://lop.example.vn") from None
    return parts


def on_loopback(url: str) -> bool:
    """Whether the address is this machine itself."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**given: object) -> Settings:
    """The settings. Raises OperatorMistake with one line that names the first one at fault."""
    _refuse_unknown(given.get("_env_file", Settings.model_config["env_file"]))
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as wrong:
        raise OperatorMistake(_line(wrong)) from None  # the chained error would print the value, perhaps a secret


def _refuse_unknown(env_file: object) -> None:
    """A misspelt name must not pass for a setting that was made. Raises OperatorMistake."""
    names = {name.upper() for name in [*os.environ, *_named_in(env_file)]}
    known = {name.upper() for name in Settings.model_fields}
    given = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    for name in sorted(given - known - OF_THE_TESTS):
        near = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
        meant = f"; có phải {PREFIX}{near[0]}?" if near else ""
        raise OperatorMistake(f"{PREFIX}{name}: không có cài đặt nào tên này{meant}")


def _named_in(env_file: object) -> Iterable[str]:
    """The names in a .env file."""
    return DotEnvSettingsSource(Settings, env_file=env_file).env_vars  # type: ignore[arg-type]  # as given to Settings


_REASONS = {
    "int_parsing": "phải là số nguyên",
    "float_parsing": "phải là số",
    "bool_parsing": "phải là true hoặc false",
    "literal_error": "phải là một trong: {expected}",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
    "datetime_from_date_parsing": "phải là thời điểm dạng 2026-05-22T18:55",
    "datetime_parsing": "phải là thời điểm dạng 2026-05-22T18:55",
}


def _line(wrong: ValidationError) -> str:
    error = wrong.errors(include_input=False, include_url=False)[0]
    reason = _REASONS.get(error["type"], "").format(**error.get("ctx", {})).replace(" or ", " hoặc ")
    reason = reason or error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return f"{PREFIX}{reason}"
    return f"{PREFIX}{str(error['loc'][0]).upper()}: {reason}"
