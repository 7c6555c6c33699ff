"""A Haystack engine for SearchIndexes of any kind, with an index of its own in a folder. The archive does not use it.

engine          the backend: update, remove, clear, search
general_fields  what a lookup of a field means in such an index
prepared        from a prepared object to the fields of the engine, and back
folder          the folder of such an index: how it is made
"""
