"""Splitting a text into its stories: see page.py for the way, ../document.py for what comes out."""

from archive.ingest.split.page import split

__all__ = ["split"]
