"""Settings from the environment or `.env`; everything else is set in the chat and lives in the database."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.rules.settings import CompanySettings
from storage.engine import BadDatabaseUrl, check_url

COMPANY = CompanySettings()


class BadSettings(Exception):
    """Settings that cannot work; `lines` say which and what to write instead, one line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("is not a bot token: it looks like 123456789:AAE… and comes from @BotFather")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("may hold only letters A-Z, digits, _ and -, at most 256 of them")
    return value


def _database(value: str) -> str:
    try:
        check_url(value)
    except BadDatabaseUrl as error:
        raise ValueError(str(error).removeprefix("DATABASE_URL ")) from error
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address that begins with http:// or https://")
    return value.rstrip("/")


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("must be host:port, such as 127.0.0.1:8080")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("is not a time zone: write it like Europe/Kyiv") from error
    return value


def _locale(value: str) -> str:
    if value not in {"ru", "uk", "en"}:
        raise ValueError("must be ru, uk or en")
    return value


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError("must be three capital letters, such as UAH")
    return value


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("must be two capital letters, such as UA")
    return value


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ValueError("must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
    return value.upper()


class Settings(BaseSettings):
    """What the process needs to know before it can open its database and speak to Telegram.

    `timezone`, `locale`, `currency` and `country` are the company's at its first start; later they are changed in
    the chat.
    """

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    database_url: Annotated[str, AfterValidator(_database)] = Field("sqlite+aiosqlite:///data/voronka.db", repr=False)
    telegram_api_url: Annotated[str, AfterValidator(_web_address)] = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(_web_address)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    webhook_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    timezone: Annotated[str, AfterValidator(_zone)] = COMPANY.zone
    locale: Annotated[str, AfterValidator(_locale)] = COMPANY.locale
    currency: Annotated[str, AfterValidator(_currency)] = COMPANY.currency
    country: Annotated[str, AfterValidator(_country)] = COMPANY.country
    log_level: Annotated[str, AfterValidator(_level)] = "INFO"

    @model_validator(mode="after")
    def _webhook_needs_secret(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is missing: with WEBHOOK_URL anybody could send updates without it")
        return self

    @property
    def token(self) -> str:
        """The bot token itself."""
        return self.bot_token.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be logged."""
        hidden = [self.token, self.token.partition(":")[2]]
        if self.webhook_secret:
            hidden.append(self.webhook_secret.get_secret_value())
        password = check_url(self.database_url).password
        return tuple(hidden + ([str(password)] if password else []))

    @property
    def level(self) -> int:
        """LOG_LEVEL as a number of `logging`."""
        return logging.getLevelNamesMapping()[self.log_level]


def load_settings(env_file: str | Path | None = ".env", **values: Any) -> Settings:
    """Read the settings; `values` go before the environment. Raises BadSettings, one line per bad value."""
    try:
        return Settings(_env_file=env_file, **values)
    except ValidationError as error:
        raise BadSettings([_line(item) for item in error.errors(include_input=False)]) from None


def load_settings_without_bot(env_file: str | Path | None = ".env") -> Settings:
    """The settings for commands that never speak to Telegram and need no token. Raises BadSettings."""
    return load_settings(env_file, bot_token=SecretStr("0:none"))


def _line(error: Any) -> str:
    if error["type"] == "missing":
        return "BOT_TOKEN is missing: get one from @BotFather and put it into the environment or the file .env"
    message = str(error["msg"]).removeprefix("Value error, ")
    name = "_".join(str(part) for part in error["loc"]).upper()
    return f"{name} {message}" if name else message
