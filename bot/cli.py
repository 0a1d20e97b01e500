"""The commands of `main.py`. What is heavy is imported by the command that needs it, so `--help` is quick."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from bot.settings import Settings

BAD_START: Final = 2
"""Exit code when settings, database or Telegram do not let a command begin."""
FAULT: Final = 1

ABOUT: Final = """\
Voronka: a sales department that lives in Telegram.

  python main.py demo            see it work: a sandbox in the browser with a company of three months; no token needed
  python main.py run             the real bot; needs BOT_TOKEN from @BotFather
  python main.py import FILE     bring clients, deals and products from a CRM's export (CSV, XLSX or a folder of them)
  python main.py backup PATH     a consistent copy of the database, also while the bot runs
  python main.py report CODE     an indicator of the company as a table, CSV or JSON; --list shows all of them
  python main.py forecast        what will be won this month, with the proof; --days, --period, --by, --as-of
  python main.py understand TEXT what the bot understands of a typed line, as JSON; no database needed
"""
SETTINGS: Final = """\
settings (environment or the file .env):
  BOT_TOKEN         the bot's token from @BotFather; only `run` needs it
  DATABASE_URL      sqlite+aiosqlite:///data/voronka.db unless set; or postgresql+asyncpg://user:password@host/name
  TIMEZONE, LOCALE, CURRENCY, COUNTRY
                    of the company at its first start: Europe/Kyiv, ru, UAH, UA; later they are changed in the chat
  WEBHOOK_URL, WEBHOOK_SECRET, WEBHOOK_LISTEN
                    receive updates by webhook instead of polling
  TELEGRAM_API_URL  another Bot API server
  LOG_LEVEL         DEBUG, INFO, WARNING or ERROR
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `main.py report … | head` has read enough; what is still buffered is for nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "main.py", description=ABOUT, epilog=SETTINGS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Command)

    run = commands.add_parser("run", help="start the bot", description="Start the bot; Ctrl+C or SIGTERM stops it.")
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="a sandbox with a demo company, without Telegram")
    demo.add_argument("--company", type=Path, metavar="DIR", help="use the company of this CRM export instead")
    demo.add_argument("--play", action="store_true", help="play a working day in the terminal and end")
    demo.add_argument("--port", type=int, default=8080, help="port of the page (default: %(default)s)")
    demo.set_defaults(command=_demo)

    load = commands.add_parser("import", help="bring data from a CRM's export")
    load.add_argument("path", type=Path, help="a CSV or XLSX file, or a folder of them")
    load.add_argument("--yes", action="store_true", help="ask nothing: take the proposed mapping and import")
    load.add_argument("--dry-run", action="store_true", help="only count what would happen")
    load.add_argument("--mapping", type=Path, metavar="FILE", help="JSON with the columns' meanings")
    load.set_defaults(command=_import)

    understand = commands.add_parser("understand", help="what the bot understands of a typed line, as JSON")
    understand.add_argument("text", help="the line, in Russian, Ukrainian or English")
    understand.add_argument("--now", metavar="ISO", help="when it is typed, like 2026-11-24T10:00 (default: now)")
    understand.add_argument(
        "--tz", metavar="ZONE", default="Europe/Kyiv", help="the person's zone (default: %(default)s)"
    )
    understand.add_argument("--lang", metavar="ru|uk|en", default="ru", help="the person's language (default: ru)")
    understand.set_defaults(command=_understand)

    _report_parser(commands)
    _plan_parser(commands)
    _forecast_parser(commands)

    backup = commands.add_parser("backup", help="copy the database, also while the bot runs")
    backup.add_argument("path", type=Path, help="the file to write, or a folder for a dated one")
    backup.set_defaults(command=_backup)
    return parser


