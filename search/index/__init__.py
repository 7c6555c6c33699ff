"""Segments: stories in flat arrays under Whoosh's table of contents.

In: stories by field. Out: files that are mapped, open segments, Whoosh's own readers. Knows nothing of Django.

Read layout.py first (what lies on the disk), then part.py, lists.py, merge.py, gather.py, writer.py (how it gets
there), storage.py and opened.py (how it is read). codec.py is for Whoosh's own queries. How a query is answered from
open segments: search.engine.
"""
