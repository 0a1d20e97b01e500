"""Which record each field of a button points to; the permission table reads it."""

from __future__ import annotations

from bot.ui import deal_fields as deal_fields_ui
from bot.ui import field_links

FIELD_BUTTONS = (
    *field_links.CHANGES, field_links.FieldOpen, field_links.StageRequire,
    *deal_fields_ui.ANSWERS, deal_fields_ui.FieldAsk, deal_fields_ui.FieldShow,
)  # fmt: skip
"""Buttons whose `field` is an own field of deals."""


RECORDS: dict[str, str] = {
    name: name
    for name in (
        "deal", "lead", "client", "contact", "task", "activity", "poll", "refusal", "user", "team", "parent",
        "invitation", "message", "stage", "subscription", "reason", "pipeline", "undo", "request", "postpone_reason",
        "stagetask", "event_undo", "calendar_undo",
    )
} | {
    "SaleUndo.undo": "sale",
    "StageTaskUndo.setup_undo": "setup",
    **dict.fromkeys(("ControlOpen.check", "ControlRight.check", "ControlBack.check"), "controlled"),
    "SetupUndo.undo": "setup",
    "SetupUndoAsk.undo": "setup",
    "PipelineInto.into": "other_pipeline",
    "PipelineRoutes.into": "other_pipeline",
    "PipelineRoute.into": "other_pipeline",
    "PipelineRouteTo.goal": "other_stage",
    "StageInto.into": "other_stage",
    "CheckOpen.task": "check",
    "CheckGive.task": "check",
    "CheckCorrect.task": "check",
    "NpsEnter.task": "poll_task",
    "NpsOpen.task": "poll_task",
    "NpsAsk.deal": "won",
    "NpsGiveUp.task": "poll_task",
    "WhyAnswer.task": "asked_task",
    "ConvertAsk.id": "lead",
    **dict.fromkeys(("WinAsk.id", "WinGive.id"), "won"),
    "WinGive.reason": "win_reason",
    **{f"Reason{what}.item": "reason" for what in ("Open", "Name", "Move", "Offer", "Tell", "Drop")},
    **dict.fromkeys(
        ("DepartmentOpen.dept", "DepartmentName.dept", "DepartmentPerson.dept", "DepartmentDrop.dept"), "department"
    ),
    "DepartmentPerson.user": "colleague",
    "RoundGive.user": "colleague",
    **dict.fromkeys(("BulkPreview.user", "BulkDo.user"), "colleague"),
    **dict.fromkeys(("AbsenceDates.user", "AbsenceDeputy.user", "AbsenceMake.user"), "colleague"),
    **dict.fromkeys(("AbsenceOpen.absence", "AbsenceEnd.absence"), "absence"),
    "BulkUndo.undo": "bulk_undo",
    "PersonUndo.undo": "departure",
    "DealGiveTo.user": "colleague",
    "TaskGiveTo.user": "colleague",
    "LeadGiveTo.user": "colleague",
    "ClientGiveTo.user": "colleague",
    "ClientGiveAsk.user": "colleague",
    "FilterField.field": "asked_field",
    "FilterFieldTick.field": "asked_field",
    "FilterFieldSet.field": "asked_field",
    "FilterFieldClear.field": "asked_field",
    **dict.fromkeys(("ViewOpen.view", "ViewShow.view", "ViewRename.view", "ViewShare.view"), "view"),
    **dict.fromkeys(("ViewDeleteAsk.view", "ViewDelete.view"), "view"),
    "purpose:rmove": "task",
    "PromisesOf.colleague": "self",
    "PersonTasks.colleague": "self",
    "purpose:rcall": "deal",
    "purpose:mreq": "request",
    "purpose:mreqr": "request",
    "purpose:tkmove": "task",
    "purpose:heard": "deal",
    "purpose:dlexp": "deal",
    "purpose:fldday": "deal",
    "purpose:fldmom": "deal",
    "resource": "resource",
    "whose": "self",
    "rule": "rule",
    "PlanUndo.undo": "plan_undo",
    **{f"{name}.whom": "self" for name in (
        "ForecastShow", "ForecastPicture", "ForecastDeals", "ForecastStages", "DeadAsk", "DeadClose",
    )},
    "DeadUndo.undo": "dead_undo",
    "BonusUndo.undo": "bonus_rule_undo",
    **{f"{button.__name__}.field": "field" for button in FIELD_BUTTONS},
    "FieldUndo.undo": "field_undo",
    "ResourceUndo.undo": "resource_undo",
    "cost": "cost",
    "payment": "payment",
    "product": "product",
    "ProductUndo.undo": "product_undo",
    "line": "line",
    "LineUndo.undo": "line_undo",
    "purpose:payday": "payment",
    "PayUndo.undo": "payment_undo",
    "ClientTraitUndo.undo": "trait_undo",
    "CostUndo.undo": "cost_undo",
}  # fmt: skip
"""Field name → kind of record. `Class.field` declares a field of one class, `purpose:code` one of the date picker."""
