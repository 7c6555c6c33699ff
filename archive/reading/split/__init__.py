"""Splits a text into its stories: page.py lists the steps, ../document.py defines the result."""

from archive.reading.split.page import split

__all__ = ["split"]
