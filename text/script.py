"""Tells which script a text is written in, and converts between scripts.

In: any string. Out: "hans", "hant" or "mixed"; the text converted by OpenCC.
"""

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

from text.code_points import CODE_POINTS, codes_of
from text.opencc_tables import opencc_table

Script = Literal["hans", "hant", "mixed"]

SIMPLIFIED_ONLY, TRADITIONAL_ONLY = 1, 2
# If the characters of one script are fewer than this share of those that only one script has, they are strays: a name
# in its original form, or a converter's mistake.
STRAY_SHARE = 0.1


def script_of(text: str) -> Script:
    """The script of the text, by the characters that only one script has; hans if there are none."""
    kinds = np.bincount(_kinds()[codes_of(text)], minlength=3)
    simplified, traditional = int(kinds[SIMPLIFIED_ONLY]), int(kinds[TRADITIONAL_ONLY])
    if min(simplified, traditional) > STRAY_SHARE * (simplified + traditional):
        return "mixed"
    return "hant" if traditional > simplified else "hans"


def to_simplified(text: str) -> str:
    """OpenCC's t2s, which converts known words as a whole. It leaves 著 as it is."""
    return _converter("t2s").convert(text)


def to_traditional(text: str) -> str:
    """OpenCC's s2t, which converts known words as a whole, into OpenCC's own standard and not that of a region."""
    return _converter("s2t").convert(text)


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code point the only script that has it; 0 if both or neither have it."""
    kinds = np.zeros(CODE_POINTS, dtype=np.uint8)
    kinds[[ord(char) for char in _telling("STCharacters", "big5")]] = SIMPLIFIED_ONLY
    kinds[[ord(char) for char in _telling("TSCharacters", "gb2312")]] = TRADITIONAL_ONLY
    return kinds


def _telling(table: str, other_charset: str) -> set[str]:
    """Characters that OpenCC always changes and that the charset of the other script lacks.

    GB 2312 has 著 and 於, Big5 has 后, 体 and 台: they occur in texts of either script.
    """
    changed = {char for char, choices in opencc_table(table).items() if char not in choices}
    usual = {char for name in ("TWVariants", "HKVariants") for char in _choices(name)}
    return {char for char in changed - usual if not _encodable(char, other_charset)}


def _choices(table: str) -> set[str]:
    return {choice for choices in opencc_table(table).values() for choice in choices}


def _encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
