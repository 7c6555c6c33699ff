"""The engine: answers queries from whole arrays of open segments.

In: trees of conditions, the segments of search.index. Out: exact answers, ranked. The engine knows nothing of Django.

    index = ArrayIndex.make(folder, schema_of(id=KeyField(), title=TextField(4), body=TextField()))
    writer = index.writer(words); writer.add_document(id="1", title=…); writer.commit()
    index.snapshot().search(Query(Phrase("职工驿站"), (Ranked(Phrase("职工驿站")),)))

Read query_tree.py (what can be asked), segment_view.py, phrase_matcher.py, evaluate.py (which stories match),
rank.py and proximity.py (in which order), index_snapshot.py and array_index.py (as of which commit).
"""
