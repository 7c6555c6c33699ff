"""Headlines that break between words. In: a headline. Out: its words; joined they are the headline again."""

from functools import lru_cache

from django.conf import settings

from text.fold import fold
from text.words import Cutter

# Signs that open something stay with the word after them, all others with the word before.
OPENING = "“‘《〈（([【「『"
REMEMBERED = 4096


@lru_cache(maxsize=1)
def cutter() -> Cutter:
    """Made at the first headline: about two seconds once, then read from the folder of the archive."""
    return Cutter(cache_dir=settings.VAR_DIR / "words")


@lru_cache(maxsize=REMEMBERED)
def words_of(headline: str) -> tuple[str, ...]:
    """Pieces between which a line may break."""
    folded = fold(headline)
    if len(folded) != len(headline):
        return (headline,)
    pieces, at = [], 0
    for word in cutter().cut(folded):
        pieces.append(headline[at : at + len(word)])
        at += len(word)
    return tuple(_with_their_signs(pieces))


def _with_their_signs(pieces: list[str]) -> list[str]:
    kept: list[str] = []
    for piece in pieces:
        is_sign = not any(map(str.isalnum, piece))
        if kept and (kept[-1][-1:] in OPENING or (is_sign and piece[:1] not in OPENING)):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept
