"""Generates tables/fold.tsv, which says to what each character folds.

In: OpenCC's character tables, Unihan's variants and the equivalents of radicals (both in DATA), the reviewed lists
    of text/tables, Python's own Unicode tables, jieba's word frequencies.
Out: tables/fold.tsv, one line for each character that folds to something else, and
     tables/classes.txt, the classes of variants, largest first, for people to review.

    python -m text.build_fold_table DATA

DATA is a folder with EquivalentUnifiedIdeograph.txt and Unihan_Variants.txt.bz2 of the Unicode Character Database.

A class is joined only from edges of these named sources, never from the closure of everything. OpenCC's first
choices make the classes. Unihan may add a character that OpenCC does not know to a class, but it never joins two of
OpenCC's classes: that is what the reviewed lists are for.
"""

import bz2
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from text.opencc_tables import opencc_table

TABLES = Path(__file__).parent / "tables"
REVIEWED = ("second_choices.txt", "look_alikes.txt", "old_forms.txt", "japanese_forms.txt")
PRIVATE_CHARACTERS = "private_characters.txt"
UNIHAN_FIELDS = ("kSimplifiedVariant", "kTraditionalVariant", "kZVariant")
SURROGATES = range(0xD800, 0xE000)

Pair = tuple[str, str]


class VariantClasses:
    """Disjoint sets of characters. A set is known if it contains a character that OpenCC knows."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.known: set[str] = set()
        self.refused: list[Pair] = []

    def find(self, char: str) -> str:
        while (parent := self.parent.setdefault(char, char)) != char:
            char = parent
        return char

    def join(self, pairs: Iterable[Pair]) -> None:
        for left, right in pairs:
            a, b = self.find(left), self.find(right)
            self.parent[b] = a
            if b in self.known:
                self.known.add(a)

    def mark_known(self) -> None:
        self.known = {self.find(char) for char in list(self.parent)}

    def adopt(self, pairs: Iterable[Pair]) -> None:
        """Join as `join` does, but never two known classes."""
        for left, right in pairs:
            a, b = self.find(left), self.find(right)
            if a != b and a in self.known and b in self.known:
                self.refused.append((left, right))
            else:
                self.join([(left, right)])

    def members(self) -> list[list[str]]:
        sets: dict[str, list[str]] = defaultdict(list)
        for char in sorted(self.parent):
            sets[self.find(char)].append(char)
        return [members for members in sets.values() if len(members) > 1]


def opencc_pairs() -> Iterator[Pair]:
    """The first choices of the two main tables and of Taiwan, and every variant of Hong Kong."""
    for name in ("STCharacters", "TSCharacters", "TWVariants"):
        for char, choices in opencc_table(name).items():
            yield char, choices[0]
    for char, choices in opencc_table("HKVariants").items():
        for choice in choices:
            yield char, choice


def reviewed_pairs(path: Path) -> Iterator[Pair]:
    """A list of text/tables: the characters to be joined, then the reason; `#` begins a comment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        members = line.split()[0]
        for other in members[1:]:
            yield members[0], other


