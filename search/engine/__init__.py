"""The engine: queries on whole arrays of open segments.

In: trees of conditions, the segments of search.index. Out: exact answers, ranked. Knows nothing of Django.

    index = ArrayIndex.make(folder, schema_of(id=KeyField(), title=TextField(4), body=TextField()))
    writer = index.writer(words); writer.add_document(id="1", title=…); writer.commit()
    index.snapshot().search(Query(Run("职工驿站"), (Ranked(Run("职工驿站")),)))

Read tree.py (what can be asked), segment_view.py, runs.py, evaluate.py (which stories), rank.py and closer.py (in which
order), snapshot.py and live.py (of which commit).
"""
