"""Sends what is queued in the outbox: leased, drawn at the last moment, paced, recorded at once.

Killed at any moment it loses nothing: what was leased and not recorded as sent is leased again. Only a message whose
sending itself was cut, or whose record did not make it into the database, may come twice.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bot import notices
from bot.nursery import Nursery
from bot.telegram.sender import Sender, SendError, SendFailure
from bot.ui.digest import digest, groupable
from bot.ui.screen import Screen
from bot.ui.words import Words
from services import Services
from services.clock import Clock
from services.errors import Problem
from services.outbox import BELL, Reader
from services.rules import quiet, retry
from storage.outbox import Letter

log = logging.getLogger(__name__)

CAPACITY: Final = 90
"""Messages in hand at once: three seconds of the permitted rate, so that leasing never holds up sending."""
PER_CHAT: Final = 5
"""Messages of one chat in hand; more of them would only wait for their turn."""
PULSE: Final = 1.0
"""Seconds between looks at the outbox when nothing rings."""
DIGEST_MOST: Final = 20


class Delivery:
    """The sender of one process. `start` and `stop` run it in the background; `flush` makes one full round."""

    def __init__(self, services: Services, sender: Sender, clock: Clock, nursery: Nursery) -> None:
        self._services = services
        self._outbox = services.outbox
        self._sender = sender
        self._clock = clock
        self._nursery = nursery
        self.worker = secrets.token_hex(6)
        self._queues: dict[int, deque[Letter]] = {}
        self._in_hand: set[int] = set()
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    # ------------------------------------------------------------------------------------------------- running it
    def start(self) -> None:
        """Deliver in the background from now on."""
        BELL.listen(self._woken.set)
        self._loop = self._nursery.start(self._run(), name="delivery")

    async def stop(self, timeout: float) -> None:
        """Finish the messages that are being sent, give the others back."""
        self._stopping = True
        self._woken.set()
        if self._loop is not None:
            BELL.forget(self._woken.set)
            _, late = await asyncio.wait([self._loop], timeout=timeout)
            for task in late | self._running:
                task.cancel()
            await asyncio.gather(self._loop, *self._running, return_exceptions=True)
        await self._outbox.release(self.worker)

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                await self.flush()
            except Exception:
                log.exception("delivery round failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(PULSE):
                    await self._woken.wait()

    async def flush(self) -> int:
        """Send everything that is due by the clock, and what becomes due meanwhile; return how many were taken."""
        taken = 0
        async with self._turn:
            while not self._stopping:
                taken += await self._fill()
                if not self._running:
                    break
                await asyncio.wait(self._running, timeout=PULSE, return_when=asyncio.FIRST_COMPLETED)
            if self._running:
                await asyncio.wait(self._running)
        return taken

    async def _fill(self) -> int:
        """Lease as many messages as there is room for, and hand them to their chats."""
        room = CAPACITY - len(self._in_hand)
        if room < CAPACITY // 3:
            return 0
        crowded = [chat_id for chat_id, queue in self._queues.items() if len(queue) >= PER_CHAT]
        letters = await self._outbox.lease(self.worker, room, crowded)
        # A clock that was turned forward ends leases early: what is in hand is not taken twice.
        fresh = [letter for letter in letters if letter.id not in self._in_hand]
        for letter in fresh:
            self._in_hand.add(letter.id)
            queue = self._queues.get(letter.chat_id)
            if queue is not None:
                queue.append(letter)
                continue
            self._queues[letter.chat_id] = deque([letter])
            task = self._nursery.start(self._serve(letter.chat_id), name=f"deliver to {letter.chat_id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(fresh)

    async def _serve(self, chat_id: int) -> None:
        """Deliver a chat's messages in their order."""
        queue = self._queues[chat_id]
        try:
            while queue and not self._stopping:
                letter = queue.popleft()
                try:
                    await self._deliver(letter)
                except Exception as error:
                    await self._failed(letter, error)
                finally:
                    self._in_hand.discard(letter.id)
        finally:
            del self._queues[chat_id]
            self._in_hand.difference_update(letter.id for letter in queue)

    # ------------------------------------------------------------------------------------------------ one message
    async def _deliver(self, letter: Letter) -> None:
        now = self._clock.now()
        if letter.expires_at is not None and letter.expires_at <= now:
            await self._end(letter, "expired")
            return
        if letter.attempts > 1 and retry.gap(letter.attempts - 1) is None:
            # Every ordinary failure writes down what is next; this one ended its sender each time.
            await self._outbox.bury([letter.id], f"no result after {letter.attempts - 1} tries")
            return
        reader = await self._outbox.reader(letter.chat_id)
        if reader.blocked:
            await self._unreachable([letter], "blocked before")
            return
        until = None if letter.urgent else quiet.until(reader.quiet_from, reader.quiet_to, reader.actor.zone, now)
        if until is not None:
            await self._outbox.hold([letter.id], until)
            log.info("held outbox=%d chat=%d kind=%s until=%s", letter.id, letter.chat_id, letter.kind, until)
            return
        screen = await self._draw(letter, reader)
        if screen is None:
            await self._end(letter, "no longer needed")
        elif letter.held and groupable(screen) and not notices.find(letter.kind).alone:
            await self._send_with_others(letter, screen, reader)
        else:
            await self._send([letter], screen)

    async def _draw(self, letter: Letter, reader: Reader) -> Screen | None:
        """Draw a message as things stand now; None when it is not needed any more."""
        words = self._words(reader)
        try:
            return await notices.find(letter.kind).render(self._services, reader.actor, letter.params, words)
        except Problem as gone:
            log.info("outbox=%d kind=%s cannot be drawn: %s", letter.id, letter.kind, gone.code)
            return None

    async def _send_with_others(self, first: Letter, screen: Screen, reader: Reader) -> None:
        """Send what waited for the same quiet hours as one message (design section 6)."""
        queue = self._queues[first.chat_id]
        waiting = [letter for letter in queue if letter.held][:DIGEST_MOST]
        for letter in waiting:
            queue.remove(letter)
            self._in_hand.discard(letter.id)
        if len(waiting) < DIGEST_MOST:
            waiting += await self._outbox.lease_held(self.worker, first.chat_id, DIGEST_MOST - len(waiting))
        letters, screens = [first], [screen]
        back: list[int] = []
        for letter in waiting:
            drawn = await self._draw(letter, reader)
            if drawn is None:
                await self._end(letter, "no longer needed")
            elif groupable(drawn) and not notices.find(letter.kind).alone:
                letters.append(letter)
                screens.append(drawn)
            else:
                back.append(letter.id)
        together, fitting = digest(screens, self._words(reader))
        back += [letter.id for letter in letters[fitting:]]
        if back:
            await self._outbox.hold(back, self._clock.now())
        await self._send(letters[:fitting], together)

    async def _send(self, letters: Sequence[Letter], screen: Screen) -> None:
        first = letters[0]
        try:
            message_id = await self._sender.send(first.chat_id, screen)
        except SendError as error:
            await self._not_sent(letters, error)
            return
        await self._record([letter.id for letter in letters], message_id)
        for letter in letters:
            late = (self._clock.now() - letter.due_at).total_seconds()
            log.info(
                "sent outbox=%d chat=%d kind=%s message=%d attempt=%d late_s=%.1f",
                letter.id, letter.chat_id, letter.kind, message_id, letter.attempts, late,
            )  # fmt: skip

    async def _record(self, ids: Sequence[int], message_id: int) -> None:
        """Write down that it was sent; a busy database gets more than one chance, since the message is out already."""
        for pause in (0.1, 1.0, 5.0):
            try:
                return await self._outbox.sent(ids, message_id)
            except Exception:
                log.exception("sent but not recorded outbox=%s message=%d", ids, message_id)
                await asyncio.sleep(pause)
        return await self._outbox.sent(ids, message_id)

    # --------------------------------------------------------------------------------------------------- failures
    async def _not_sent(self, letters: Sequence[Letter], error: SendError) -> None:
        ids = [letter.id for letter in letters]
        first = letters[0]
        log.warning(
            "not sent outbox=%s chat=%d kind=%s: %s, %s", ids, first.chat_id, first.kind, error.kind, error.description
        )
        if error.kind is SendFailure.UNREACHABLE:
            await self._unreachable(letters, error.description)
        elif error.kind is SendFailure.WAIT:
            # The rest of the chat waits, too: going on early would only prolong the silence.
            rest = [letter.id for letter in self._queues[first.chat_id]]
            self._queues[first.chat_id].clear()
            self._in_hand.difference_update(rest)
            at = self._clock.now() + timedelta(seconds=error.retry_after or 1)
            await self._outbox.put_back([*ids, *rest], at, error.description, count=False)
        elif error.kind is SendFailure.PERMANENT:
            await self._outbox.bury(ids, error.description)
        else:
            await self._try_later(letters, error.description)

    async def _try_later(self, letters: Sequence[Letter], why: str) -> None:
        """Give messages back with a growing gap, or up."""
        for letter in letters:
            gap = retry.gap(letter.attempts)
            if gap is None:
                log.error("given up outbox=%d chat=%d kind=%s", letter.id, letter.chat_id, letter.kind)
                await self._outbox.bury([letter.id], why)
            else:
                await self._outbox.put_back([letter.id], self._clock.now() + gap, why)

    async def _failed(self, letter: Letter, error: Exception) -> None:
        """A fault of ours: keep the message, write down the incident."""
        number = secrets.token_hex(3).upper()
        log.error("incident=%s outbox=%d kind=%s", number, letter.id, letter.kind, exc_info=error)
        with suppress(Exception):
            if isinstance(error, notices.UnknownNotice):
                await self._outbox.bury([letter.id], f"unknown kind {letter.kind}")
            else:
                await self._try_later([letter], f"incident {number}")

    async def _unreachable(self, letters: Sequence[Letter], why: str) -> None:
        await self._outbox.unreachable([letter.id for letter in letters], letters[0].chat_id, why)

    async def _end(self, letter: Letter, why: str) -> None:
        log.info("dropped outbox=%d chat=%d kind=%s: %s", letter.id, letter.chat_id, letter.kind, why)
        await self._outbox.expire([letter.id], why)

    def _words(self, reader: Reader) -> Words:
        return Words(reader.actor.locale, reader.actor.zone, self._clock.now(), reader.currency)