def unihan_pairs(path: Path) -> list[Pair]:
    """The pairs of Unihan_Variants.txt.bz2 (UAX #38) in the fields named above, in a fixed order."""
    found: set[tuple[int, str, str]] = set()
    for line in bz2.decompress(path.read_bytes()).decode("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) != 3 or columns[1] not in UNIHAN_FIELDS:
            continue
        for value in columns[2].split():
            pair = sorted((char_of(columns[0]), char_of(value.partition("<")[0])))
            found.add((UNIHAN_FIELDS.index(columns[1]) // 2, pair[0], pair[1]))
    return [(left, right) for _, left, right in sorted(found) if left != right]


def char_of(name: str) -> str:
    return chr(int(name.removeprefix("U+"), 16))


def radical_pairs(path: Path) -> Iterator[Pair]:
    """Radicals and strokes, each with the ideograph that it equals (EquivalentUnifiedIdeograph.txt, UAX #44)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        codes, _, ideograph = line.partition("#")[0].partition(";")
        if not ideograph.strip():
            continue
        first, _, last = codes.strip().partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            yield char_of(ideograph.strip()), chr(code)


def normalised(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs with NFKC applied to each side: compatibility forms are not members of a class."""
    for left, right in pairs:
        yield unicodedata.normalize("NFKC", left), unicodedata.normalize("NFKC", right)


def build_classes(data: Path) -> VariantClasses:
    """All classes. Raises FileNotFoundError if the folder `data` lacks Unihan or the radicals."""
    classes = VariantClasses()
    classes.join(normalised(opencc_pairs()))
    for name in REVIEWED:
        classes.join(normalised(reviewed_pairs(TABLES / name)))
    classes.mark_known()
    classes.adopt(normalised(radical_pairs(data / "EquivalentUnifiedIdeograph.txt")))
    classes.adopt(normalised(unihan_pairs(data / "Unihan_Variants.txt.bz2")))
    return classes


def char_weights() -> dict[str, int]:
    """How often each character occurs in running text, from jieba's words and their frequencies."""
    weights: dict[str, int] = defaultdict(int)
    with (files("jieba") / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split(" ")
            for char in word:
                weights[char] += int(frequency)
    return weights


def representatives(classes: VariantClasses) -> dict[str, str]:
    """Member → the commonest letter of its class, so that jieba's model knows the characters of folded text."""
    weights = char_weights()
    found = {}
    for members in classes.members():
        best = max(members, key=lambda char: (is_letter(char), weights.get(char, 0), -ord(char)))
        found.update(dict.fromkeys(members, best))
    return found


def targets(classes: VariantClasses) -> dict[str, str]:
    """Character → what it folds to next: the representative of its class, or what a private character means."""
    return {**representatives(classes), **dict(private_characters(TABLES / PRIVATE_CHARACTERS))}


def private_characters(path: Path) -> Iterator[Pair]:
    """Private character, character: the first two columns of the list, in hex. `#` begins a comment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            private, meant, *_ = line.split()
            yield chr(int(private, 16)), chr(int(meant, 16))


def is_letter(char: str) -> bool:
    """Letters and numbers are searched for, signs are not: 〇 is a number, ○ is a sign."""
    return unicodedata.category(char)[0] in "LN"


def fold_char(char: str, target: Mapping[str, str]) -> str:
    """NFKC of one character, then lower case, then the target; repeated until nothing changes."""
    lowered = without_accents(unicodedata.normalize("NFKC", char).lower())
    folded = "".join(target.get(part, part) for part in lowered)
    if folded == char:
        return folded
    return "".join(fold_char(part, target) for part in folded)


def without_accents(text: str) -> str:
    """café is cafe. Only the letters of English lose their accents: й is no form of и."""
    bases = (unicodedata.normalize("NFD", char)[0] for char in text)
    return "".join(base if base.isascii() and base.isalpha() else char for char, base in zip(text, bases, strict=True))


def fold_rows(target: Mapping[str, str]) -> Iterator[str]:
    """`hex of the character, tab, hex of each folded character, tab, both as characters`."""
    for code in range(sys.maxunicode + 1):
        if code in SURROGATES:
            continue
        char = chr(code)
        folded = fold_char(char, target)
        if folded != char:
            codes = " ".join(f"{ord(part):04X}" for part in folded)
            yield f"{code:04X}\t{codes}\t{printable(char)} {printable(folded)}"


def printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def class_rows(classes: VariantClasses, representative: Mapping[str, str]) -> Iterator[str]:
    """One class in each line, its representative first; the largest classes first."""
    for members in sorted(classes.members(), key=lambda found: (-len(found), found[0])):
        best = representative[members[0]]
        yield best + "".join(char for char in members if char != best)


def write_lines(path: Path, head: str, rows: Iterable[str]) -> int:
    version = f"Unicode {unicodedata.unidata_version}"
    lines = [f"# {head}; {version}; written by python -m text.build_fold_table", *rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(
            "usage: python -m text.build_fold_table DATA (EquivalentUnifiedIdeograph.txt, Unihan_Variants.txt.bz2)"
        )
    classes = build_classes(Path(sys.argv[1]))
    rows = write_lines(TABLES / "fold.tsv", "character, folded", fold_rows(targets(classes)))
    count = write_lines(TABLES / "classes.txt", "classes", class_rows(classes, representatives(classes)))
    print(f"{rows} characters fold, {count} classes, {len(classes.refused)} pairs of Unihan refused")


if __name__ == "__main__":
    main()
