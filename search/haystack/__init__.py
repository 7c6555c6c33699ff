"""Haystack's SearchQuerySet on the engine's arrays.

writing     what SearchQuerySet collected → query string
parser      query string → Whoosh's tree
reading     Whoosh's tree → the engine's
fields      what a lookup of a field means: of any SearchIndexes (general), of the archive's (archive)
place       the folder of such an index: made once, or anew
documents   what of a prepared object is indexed, and how it comes back
backend     one search, and more like this; counts, highlight, spelling: what goes with an answer
"""
