"""From a story that changed to an index that has it, and is proved to have it.

In: what archive.signals tells. Out: generations of the index that hold what the database publishes.

    receivers → queue → indexer (its lease) → findable            one story, a moment after it changed
    rebuild → filling (workers, shards) → proof (canaries)        all stories, into a generation of their own
    check, withdrawn                                              what differs, and what must not be shown meanwhile
"""
