"""Foreign names of enterprises and bodies, and the Chinese names that stories print.

In: the table text/tables/foreign_names.txt, reviewed. Out: folded foreign name without signs → folded Chinese name.
"""

from functools import cache
from pathlib import Path

from text.fold import fold
from text.grams import strip_punctuation

NAMES_FILE = Path(__file__).parent / "tables" / "foreign_names.txt"


@cache
def foreign_names() -> dict[str, str]:
    lines = NAMES_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
    return {strip_punctuation(fold(foreign)).text: fold(chinese) for foreign, _, chinese in pairs}
