"""Words of folded text, cut by jieba with a dictionary folded as the text is.

In: folded text, and names (organizations, programs, topics) that jieba shall know as words.
Out: words; in search mode with their places, and with the shorter words inside the long ones.

jieba's own start-up is never run: it writes a marshalled dictionary to the shared temporary folder,
where anybody may plant another, and logs to stderr. The dictionary is built here and kept, as plain
text, in a folder the caller gives. Matching never depends on these words, only ranking does.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import jieba

from text.fold import fold, fold_fingerprint
from text.frequencies import Frequencies, read_frequencies, write_frequencies

# What jieba takes for a word's characters; a name is never cut as one across any other.
WORD_PART = re.compile(r"[\u4E00-\u9FD5a-z0-9+#&._%-]{2,}")

log = logging.getLogger(__name__)

Word = tuple[str, int, int]


class Cutter:
    """jieba with its own dictionary. Reading is safe from any number of threads.

    `names` may be in either script. With `cache_dir` the dictionary is read from there, or built
    (under a second) and left there; one file for each fingerprint, none is ever removed.
    """

    def __init__(self, names: Iterable[str] = (), cache_dir: Path | None = None) -> None:
        folded = {part for name in names for part in WORD_PART.findall(fold(name))}
        # Given to another Cutter, these make the same one: what an index keeps of its dictionary.
        self.names = tuple(sorted(folded))
        self._cache_dir = cache_dir
        self._jieba = self._tokenizer()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides every cut: jieba, its dictionary, the folding, the names."""
        made_of = (version("jieba"), dictionary_sha256(), fold_fingerprint(), *self.names)
        return hashlib.sha256("\n".join(made_of).encode()).hexdigest()

    def cut(self, folded: str) -> list[str]:
        """All of the text, in pieces that join to it again: words, signs and white space."""
        return list(self._jieba.cut(folded))

    def search_words(self, folded: str) -> list[Word]:
        """Words as (word, start, end), code points; before a long word the short ones inside it.

        Pieces without a letter or number are left out.
        """
        found = self._jieba.tokenize(folded, mode="search")
        return [word for word in found if any(map(str.isalnum, word[0]))]

    def _tokenizer(self) -> jieba.Tokenizer:
        if self._cache_dir is None:
            return tokenizer_of(self._built())
        path = self._cache_dir / f"words-{self.fingerprint}.txt"
        frequencies = read_frequencies(path)
        if frequencies is None:
            frequencies = self._built()
            keep(path, frequencies)
        return tokenizer_of(frequencies)

    def _built(self) -> Frequencies:
        frequencies = folded_dictionary()
        # Every name is weighed against the same dictionary: their order must not matter.
        plain = tokenizer_of(dict(frequencies))
        weights = {name: plain.suggest_freq(name) for name in self.names}
        add_words(frequencies, weights)
        return frequencies


def folded_dictionary() -> Frequencies:
    """jieba's dictionary, folded; what becomes one word has the frequencies of all it was."""
    entries = [line.split(" ") for line in dictionary_bytes().decode("utf-8").splitlines()]
    words = fold("\n".join(entry[0] for entry in entries)).split("\n")
    sums: Frequencies = {}
    for word, entry in zip(words, entries, strict=True):
        sums[word] = sums.get(word, 0) + int(entry[1])
    frequencies: Frequencies = {}
    add_words(frequencies, sums)
    return frequencies


def add_words(frequencies: Frequencies, words: Frequencies) -> None:
    """Put words in, with every beginning of each: jieba gives up a word at a beginning not there."""
    for word in words:
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    frequencies.update(words)


def tokenizer_of(frequencies: Frequencies) -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = frequencies
    tokenizer.total = sum(frequencies.values())
    tokenizer.initialized = True
    return tokenizer


def keep(path: Path, frequencies: Frequencies) -> None:
    """Write what was built; a folder that cannot be written costs time at the next start, no more."""
    try:
        write_frequencies(path, frequencies)
    except OSError as error:
        log.warning("the dictionary of words is not kept: %s", error)


def dictionary_bytes() -> bytes:
    return (files("jieba") / "dict.txt").read_bytes()


def dictionary_sha256() -> str:
    return hashlib.sha256(dictionary_bytes()).hexdigest()
