"""Cuts a pasted text into the sentences that are checked one by one.

In: the text as it was pasted. Out: ranges of it. A line is at least one sentence. Very short sentences stay together
with their neighbour in the line, very long ones are cut; pieces without any letter or digit are left out.
"""

import re

Span = tuple[int, int]

_ENDS = r"。！？!?；;…｡"
SENTENCE = re.compile(rf"[^{_ENDS}]*[{_ENDS}]+[”’」』）)】》\"]*|[^{_ENDS}]+")
LINE = re.compile(r"[^\n\r\u2028\u2029]+")
# Fewer letters than these are no sentence of their own: 好！ stands in a thousand stories.
SHORT = 6
# Characters of the longest sentence. A longer one is cut at its last comma.
LONGEST = 200
COMMA = re.compile(r"[，,、：:](?!\d)")
BREAKABLE = re.compile(r"(?<![0-9A-Za-z])|(?![0-9A-Za-z])")


def quoted_sentences(text: str) -> list[Span]:
    """The ranges of the sentences, in ascending order, without the white space around them."""
    found: list[Span] = []
    for line in LINE.finditer(text):
        spans = [(line.start() + match.start(), line.start() + match.end()) for match in SENTENCE.finditer(line[0])]
        found += [part for span in _joined(text, spans) for part in _parts(text, span)]
    trimmed = (_trimmed(text, span) for span in found)
    return [span for span in trimmed if _letters(text, span)]


def _letters(text: str, span: Span) -> int:
    return sum(map(str.isalnum, text[slice(*span)]))


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """The sentences of a line, the short ones together with the one before or, at the beginning, after."""
    joined: list[Span] = []
    for span in spans:
        if joined and min(_letters(text, span), _letters(text, joined[-1])) < SHORT:
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
    return joined


def _parts(text: str, span: Span) -> list[Span]:
    """The sentence in parts of at most LONGEST characters."""
    start, end = span
    parts = []
    while end - start > LONGEST:
        cut = _cut(text, start, start + LONGEST)
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def _cut(text: str, start: int, limit: int) -> int:
    """Behind the last comma in the second half; else between two words; else at the limit."""
    commas = [match.end() for match in COMMA.finditer(text, start + LONGEST // 2, limit)]
    if commas:
        return commas[-1]
    return next((at for at in range(limit, limit - LONGEST // 2, -1) if BREAKABLE.match(text, at)), limit)


def _trimmed(text: str, span: Span) -> Span:
    whole = text[slice(*span)]
    start = span[0] + len(whole) - len(whole.lstrip())
    return start, start + len(whole.strip())
