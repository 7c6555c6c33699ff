"""The doubt that a story reads like another one, and which story that is.

The doubt is stored on the later story. It has the key of the other story, and how similar both are.
"""

from archive.models import Article
from archive.models.article_choices import Status
from archive.reading.document import Doubt
from archive.reprints.compare import Similarity, SimilarityKind

PART = 30  # percent; a shorter text inside another one is an item of a round-up rather than an excerpt
HEADLINE_SHOWN = 30  # characters
_CODES = {
    SimilarityKind.SAME: "reprint-same",
    SimilarityKind.CUT: "reprint-cut",
    SimilarityKind.FULL: "reprint-full",
    SimilarityKind.NEAR: "reprint-near",
}
_CODES_OF_PART = {**_CODES, SimilarityKind.CUT: "reprint-inside", SimilarityKind.FULL: "reprint-holds"}
_REPRINTS = {*_CODES.values(), *_CODES_OF_PART.values()}


def reprint_doubt(similarity: Similarity, other: Article) -> Doubt:
    """Makes the doubt; without the headline of a draft, which the uploader of the later story may not see."""
    codes = _CODES_OF_PART if similarity.percent < PART else _CODES
    doubt = Doubt.of(codes[similarity.kind], story=other.pk, percent=similarity.percent, status=str(other.status))
    return doubt if other.status == Status.DRAFT else doubt.with_arguments(title=other.headline[:HEADLINE_SHOWN])


def reprint_of(doubt: Doubt) -> int | None:
    """Returns the key of the other story; None if the doubt is about something else."""
    found = dict(doubt.arguments).get("story") if doubt.code in _REPRINTS else None
    return found if isinstance(found, int) else None
