"""How ordinary a word is.

In: nothing. Out: how often each word of jieba's dictionary, folded, was counted there.
"""

from functools import cache

from text.words import Frequencies, folded_dictionary


@cache
def word_frequencies() -> Frequencies:
    """Read once, in under a second."""
    return folded_dictionary()
