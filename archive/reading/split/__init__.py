"""Splitting a text into its stories: see page.py for the way, ../document.py for what comes out."""

from archive.reading.split.page import split

__all__ = ["split"]
