"""Personal links that connect a contact's Telegram chat with the contact."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from services.clock import Clock
from services.errors import Denied, Invalid, NotFound
from services.rules.actor import Actor
from storage import invitations as rows
from storage import people, requests, sales
from storage.tables import ClientLink
from storage.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class ClientLinkView:
    """A personal link to be sent to a contact; `connected` when the contact has a chat already."""

    token: str
    contact_id: int
    client_id: int
    name: str
    connected: bool


@dataclass(frozen=True, slots=True)
class Connected:
    """A contact whose chat is connected now; `again` when it was so before."""

    name: str
    again: bool


class ClientLinks:
    """Makes personal links and opens them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def for_contact(self, actor: Actor, contact_id: int) -> ClientLinkView:
        """The unused link of a contact the actor sees, made when there is none. Raises Denied, NotFound."""
        if not actor.is_staff:
            raise Denied
        async with self._db.write(actor, self._clock.now()) as work:
            contact = await sales.contact(work, contact_id)
            if contact is None:
                raise NotFound("contact")
            link = await rows.open_client_link(work, contact_id)
            if link is None:
                link = ClientLink(
                    token=f"p{secrets.token_urlsafe(24)}",
                    contact_id=contact_id,
                    created_by=actor.user_id,
                    created_at=work.now,
                )
                work.session.add(link)
            return ClientLinkView(
                link.token, contact_id, contact.client_id, contact.name, contact.telegram_id is not None
            )

    async def connect(self, actor: Actor, token: str) -> Connected:
        """Connect the chat that opened a personal link; single use, the same person may open it again.

        Raises Invalid: link_unknown, link_used, link_for_client (a colleague opened it).
        """
        if actor.is_staff:
            raise Invalid("link_for_client")
        async with self._db.write(actor, self._clock.now()) as work:
            await people.chat(work, actor.chat_id or 0, lock=True)
            link = await rows.client_link(work, token)
            contact = await requests.contact(work, link.contact_id) if link is not None else None
            if link is None or contact is None:
                raise Invalid("link_unknown")
            if link.used_at is not None:
                if contact.telegram_id != actor.chat_id:
                    raise Invalid("link_used")
                return Connected(contact.name, again=True)
            link.used_at, contact.telegram_id = work.now, actor.chat_id
            return Connected(contact.name, again=False)
