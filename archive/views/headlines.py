"""Cuts headlines into words, so that lines break between words. In: a headline. Out: words that join to it again."""

from functools import lru_cache

from django.conf import settings

from text.fold import fold
from text.words import Cutter

# Opening brackets and quotation marks stay with the next word, all other punctuation with the word before.
OPENING = "“‘《〈（([【「『"
REMEMBERED = 4096


@lru_cache(maxsize=1)
def cutter() -> Cutter:
    """Made for the first headline. The very first time this takes about two seconds, later it is read from VAR_DIR."""
    return Cutter(cache_dir=settings.VAR_DIR / "words")


@lru_cache(maxsize=REMEMBERED)
def words_of(headline: str) -> tuple[str, ...]:
    """The pieces between which a line may break."""
    folded = fold(headline)
    if len(folded) != len(headline):
        return (headline,)
    pieces, at = [], 0
    for word in cutter().cut(folded):
        pieces.append(headline[at : at + len(word)])
        at += len(word)
    return tuple(_with_punctuation(pieces))


def _with_punctuation(pieces: list[str]) -> list[str]:
    kept: list[str] = []
    for piece in pieces:
        is_punctuation = not any(map(str.isalnum, piece))
        if kept and (kept[-1][-1:] in OPENING or (is_punctuation and piece[:1] not in OPENING)):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept
