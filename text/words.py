"""Splits folded text into words, by jieba with a dictionary that is folded as the text is.

In: folded text, and names (organizations, programs, topics) that jieba must know as words. Out: words; in search
mode also the shorter words inside long ones.

jieba defines the words, by its dictionary and its weights for new names. rjieba, its port to Rust, splits text in
the same way, 16 times as fast; tests compare it with jieba itself.

jieba's own initialization never runs: it writes a marshalled dictionary to the shared temporary folder, where
anybody could put another one, and logs to stderr. The dictionary is built here and stored as plain text in a folder
that the caller gives. These words only affect ranking, never which stories are found.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from text.fold import fold, fold_fingerprint
from text.frequency_file import Frequencies, read_frequencies, write_frequencies
from text.inner_words import NOTHING_INSIDE, InnerWords, inner_words
from text.word_weights import WordWeights

if TYPE_CHECKING:
    import jieba
    import rjieba

# The characters that jieba's words are made of. A name with any other character is split there.
WORD_PART = re.compile(r"[\u4E00-\u9FD5a-z0-9+#&.%]{2,}")
# jieba splits at these signs, except inside a decimal number, and rjieba does not; both split at other signs. Half
# a character (a lone surrogate) cannot be passed to Rust.
JOINING = re.compile(r"([a-z0-9]+\.[0-9]+)|[-._\ud800-\udfff]")
SIGN = "~"
# So many long words are known with their inner words; a dictionary has 300,000.
MOST_KEPT = 500_000

log = logging.getLogger(__name__)


class Cutter:
    """A tokenizer: jieba with its own dictionary. Any number of threads may use it.

    `names` may be in either script. With `cache_dir` the dictionary is read from there, or built in less than a second
    and stored there: one file for each fingerprint, and none is ever removed. `made_as`: the fingerprint of an earlier
    cutter, whose dictionary is read as it is. `weights`: how likely short words are.
    """

    def __init__(self, names: Iterable[str] = (), cache_dir: Path | None = None, made_as: str = "") -> None:
        folded = {part for name in names for part in WORD_PART.findall(cuttable(fold(name)))}
        # With these names another Cutter is the same: an index stores them in place of the dictionary.
        self.names = tuple(sorted(folded))
        self._cache_dir = cache_dir
        self._made_as = made_as
        frequencies = self._frequencies()
        self._rjieba = rust_cutter(frequencies)
        self.weights = WordWeights.of(frequencies)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint that the code of today gives: see fingerprint_of."""
        return fingerprint_of(self.names)

    def cut(self, folded: str) -> list[str]:
        """The whole text in pieces that can be joined to it again: words, signs and white space."""
        ends = accumulate(map(len, self._rjieba.cut(cuttable(folded))), initial=0)
        return [folded[start:end] for start, end in pairwise(ends)]

    def search_words(self, folded: str) -> list[str]:
        """Words in their order, the short words inside a long word before it. There may be signs among them."""
        return [word for piece in self.known_words(folded) for word in (*self.inside(piece).words, piece)]

    def known_words(self, folded: str) -> list[str]:
        """The text in pieces that are words of the dictionary, single characters, signs and white space.

        Unlike in `cut`, no new words are guessed. In a piece, some signs are replaced by others of the same length.
        """
        return self._rjieba.cut(cuttable(folded), False)

    def inside(self, word: str) -> InnerWords:
        """The shorter words inside a piece of `known_words`."""
        return self._inside[word]

    @cached_property
    def _inside(self) -> "_InnerWordsOf":
        return _InnerWordsOf(self._rjieba.has_word, self.weights.of_pair)

    def _frequencies(self) -> Frequencies:
        if self._cache_dir is None:
            return self._built()
        path = self._cache_dir / f"words-{self.fingerprint}.txt"
        frozen = read_frequencies(path.with_name(f"words-{self._made_as}.txt")) if self._made_as else None
        frequencies = frozen or read_frequencies(path)
        if frequencies is None:
            frequencies = self._built()
            write_if_possible(path, frequencies)
        return frequencies

    def _built(self) -> Frequencies:
        frequencies = folded_dictionary()
        # Every name is weighed against the same dictionary, so that their order does not matter.
        plain = tokenizer_of(frequencies)
        weights = {name: plain.suggest_freq(name) for name in self.names}
        return frequencies | weights


class _InnerWordsOf(dict[str, InnerWords]):
    """The inner words of each word, found when they are first asked for."""

    def __init__(self, is_word: Callable[[str], bool], weight: Callable[[str], float]) -> None:
        super().__init__()
        self._is_word, self._weight = is_word, weight

    def __missing__(self, word: str) -> InnerWords:
        if len(word) < 3:
            return NOTHING_INSIDE
        if len(self) > MOST_KEPT:
            self.clear()
        found = self[word] = inner_words(word, self._is_word, self._weight)
        return found


def fingerprint_of(names: Iterable[str]) -> str:
    """SHA-256, in hex, of everything that decides how text is split: both libraries, dictionary, folding, names."""
    made_of = (version("jieba"), version("rjieba"), dictionary_sha256(), fold_fingerprint(), *names)
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def cuttable(folded: str) -> str:
    """A text of the same length that both libraries split in the same way."""
    return JOINING.sub(lambda found: found[1] or SIGN, folded)


def folded_dictionary() -> Frequencies:
    """jieba's dictionary, folded. The frequencies of words that become equal are added."""
    entries = [line.split(" ") for line in dictionary_bytes().decode("utf-8").splitlines()]
    words = fold("\n".join(entry[0] for entry in entries)).split("\n")
    sums: Frequencies = {}
    for word, entry in zip(words, entries, strict=True):
        sums[word] = sums.get(word, 0) + int(entry[1])
    return sums


def rust_cutter(frequencies: Frequencies) -> "rjieba.Jieba":
    # Imported late, as jieba is: loading both takes 0.2 s of CPU, and most importers of this module split no text.
    import rjieba

    cutter = rjieba.Jieba.empty()
    for word, frequency in frequencies.items():
        cutter.add_word(word, frequency, None)
    return cutter


def tokenizer_of(frequencies: Frequencies) -> "jieba.Tokenizer":
    """jieba itself, with this dictionary."""
    import jieba

    tokenizer = jieba.Tokenizer()
    # jieba gives up on a word if one of its beginnings is not in this mapping.
    beginnings = {word[:end]: 0 for word in frequencies for end in range(1, len(word))}
    tokenizer.FREQ = beginnings | frequencies
    tokenizer.total = sum(frequencies.values())
    tokenizer.initialized = True
    return tokenizer


def write_if_possible(path: Path, frequencies: Frequencies) -> None:
    """Store the dictionary. If the folder cannot be written to, the next start only takes longer."""
    try:
        write_frequencies(path, frequencies)
    except OSError as error:
        log.warning("the dictionary of words is not kept: %s", error)


def dictionary_bytes() -> bytes:
    return (files("jieba") / "dict.txt").read_bytes()


def dictionary_sha256() -> str:
    return hashlib.sha256(dictionary_bytes()).hexdigest()
