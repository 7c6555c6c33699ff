"""The tokenizers of indexes, and their dictionaries, which are kept beside the index.

In: the folder of the index; the names that a tokenizer must know. Out: tokenizers, the last few of them in memory.
Nothing here knows of generations or of the archive: search.haystack.general uses it, too.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from text.words import Cutter


def dictionary(root: Path, fingerprint: str) -> Path:
    """The file of a tokenizer's dictionary: see text.words."""
    return root / "dictionaries" / f"words-{fingerprint}.txt"


def cutter_made_as(root: Path, names: tuple[str, ...], fingerprint: str) -> Cutter:
    """The tokenizer with these names and with the dictionary of this fingerprint."""
    return _cutter(names, root / "dictionaries", fingerprint)


def cutter_with(root: Path, names: Iterable[str] = ()) -> Cutter:
    """A tokenizer of today. Its dictionary is kept beside the index. `names`: words besides those of jieba."""
    return _cutter(tuple(sorted(set(names))), root / "dictionaries", "")


# A dictionary takes about 100 MB. Kept are those of the current generation, the former, and one being built.
_cutters: OrderedDict[tuple[tuple[str, ...], str], Cutter] = OrderedDict()
_cutting = threading.Lock()


def _cutter(names: tuple[str, ...], folder: Path, made_as: str) -> Cutter:
    with _cutting:
        cutter = _cutters.get((names, made_as)) or Cutter(names, folder, made_as)
        # The stamp of an index holds the names in folded form: both forms get the same tokenizer.
        for key in ((names, made_as), (cutter.names, made_as or cutter.fingerprint)):
            cutter = _cutters.setdefault(key, cutter)
            _cutters.move_to_end(key)
        while len(_cutters) > 4:
            _cutters.popitem(last=False)
        return cutter
