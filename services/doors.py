"""The one way to a deal or a client by its id: what the actor may not see is missing, what has changed is stale."""

from __future__ import annotations

from services.errors import NotFound, Stale
from storage import sales as rows
from storage.tables import Client, Deal
from storage.unit_of_work import Work


async def deal_of(work: Work, deal_id: int) -> Deal:
    """A deal the actor sees. Raises NotFound."""
    deal = await rows.deal(work, deal_id)
    if deal is None:
        raise NotFound("deal")
    return deal


async def current_deal(work: Work, deal_id: int, version: int) -> Deal:
    """The deal as the actor has seen it. Raises NotFound, Stale."""
    deal = await deal_of(work, deal_id)
    if deal.version != version:
        raise Stale
    return deal


async def client_of(work: Work, client_id: int) -> Client:
    """A client the actor sees. Raises NotFound."""
    client = await rows.client(work, client_id)
    if client is None:
        raise NotFound("client")
    return client


async def current_client(work: Work, client_id: int, version: int) -> Client:
    """The client as the actor has seen it. Raises NotFound, Stale."""
    client = await client_of(work, client_id)
    if client.version != version:
        raise Stale
    return client
