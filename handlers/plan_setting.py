"""Setting plans: by a tap, by typing, for everybody at once, copied on."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot.telegram.show import Show
from bot.ui import plan_buttons as buttons
from bot.ui import plan_setting as ui
from bot.ui import plans as pages
from bot.ui.screen import Screen
from bot.ui.words import Words
from handlers.access import TYPED, Allowed
from handlers.drafts import draft_of, wait_for
from handlers.redraw import redraws
from services import Services
from services.errors import Invalid
from services.plan_setting import Way
from services.rules import periods
from services.rules.actor import LEADERS, Actor, Role
from services.rules.plan_words import percent_of, typed

router = Router(name="plan_setting")
router.message.filter(Allowed(LEADERS))


class PlanForm(StatesGroup):
    """A plan is to be typed."""

    value = State()
    percent = State()
    """For everybody below, on the last plans."""


@dataclass(frozen=True)
class PlanDraft:
    """Whose plan is typed, of what and for when; the version that was shown."""

    of: str
    whose: int
    metric: str
    span: str
    begin: int
    ver: int

    @property
    def shown(self) -> buttons.PlanShow:
        """The plan's page."""
        return buttons.PlanShow(
            of=self.of, whose=self.whose, metric=self.metric, span=self.span, begin=self.begin, page=1
        )


@router.callback_query(buttons.PlanAsk.filter())
async def ask(
    callback: CallbackQuery,
    callback_data: buttons.PlanAsk,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """What to?"""
    view = await services.plan_setting.ask(
        actor, buttons.unit_of(callback_data), buttons.metric_of(callback_data), buttons.slot_of(callback_data)
    )
    await wait_for(state, PlanForm.value, PlanDraft(**callback_data.model_dump(), ver=view.version))
    await show(ui.question(view, words))


@router.message(PlanForm.value, TYPED)
async def value(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """The plan as it was typed."""
    draft = await draft_of(state, PlanDraft)
    data = draft.shown
    about = (buttons.unit_of(data), buttons.metric_of(data), buttons.slot_of(data))
    percent = percent_of(message.text or "")
    if percent is not None:
        done = await services.plan_setting.put_raised(actor, *about, percent, draft.ver)
    else:
        amount = typed(message.text or "", buttons.metric_of(data))
        if amount is None:
            raise Invalid("plan_value")
        done = await services.plan_setting.put(actor, *about, amount, draft.ver)
    await state.clear()
    await show(ui.done(done, data, words))


@router.callback_query(buttons.PlanPut.filter())
async def put(
    callback: CallbackQuery, callback_data: buttons.PlanPut, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """To this."""
    done = await services.plan_setting.put(
        actor,
        buttons.unit_of(callback_data),
        buttons.metric_of(callback_data),
        buttons.slot_of(callback_data),
        None if callback_data.value == buttons.TAKEN_AWAY else callback_data.value,
        callback_data.ver,
    )
    await show(ui.done(done, _page(callback_data), words))


@router.callback_query(buttons.PlanWays.filter())
async def ways(
    callback: CallbackQuery,
    callback_data: buttons.PlanWays,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
    state: FSMContext,
) -> None:
    """Everybody's: from what?"""
    view = await services.plan_setting.ask(
        actor, buttons.unit_of(callback_data), buttons.metric_of(callback_data), buttons.slot_of(callback_data)
    )
    await wait_for(state, PlanForm.percent, PlanDraft(**callback_data.model_dump(), ver=view.version))
    await show(ui.ways(view, words))


@router.message(PlanForm.percent, TYPED)
async def percent_typed(
    message: Message, actor: Actor, services: Services, show: Show, words: Words, state: FSMContext
) -> None:
    """By the last plans and so many percent: what would that set?"""
    data = (await draft_of(state, PlanDraft)).shown
    percent = percent_of(message.text or "")
    if percent is None:
        raise Invalid("plan_percent")
    about = (buttons.unit_of(data), buttons.metric_of(data), buttons.slot_of(data))
    view = await services.plan_setting.propose(actor, *about, Way.RAISE, percent)
    await state.clear()
    await show(ui.tried(view, words))


@router.callback_query(buttons.PlanTry.filter())
async def try_out(
    callback: CallbackQuery, callback_data: buttons.PlanTry, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """What would that set?"""
    view = await services.plan_setting.propose(
        actor,
        buttons.unit_of(callback_data),
        buttons.metric_of(callback_data),
        buttons.slot_of(callback_data),
        buttons.WAYS[callback_data.way],
        callback_data.percent,
    )
    await show(ui.tried(view, words))


@router.callback_query(buttons.PlanApply.filter())
async def apply(
    callback: CallbackQuery,
    callback_data: buttons.PlanApply,
    actor: Actor,
    services: Services,
    show: Show,
    words: Words,
) -> None:
    """Set it."""
    done = await services.plan_setting.apply(
        actor,
        buttons.unit_of(callback_data),
        buttons.metric_of(callback_data),
        buttons.slot_of(callback_data),
        buttons.WAYS[callback_data.way],
        callback_data.percent,
        callback_data.total,
    )
    await show(ui.done(done, _page(callback_data), words))


@router.callback_query(buttons.PlanFill.filter())
async def fill(
    callback: CallbackQuery, callback_data: buttons.PlanFill, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """Those without a plan get the last one."""
    done = await services.plan_setting.fill(
        actor, buttons.unit_of(callback_data), buttons.metric_of(callback_data), buttons.slot_of(callback_data)
    )
    await show(ui.done(done, _page(callback_data), words))


@router.callback_query(buttons.PlanCopy.filter())
async def copy(
    callback: CallbackQuery, callback_data: buttons.PlanCopy, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """The whole set once more, for the next period."""
    slot = buttons.slot_of(callback_data)
    done = await services.plan_setting.copy_on(actor, buttons.unit_of(callback_data), slot)
    following = periods.shifted(periods.containing(slot.kind, slot.start), 1)
    unit, metric = buttons.unit_of(callback_data), buttons.metric_of(callback_data)
    about = buttons.about(unit, metric, following, directions=callback_data.of == "d")
    await show(ui.done(done, buttons.PlanShow(**about), words))


@router.callback_query(buttons.PlanUndo.filter())
async def undo(
    callback: CallbackQuery, callback_data: buttons.PlanUndo, actor: Actor, services: Services, show: Show, words: Words
) -> None:
    """As it was."""
    await show(ui.taken_back(await services.plan_setting.undo(actor, callback_data.undo), words))


@redraws(
    buttons.PlanAsk, buttons.PlanPut, buttons.PlanWays, buttons.PlanTry, buttons.PlanApply, buttons.PlanFill,
    buttons.PlanCopy,
)  # fmt: skip
async def page_now(callback_data: buttons.About, actor: Actor, services: Services, words: Words) -> Screen:
    """The plan as it is now, after a stale button."""
    view = await services.plans.page(
        actor, buttons.unit_of(callback_data), buttons.metric_of(callback_data), buttons.slot_of(callback_data)
    )
    return pages.page(view, words, admin=actor.role is Role.ADMIN)


def _page(data: buttons.About) -> buttons.PlanShow:
    return buttons.PlanShow(of=data.of, whose=data.whose, metric=data.metric, span=data.span, begin=data.begin, page=1)
