"""Screens: what people read and press, in all languages."""
