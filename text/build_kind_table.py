"""Generates tables/kinds.tsv, which tells the characters that text is made of from mere signs.

In: Python's Unicode tables. Out: one line for each stretch of code points of one kind.

    python -m text.build_kind_table

The table is checked in, so that an index and a query agree even if different versions of Python made them.
"""

import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from text.build_fold_table import TABLES, write_lines

LETTER, DIGIT, SIGN, HIDDEN = "letter", "digit", "sign", "hidden"
# Letters and marks by category that are invisible (Default_Ignorable_Code_Point of UAX #44).
INVISIBLE = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
    *range(0xE0100, 0xE01F0),
}
# Ideographs that are newer than Python's tables: names are written with them.
IDEOGRAPHIC_PLANES = range(0x20000, 0x40000)


def kind_of(code: int) -> str:
    """Text is made of letters, marks, numbers and private characters (rare ideographs in old files)."""
    category = unicodedata.category(chr(code))
    if code in INVISIBLE or category in ("Cf", "Cs") or (category == "Cc" and not blank(code)):
        return HIDDEN
    if category == "Nd":
        return DIGIT
    if category[0] in "LMN" or category == "Co":
        return LETTER
    return LETTER if category == "Cn" and code in IDEOGRAPHIC_PLANES else SIGN


def blank(code: int) -> bool:
    return chr(code).isspace()


def rows() -> Iterator[str]:
    """`hex of the first code point of a stretch, tab, kind`."""
    for kind, codes in groupby(range(sys.maxunicode + 1), kind_of):
        yield f"{next(codes):04X}\t{kind}"


if __name__ == "__main__":
    print(write_lines(TABLES / "kinds.tsv", "first code point of a stretch, kind", rows()), "stretches")
