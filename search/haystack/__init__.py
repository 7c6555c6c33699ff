"""Haystack's SearchQuerySet, answered by the archive's own engine. No page needs this package; see search.backends.

query_writer    from what SearchQuerySet collected to a query string
parser          from a query string to Whoosh's tree
query_reader    from Whoosh's tree to the engine's
lookup_fields   what a lookup of a field means, for every index
archive_fields  the same for the archive's own index
backend         search() and more_like_this()
facet_counts, highlight, spelling   the other parts of an answer
general         an engine for SearchIndexes of any kind, with an index of its own
"""
