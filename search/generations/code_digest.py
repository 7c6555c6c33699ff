"""The fingerprint of the code that turns a story into the contents of the index.

In: the source files for folding, tokenizing, documents and segments. Out: a fingerprint that changes with every
statement in them, but not with a comment, a docstring or white space. The folding tables have their own fingerprint.
"""

import hashlib
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Code that is used only to answer queries is left out: it does not change what an index contains.
SOURCES = (
    *(f"search/index/{name}.py" for name in ("buffer", "codec", "layout", "merge", "postings")),
    *(f"search/index/{name}.py" for name in ("segment", "segment_builder", "token_table", "word_edges")),
    *(
        f"search/{name}.py"
        for name in ("facets", "fields", "related", "search_indexes", "story_days", "story_document")
    ),
    "search/query/name_fields.py",
    *(f"text/{name}.py" for name in ("code_points", "fold", "frequency_file", "grams", "inner_words")),
    *(f"text/{name}.py" for name in ("terms", "units", "word_weights", "words")),
)
LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING)


@cache
def code_fingerprint() -> str:
    """16 hexadecimal digits. Raises FileNotFoundError if a source file is missing."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(name.encode())
        for word in statements((PROJECT / name).read_text(encoding="utf-8")):
            digest.update(word.encode() + b"\0")
    return digest.hexdigest()[:16]


def statements(source: str) -> Iterator[str]:
    """The tokens of a program, one after the other, without comments and without strings that are statements."""
    begins = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT):
            yield str(token.type)
        elif token.type not in LAYOUT and not (begins and token.type == tokenize.STRING):
            yield token.string
        if token.type != tokenize.COMMENT:
            begins = token.type in (tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