class _Command(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line; `--help` tells the rest."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_START, f"{self.prog}: {message}\n")


def _report_parser(commands: Any) -> None:
    report = commands.add_parser("report", help="an indicator of the company, as a table, CSV or JSON")
    report.add_argument("code", nargs="?", metavar="CODE", help="like revenue or win_rate")
    report.add_argument("--list", action="store_true", help="codes, names and units of all indicators")
    report.add_argument("--from", dest="start", metavar="D", help="the first day, ISO (default: the current month)")
    report.add_argument("--to", dest="end", metavar="D", help="the day after the last, ISO")
    report.add_argument(
        "--by", action="append", nargs="+", default=[], metavar="SLICE", help="like manager, channel or month"
    )
    report.add_argument("--format", choices=("table", "json", "csv"), default="table", help="(default: %(default)s)")
    report.set_defaults(command=_report)


def _plan_parser(commands: Any) -> None:
    plan = commands.add_parser("plan", help="plans of people, teams, pipelines and the company")
    actions = plan.add_subparsers(required=True, metavar="ACTION")
    load = actions.add_parser(
        "import",
        help="set the plans of a table",
        description="Set the plans of a CSV or XLSX table: who, metric, period, plan. Exit code 1: some rows are bad.",
    )
    load.add_argument("path", type=Path, metavar="FILE", help="a CSV or XLSX file")
    load.add_argument("--dry-run", action="store_true", help="only say what would be set")
    load.set_defaults(command=_plan_import)


def _forecast_parser(commands: Any) -> None:
    forecast = commands.add_parser(
        "forecast",
        help="what will be won, from the company's own history, with its proof",
        description="What will be won: revenue and number of deals, an 80 % range, the heads' template beside it, and "
        "how right such forecasts have been. Only what was recorded before the morning of --as-of is looked at.",
    )
    forecast.add_argument(
        "--as-of", dest="as_of", metavar="DATE", help="the morning it is made on, ISO (default: today)"
    )
    forecast.add_argument("--days", metavar="N", help="the N days from --as-of on")
    forecast.add_argument(
        "--period",
        metavar="month|quarter",
        help="the month or quarter --as-of lies in: what was won in it before that day, and the forecast of the rest "
        "(default: month)",
    )
    forecast.add_argument("--by", metavar="company|team|manager|pipeline", default="company", help="(default: company)")
    forecast.add_argument("--format", choices=("table", "json", "csv"), default="table", help="(default: %(default)s)")
    forecast.set_defaults(command=_forecast)


def complain(*lines: str, code: int = BAD_START) -> int:
    """Say on stderr what is wrong, a line each; return the exit code."""
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - this is the command line
    return code


def say(line: str) -> None:
    """Tell the operator something, at once even through a pipe."""
    print(line, flush=True)  # noqa: T201 - this is the command line


# ------------------------------------------------------------------------------------------------------------- run
def _run(options: argparse.Namespace) -> int:
    from bot import logs, memory
    from bot.settings import BadSettings, load_settings

    memory.load_quickly()
    try:
        settings = load_settings()
    except BadSettings as error:
        return complain(*error.lines)
    logs.set_up(settings.level, settings.secrets)
    return asyncio.run(serve(settings))


async def serve(settings: Settings) -> int:
    """Run the bot until a signal; say what does not let it begin. Returns the exit code."""
    from aiogram.exceptions import TelegramAPIError

    from bot.app import build
    from bot.memory import settle_down
    from storage.opening import CannotOpen

    with _stop_signals() as stopping:
        try:
            app = await build(settings)
        except CannotOpen as error:
            return complain(str(error))
        try:
            me = await app.start()
        except TelegramAPIError as error:
            await app.stop()
            return complain(_refusal(error, settings))
        except OSError as error:
            await app.stop()
            return complain(f"Cannot listen on {settings.webhook_listen}: {error.strerror}. Check WEBHOOK_LISTEN.")
        token = await app.services.invitations.owner_link()
        settle_down()
        if token is not None:
            say("Open this link in Telegram to become the owner; it works once:")
            say(f"https://t.me/{me.username}?start={token}")
        say(f"@{me.username} is ready")
        await stopping.wait()
        return 0 if await app.stop() else FAULT


@contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set; a second signal ends the process at once."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def stop(number: signal.Signals) -> None:
        stopping.set()
        loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, stop, number)
    try:
        yield stopping
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _refusal(error: Exception, settings: Settings) -> str:
    """One line on why Telegram did not let us begin."""
    from aiogram.exceptions import TelegramNetworkError, TelegramNotFound, TelegramUnauthorizedError

    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return (
            "Telegram does not accept BOT_TOKEN: copy it again from @BotFather, or make a new one with /revoke there."
        )
    if isinstance(error, TelegramNetworkError):
        return f"Cannot reach Telegram at {settings.telegram_api_url}: check the network and TELEGRAM_API_URL."
    words = getattr(error, "message", type(error).__name__).partition("\n")[0]
    return f"Telegram refused to start the bot: {words}"


# ----------------------------------------------------------------------------------------------------------- others
def _demo(options: argparse.Namespace) -> int:
    from bot.demo.run import run

    return run(company=options.company, play=options.play, port=options.port)


def _import(options: argparse.Namespace) -> int:
    from bot.cli_import import run
    from bot.settings import BadSettings, load_settings_without_bot

    try:
        settings = load_settings_without_bot()
    except BadSettings as error:
        return complain(*error.lines)
    return run(settings, options.path, yes=options.yes, dry_run=options.dry_run, mapping=options.mapping)


def _plan_import(options: argparse.Namespace) -> int:
    from bot.cli_plan import run
    from bot.settings import BadSettings, load_settings_without_bot

    try:
        settings = load_settings_without_bot()
    except BadSettings as error:
        return complain(*error.lines)
    return run(settings, options.path, dry_run=options.dry_run)


def _report(options: argparse.Namespace) -> int:
    from bot.cli_report import run, run_list
    from bot.settings import BadSettings, load_settings_without_bot

    try:
        settings = load_settings_without_bot()
    except BadSettings as error:
        return complain(*error.lines)
    locale = settings.locale if "locale" in settings.model_fields_set else "en"
    if options.list:
        return run_list(locale, options.format)
    by = [name for part in options.by for name in part]
    return run(settings, options.code, options.start, options.end, by, options.format, locale=locale)


def _forecast(options: argparse.Namespace) -> int:
    from bot.cli_forecast import run
    from bot.settings import BadSettings, load_settings_without_bot

    try:
        settings = load_settings_without_bot()
    except BadSettings as error:
        return complain(*error.lines)
    return run(settings, options.as_of, options.days, options.period, options.by, options.format)


def _understand(options: argparse.Namespace) -> int:
    from bot.cli_understand import run

    return run(options.text, options.now, options.tz, options.lang)


def _backup(options: argparse.Namespace) -> int:
    from bot.settings import BadSettings, load_settings_without_bot

    try:
        settings = load_settings_without_bot()
    except BadSettings as error:
        return complain(*error.lines)
    return asyncio.run(_make_backup(settings.database_url, options.path))


async def _make_backup(database_url: str, target: Path) -> int:
    from services.backup import Backup
    from services.clock import SystemClock
    from services.rules.actor import SYSTEM
    from storage.backup import BackupFailed
    from storage.unit_of_work import Database

    database = Database(database_url)
    try:
        made = await Backup(database, SystemClock()).make(SYSTEM, target)
    except BackupFailed as error:
        return complain(str(error))
    finally:
        await database.close()
    say(f"Backup written: {made.path} ({made.size / 1024:.0f} KB)")
    return 0
