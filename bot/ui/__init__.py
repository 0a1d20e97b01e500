"""Screens as values: pure functions from a view to text, keyboard and optional picture; no database, no Bot calls."""
