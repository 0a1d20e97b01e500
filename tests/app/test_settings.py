"""Settings: what is taken, and one clear line for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, load_settings, load_settings_without_bot

NAMES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:AAE-x_y")
    settings = load_settings(None)
    assert settings.token == "123:AAE-x_y"
    assert settings.database_url == "sqlite+aiosqlite:///data/voronka.db"
    assert (settings.timezone, settings.locale, settings.currency, settings.country) == (
        "Europe/Kyiv", "ru", "UAH", "UA",
    )  # fmt: skip


def test_a_file_is_read_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("BOT_TOKEN=1:file\nLOCALE=uk\nCURRENCY=\nUNKNOWN=1\n")
    monkeypatch.setenv("BOT_TOKEN", "2:environment")
    settings = load_settings(file)
    assert (settings.token, settings.locale, settings.currency) == ("2:environment", "uk", "UAH")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BOT_TOKEN", "hello", "BOT_TOKEN is not a bot token"),
        ("BOT_TOKEN", "", "BOT_TOKEN is missing"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not a database address"),
        ("TELEGRAM_API_URL", "localhost", "TELEGRAM_API_URL must be a web address"),
        ("WEBHOOK_URL", "example.org/x", "WEBHOOK_URL must be a web address"),
        ("WEBHOOK_URL", "https://example.org/x", "WEBHOOK_SECRET is missing"),
        ("WEBHOOK_SECRET", "привет", "WEBHOOK_SECRET may hold only"),
        ("WEBHOOK_LISTEN", "8080", "WEBHOOK_LISTEN must be host:port"),
        ("WEBHOOK_LISTEN", "localhost:99999", "WEBHOOK_LISTEN must be host:port"),
        ("TIMEZONE", "Mars/Olympus", "TIMEZONE is not a time zone"),
        ("LOCALE", "de", "LOCALE must be ru, uk or en"),
        ("CURRENCY", "hryvnia", "CURRENCY must be three capital letters"),
        ("COUNTRY", "Ukraine", "COUNTRY must be two capital letters"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG"),
    ],
)
def test_what_is_wrong_is_one_line(name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:x")
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        load_settings(None)
    (line,) = caught.value.lines
    assert line.startswith(words)
    assert "\n" not in line


def test_every_wrong_value_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALE", "de")
    monkeypatch.setenv("TIMEZONE", "Mars")
    with pytest.raises(BadSettings) as caught:
        load_settings(None)
    assert len(caught.value.lines) == 3


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:very-secret")
    monkeypatch.setenv("WEBHOOK_SECRET", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:pass-word@host/name")
    settings = load_settings(None)
    assert settings.secrets == ("123:very-secret", "very-secret", "hidden", "pass-word")
    shown = repr(settings) + str(settings)
    assert not [secret for secret in settings.secrets if secret in shown]


def test_a_wrong_value_with_a_secret_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "my secret token")
    with pytest.raises(BadSettings) as caught:
        load_settings(None)
    assert "secret" not in str(caught.value)


def test_some_commands_need_no_token() -> None:
    assert load_settings_without_bot(None).database_url.startswith("sqlite")
