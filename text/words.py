"""Words of folded text, cut by jieba with a dictionary folded as the text is.

In: folded text, and names (organizations, programs, topics) that jieba shall know as words.
Out: words; in search mode with their places, and with the shorter words inside the long ones.

jieba defines the words: its dictionary, its weights for new names. rjieba, its port to Rust, cuts by
them, 16 times as fast; tests hold it to what jieba itself cuts.

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
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from text.fold import fold, fold_fingerprint
from text.frequency_file import Frequencies, read_frequencies, write_frequencies

if TYPE_CHECKING:
    import jieba
    import rjieba

# What a word is made of for jieba; a name is never cut as one across any other character.
WORD_PART = re.compile(r"[\u4E00-\u9FD5a-z0-9+#&.%]{2,}")
# Around these signs jieba cuts, but within a decimal, and rjieba does not; at another sign both do. Half
# a character (a lone surrogate) cannot be handed to Rust.
JOINING = re.compile(r"([a-z0-9]+\.[0-9]+)|[-._\ud800-\udfff]")
SIGN = "~"

log = logging.getLogger(__name__)


class Cutter:
    """jieba with its own dictionary. Reading is safe from any number of threads.

    `names` may be in either script. With `cache_dir` the dictionary is read from there, or built
    (under a second) and left there; one file for each fingerprint, none is ever removed. `made_as`: the
    fingerprint of a cutter of another day, whose dictionary is taken as it lies there.
    """

    def __init__(self, names: Iterable[str] = (), cache_dir: Path | None = None, made_as: str = "") -> None:
        folded = {part for name in names for part in WORD_PART.findall(cuttable(fold(name)))}
        # Given to another Cutter, these make the same one: what an index keeps of its dictionary.
        self.names = tuple(sorted(folded))
        self._cache_dir = cache_dir
        self._made_as = made_as
        self._rjieba = rust_cutter(self._frequencies())

    @cached_property
    def fingerprint(self) -> str:
        """That of the code that runs: see fingerprint_of."""
        return fingerprint_of(self.names)

    def cut(self, folded: str) -> list[str]:
        """All of the text, in pieces that join to it again: words, signs and white space."""
        ends = accumulate(map(len, self._rjieba.cut(cuttable(folded))), initial=0)
        return [folded[start:end] for start, end in pairwise(ends)]

    def search_words(self, folded: str) -> list[str]:
        """Words in their order; before a long word the short ones inside it. Signs may stand among them."""
        return self._rjieba.cut_for_search(cuttable(folded))

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
        # Every name is weighed against the same dictionary: their order must not matter.
        plain = tokenizer_of(frequencies)
        weights = {name: plain.suggest_freq(name) for name in self.names}
        return frequencies | weights


def fingerprint_of(names: Iterable[str]) -> str:
    """SHA-256, in hex, of what decides every cut: both cutters, the dictionary, the folding, the (folded) names."""
    made_of = (version("jieba"), version("rjieba"), dictionary_sha256(), fold_fingerprint(), *names)
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def cuttable(folded: str) -> str:
    """A text as long as this that both cutters cut alike."""
    return JOINING.sub(lambda found: found[1] or SIGN, folded)


def folded_dictionary() -> Frequencies:
    """jieba's dictionary, folded; what becomes one word has the frequencies of all it was."""
    entries = [line.split(" ") for line in dictionary_bytes().decode("utf-8").splitlines()]
    words = fold("\n".join(entry[0] for entry in entries)).split("\n")
    sums: Frequencies = {}
    for word, entry in zip(words, entries, strict=True):
        sums[word] = sums.get(word, 0) + int(entry[1])
    return sums


def rust_cutter(frequencies: Frequencies) -> "rjieba.Jieba":
    # Both cutters are imported late: loading them takes 0.2 s of CPU, and most who import this module cut nothing.
    import rjieba

    cutter = rjieba.Jieba.empty()
    for word, frequency in frequencies.items():
        cutter.add_word(word, frequency, None)
    return cutter


def tokenizer_of(frequencies: Frequencies) -> "jieba.Tokenizer":
    """jieba itself, with this dictionary."""
    import jieba

    tokenizer = jieba.Tokenizer()
    # jieba gives up a word at a beginning of it that it does not know.
    beginnings = {word[:end]: 0 for word in frequencies for end in range(1, len(word))}
    tokenizer.FREQ = beginnings | frequencies
    tokenizer.total = sum(frequencies.values())
    tokenizer.initialized = True
    return tokenizer


def write_if_possible(path: Path, frequencies: Frequencies) -> None:
    """Write what was built; a folder that cannot be written costs time at the next start, no more."""
    try:
        write_frequencies(path, frequencies)
    except OSError as error:
        log.warning("the dictionary of words is not kept: %s", error)


def dictionary_bytes() -> bytes:
    return (files("jieba") / "dict.txt").read_bytes()


def dictionary_sha256() -> str:
    return hashlib.sha256(dictionary_bytes()).hexdigest()
