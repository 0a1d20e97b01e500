"""A whole aiogram application on the sandbox: the driver returns when the turn is over, whatever the bot does in it."""

from __future__ import annotations

import asyncio
from time import perf_counter

import pytest
from aiogram import Bot, F
from aiogram.types import CallbackQuery, InputRichBlockParagraph, InputRichMessage, Message, RichTextBold

from bot.sandbox import Sandbox, SandboxClient
from tests.sandbox.conftest import STARTED, Runner
from tests.sandbox.test_messages import go, inline, refused


@pytest.fixture
async def driver(sandbox: Sandbox):
    async with SandboxClient(sandbox.base_url) as client:
        yield client


def an_application(runner: Runner) -> None:
    @runner.dispatcher.message(F.text == "slow")
    async def slow(message: Message) -> None:
        await message.answer("first")
        await asyncio.sleep(0.08)
        await message.answer("last")

    @runner.dispatcher.message(F.text == "silent")
    async def silent(message: Message) -> None:
        return

    @runner.dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"you said {message.text}", reply_markup=inline([go(), go("never", "Never answered")]))

    @runner.dispatcher.callback_query(F.data == "go")
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("Gone")
        if isinstance(query.message, Message):
            await query.message.edit_text("went")


@pytest.mark.parametrize("hook", [True, False], ids=["idle hook", "by silence"])
async def test_a_conversation(runner: Runner, driver: SandboxClient, hook: bool):
    an_application(runner)
    await runner.start(hook=hook)
    anna = await driver.meet(STARTED)
    await anna.say("hello")
    assert anna.last.text == "you said hello"
    await anna.tap("Go")
    assert (anna.toast, anna.last.text, anna.last.edited) == ("Gone", "went", True)
    assert anna.screen == "Anna: hello\nbot: went\ntoast: Gone"
    begun = perf_counter()
    await anna.say("silent")
    assert perf_counter() - begun < 1


async def test_with_the_hook_slow_turns_are_waited_for(runner: Runner, driver: SandboxClient):
    an_application(runner)
    await runner.start()
    anna = await driver.meet(STARTED)
    await anna.say("slow")
    assert [m.text for m in anna.bot_messages] == ["first", "last"]
    await anna.say("x")
    await anna.tap("Never answered")
    assert not anna.answer.answered
    driver.settle_seconds = 0.02
    with pytest.raises(AssertionError, match="has not finished in time"):
        await anna.say("slow")


async def test_turns_are_quick(runner: Runner, driver: SandboxClient):
    an_application(runner)
    await runner.start()
    anna = await driver.meet(STARTED)
    await anna.say("warm up")
    begun = perf_counter()
    for number in range(20):
        await anna.say(str(number))
        assert anna.last.text == f"you said {number}"
    # Some 5 ms a turn on a quiet machine; the bound only catches a lost wake-up.
    assert (perf_counter() - begun) / 20 < 0.1


async def test_until_waits_for_a_push(bot: Bot, sandbox: Sandbox, client: SandboxClient):
    anna = await client.meet(STARTED)
    await bot.send_message(STARTED, "Morning list of Monday")
    await client.advance(preset="+1d")

    async def push() -> None:
        await asyncio.sleep(0.03)
        await bot.send_message(STARTED, "Morning list of Tuesday")

    pushing = asyncio.create_task(push())
    assert (await anna.until("Morning list")).text == "Morning list of Tuesday"
    await pushing
    await anna.mark()
    with pytest.raises(AssertionError, match="no message with 'Morning'"):
        await anna.until("Morning", timeout=0.02)
    with pytest.raises(AssertionError, match=r"(?s)no message with 'Evening'.*Morning list of Tuesday"):
        await anna.until("Evening", timeout=0.05)


async def test_stopping_is_quick_with_a_poll_waiting(bot: Bot, sandbox: Sandbox):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.02)
    begun = perf_counter()
    await sandbox.stop()
    assert perf_counter() - begun < 0.5
    with pytest.raises(Exception, match=r"terminated by other getUpdates|restart"):
        await poll


REPORT = """<h2>Неделя</h2><p>Продажи <b>выросли</b></p>
<table bordered><tr><th>Имя</th><th align="right">Сумма</th></tr>
<tr><td>Анна</td><td align="right">120</td></tr></table>
<ul><li>раз</li><li>два</li></ul><details open><summary>Ещё</summary><p>&lt;текст&gt;</p></details><hr>"""


async def test_rich_messages(bot: Bot, client: SandboxClient):
    sent = await bot.send_rich_message(STARTED, InputRichMessage(html=REPORT))
    assert sent.rich_message is not None
    assert [block.type for block in sent.rich_message.blocks] == [
        "heading",
        "paragraph",
        "table",
        "list",
        "details",
        "divider",
    ]
    again = await bot.send_rich_message(
        STARTED, InputRichMessage(blocks=[InputRichBlockParagraph(text=["a ", RichTextBold(text="b")])])
    )
    anna = await client.meet(STARTED)
    assert "Имя | Сумма" in anna.messages[0].text
    assert '<td style="text-align:right">120</td>' in anna.messages[0].html
    assert "&lt;текст&gt;" in anna.messages[0].html
    assert anna.last.html == "<p>a <b>b</b></p>"
    await bot.edit_message_text(chat_id=STARTED, message_id=again.message_id, text="plain now")
    await anna.refresh()
    assert anna.last.text == "plain now"
    assert (await refused(bot.send_rich_message(STARTED, InputRichMessage(html="<script>x</script>")))).endswith(
        'Unsupported start tag "script"'
    )
