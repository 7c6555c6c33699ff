"""From a changed story to an index that has the change, and is proved to have it.

In: the signals of archive.signals. Out: generations of the index that hold what the database publishes.

    receivers → queue → indexer (with a lease) → findable         one story, a moment after it changed
    rebuild → filling (workers, shards) → proof (canaries)        all stories, into a generation of their own
    check                                                         differences between index and database
"""
