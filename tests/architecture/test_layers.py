"""Who may import whom: the contract of pyproject.toml, and lists of what each layer may take from outside."""

from __future__ import annotations

import ast

import pytest
from importlinter.cli import lint_imports

from tests.architecture.trees import ROOT, files, imports, is_standard, nodes, place

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "services/rules": ("services.rules", "numpy", "phonenumbers", "rapidfuzz", "holidays"),
    "storage": ("storage", "services.rules", "sqlalchemy", "alembic"),
    "services": (
        "services", "storage", "numpy", "phonenumbers", "rapidfuzz", "holidays", "python_calamine", "xlsxwriter",
    ),
    "bot/ui": (
        "bot.ui", "services", "aiogram", "pydantic", "jinja2", "markupsafe", "babel", "phonenumbers", "PIL",
        "numpy", "segno",
    ),
    "handlers": ("handlers", "bot.ui", "bot.telegram", "services", "aiogram"),
    "scheduler": ("scheduler", "services", "apscheduler"),
    "bot/sandbox": ("bot.sandbox", "aiohttp"),
}  # fmt: skip


def test_the_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch):
    # It sets logging up for a process of its own: every logger that is there falls silent, for later tests too.
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", lambda _: None)
    assert lint_imports(no_logo=True, no_cache=True) == 0, "see the report above; the contract is in pyproject.toml"


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_what_it_is_given(layer: str):
    allowed = MAY_IMPORT[layer]
    strangers = [
        f"{place(path, node)} imports {module}"
        for path in files(layer)
        # The rules are inside services, but a layer of their own.
        if not (layer == "services" and "rules" in path.parts)
        for node, module in imports(path)
        if not is_standard(module) and not any(module == one or module.startswith(f"{one}.") for one in allowed)
    ]
    assert not strangers, "\n".join(strangers)


def test_screens_only_take_callback_data_from_aiogram():
    """Screens are values: no Bot, no Telegram types."""
    wrong = [
        f"{place(path, node)} imports {module}"
        for path in files("bot/ui")
        for node, module in imports(path)
        if module.startswith("aiogram")
        and not module.startswith("aiogram.filters.callback_data")
        # The one place where a Screen becomes Telegram's keyboard.
        and path.name != "markup.py"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("layer", ["bot/ui", "services/rules"])
def test_pure_layers_wait_for_nothing(layer: str):
    wrong = [
        place(path, node)
        for path in files(layer)
        for node in nodes(path)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert not wrong, f"I/O in a pure layer: {wrong}"


def test_nothing_reaches_up_to_the_composition_root():
    """`bot.app` imports everything; only what stands beside it (the command line, the demo) may import it."""
    wrong = [
        f"{place(path, node)} imports {module}"
        for path in files()
        for node, module in imports(path)
        if module.startswith("bot.app") and path.parent != ROOT / "bot" and "demo" not in path.parts
    ]
    assert not wrong, "\n".join(wrong)
