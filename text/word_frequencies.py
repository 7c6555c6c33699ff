"""How common a word is.

In: nothing. Out: the frequency of each word of jieba's dictionary, folded.
"""

from functools import cache

from text.words import Frequencies, folded_dictionary


@cache
def word_frequencies() -> Frequencies:
    """Read once, in less than a second."""
    return folded_dictionary()
