"""Comments and docstrings are plain English: few turns that nobody would say aloud."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tests.support.source_code import ROOT, python_files, syntax_tree

MOST = 2.0  # odd turns per 1,000 words, in the whole code and in each large folder
FEW_WORDS = 1500  # a folder with fewer words than this is counted only as part of the whole
# Each kind of turn, with a hint how to write instead.
ODD_TURNS = {
    "told, said or asked as nouns: name the thing": r"\b(?:is|are|was|were) told\b|\btold (?:by|of|what)\b"
    r"|\bwhat (?:was|is) (?:told|said|asked|meant|wanted)\b|\b(?:said|asked|known) of\b",
    "whom, whoever, wherever: who, anyone who, everywhere": r"(?i)\b(?:whom|whoever|wherever|whence)\b",
    "old words: again, will, so, in it, zero": r"\b(?:anew|shall|hence|thereof|therein|nought|lest|amid)\b",
    "is none: is not, has no": r"(?<!\bthere )\b(?:is|are|has|have) none\b",
    "stands: is, occurs": r"\b(?:stands?|stood)\b(?! for\b)",
    "relative knots: two sentences": r"\b(?:but for|of which|of whom|such as are|be it)\b",
    "What as a beginning: name the thing": r"(?:^|[.:;] )What (?!is\b[^.]*\?)",
    "Of as a beginning: subject first": r"(?:^|[.:;] )Of (?:an?|the|all|each|every|one|two|many|more|[a-z]+s|those)\b",
    "where for if": r"\bwhere (?:there|that|it|one|none|nothing|no|any)\b|\bNone where\b",
    "what of: that": r"\bwhat of\b",
    "rising for ascending": r"\brising\b",
    "so many as an amount": r"(?:^|[.:;] )So (?:many|much)\b",
}


class OddTurn(NamedTuple):
    place: str
    kind: str
    text: str


def texts(path: str) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a file, with their lines."""
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (words := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), words
    source = (ROOT / path).read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")


@cache
def counted(folder: str) -> tuple[int, tuple[OddTurn, ...]]:
    """The number of words in the comments and docstrings of a folder, and the odd turns in them."""
    words, found = 0, []
    for path in python_files(*([folder] if folder else [])):
        if "/migrations/" in path or path == "tests/house/test_prose.py":
            continue
        for line, text in texts(path):
            words += len(text.split())
            for kind, pattern in ODD_TURNS.items():
                found += [OddTurn(f"{path}:{line}", kind, turn[0].strip()) for turn in re.finditer(pattern, text)]
    return words, tuple(found)


def too_many(folder: str) -> list[OddTurn]:
    """The odd turns of a folder if they are more than it may have."""
    words, found = counted(folder)
    return list(found) if len(found) > MOST * words / 1000 else []


def test_the_code_is_written_in_plain_english():
    assert too_many("") == []


def test_no_large_folder_is_written_in_another_language_than_the_rest():
    folders = {"/".join(path.split("/")[:2]) for path in python_files() if path.count("/") > 1}
    large = [folder for folder in sorted(folders) if counted(folder)[0] >= FEW_WORDS]
    assert {folder: too_many(folder) for folder in large if too_many(folder)} == {}


def test_odd_turns_are_recognized():
    odd = (
        "Whom a story names",
        "What of a ZIP is no document",
        "None where there is none",
        "Stories are intp, rising.",
    )
    assert all(any(re.search(pattern, text) for pattern in ODD_TURNS.values()) for text in odd)
    plain = ("Finds the organizations a story names", "None if there is no index", "Array of intp in ascending order")
    assert not any(re.search(pattern, text) for pattern in ODD_TURNS.values() for text in plain)
