"""Words for people, in the language of the page: sentences for doubts, changes and refused files, and lists of names.

In: codes and arguments, as rows and records keep them. Out: the sentences that a page shows.
"""
