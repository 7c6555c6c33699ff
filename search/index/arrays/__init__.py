"""The engine: stories in flat arrays under Whoosh's table of contents, queries on whole arrays.

In: stories by field, trees of conditions. Out: exact answers. Knows nothing of Django.

    index = ArrayIndex.make(folder, schema_of(id=KeyField(), title=TextField(4), body=TextField()))
    writer = index.writer(words); writer.add_document(id="1", title=…); writer.commit()
    index.snapshot().search(Query(Run("职工驿站"), (Ranked(Run("职工驿站")),)))

Read layout.py first (what lies on the disk), then part.py, merge.py, writer.py (how it gets there),
opened.py, runs.py, evaluate.py, rank.py, snapshot.py (how it answers). codec.py is for Whoosh's own queries.
"""
