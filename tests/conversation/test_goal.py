"""The company's goal in /settings (S0-12)."""

from __future__ import annotations

from services.rules.actor import SYSTEM
from tests.support.conversation import Talk


async def test_an_admin_says_what_the_company_grows(talk: Talk) -> None:
    olga = await talk.admin()
    await olga.say("/settings")
    await olga.tap("Goal")
    assert "What does the company grow?" in olga.last.text
    await olga.tap("Profit")
    assert (await talk.app.services.company.policy(SYSTEM)).settings.goal == "profit"
    await olga.tap("Revenue")
    await olga.tap("✓ Revenue")
    assert (await talk.app.services.company.policy(SYSTEM)).settings.goal == "revenue"
    await olga.tap("Back")
    assert "Company" in str(olga.last.keyboard)
