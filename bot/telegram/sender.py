"""Sending a screen to somebody who did not ask for it just now: what delivery uses."""

from __future__ import annotations

from enum import StrEnum

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.telegram.limits import Pace
from bot.telegram.outgoing import post
from bot.ui.screen import Screen


class SendFailure(StrEnum):
    """What a failed sending means for the message."""

    WAIT = "wait"
    """429: try again after `retry_after` seconds, not by own backoff."""
    TEMPORARY = "temporary"
    """Network or server trouble: try again with growing gaps."""
    UNREACHABLE = "unreachable"
    """The person blocked the bot, deleted the account or never started it: record it, do not retry."""
    PERMANENT = "permanent"
    """Telegram refuses the message itself: a dead letter."""


class SendError(Exception):
    """A message was not sent."""

    def __init__(self, kind: SendFailure, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{kind}: {description}")
        self.kind = kind
        self.description = description
        self.retry_after = retry_after


class Sender:
    """Sends screens at Telegram's pace."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def send(self, chat_id: int, screen: Screen) -> int:
        """Wait for the turn, send, return the message id. Raises SendError."""
        await self._pace.wait(chat_id)
        try:
            message = await post(self._bot, chat_id, screen)
        except (TelegramAPIError, ClientDecodeError) as error:
            failure = classify(error)
            if failure.retry_after is not None:
                self._pace.hold(chat_id, failure.retry_after)
            raise failure from error
        return message.message_id

    def ready_in(self, chat_id: int) -> float:
        """Return the seconds until this chat may get its next message."""
        return self._pace.ready_in(chat_id)


def classify(error: TelegramAPIError | ClientDecodeError) -> SendError:
    """Say what a failure means: by its class and a few stable words, never by whole texts.

    The description is Telegram's own words, without our texts, so it can be shown to an admin and logged.
    """
    if isinstance(error, ClientDecodeError):
        return SendError(SendFailure.TEMPORARY, "unreadable answer of the server")
    words = error.message.partition("\n")[0][:200]
    if isinstance(error, TelegramRetryAfter):
        return SendError(SendFailure.WAIT, f"flood control, {error.retry_after} s", error.retry_after)
    if isinstance(error, TelegramForbiddenError):
        return SendError(SendFailure.UNREACHABLE, words)
    if isinstance(error, TelegramEntityTooLarge):
        return SendError(SendFailure.PERMANENT, words)
    if isinstance(error, TelegramNetworkError):
        return SendError(SendFailure.TEMPORARY, "no connection to Telegram")
    if isinstance(error, TelegramServerError):
        return SendError(SendFailure.TEMPORARY, words)
    if isinstance(error, TelegramBadRequest | TelegramNotFound):
        gone = "chat not found" in words.lower() or "user not found" in words.lower()
        return SendError(SendFailure.UNREACHABLE if gone else SendFailure.PERMANENT, words)
    if isinstance(error, TelegramMigrateToChat):
        return SendError(SendFailure.PERMANENT, "the group became a supergroup")
    # A wrong token or a second poller is the operator's to mend; the message waits.
    return SendError(SendFailure.TEMPORARY, words)
