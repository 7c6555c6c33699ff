"""The dictionaries of opencc-python-reimplemented as plain mappings.

In: the name of a table, such as STCharacters. Out: a character or phrase → its choices, the best first.
"""

from importlib.resources import files


def opencc_table(name: str) -> dict[str, list[str]]:
    """Raises FileNotFoundError if OpenCC has no table of that name."""
    text = (files("opencc") / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {source: choices.split() for source, choices in rows}
