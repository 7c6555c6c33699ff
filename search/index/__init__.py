"""Segments: stories in flat arrays under Whoosh's table of contents.

In: stories by field. Out: mapped files, open segments, Whoosh's own readers. This package knows nothing of Django.

Start with layout.py, which shows what is on the disk. buffer.py, postings.py, merge.py, segment_builder.py and
writer.py show how it gets there; storage.py, segment.py and open_segment.py how it is read. codec.py serves Whoosh's
own queries. search.engine answers queries from open segments.
"""
