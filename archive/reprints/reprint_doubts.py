"""The doubt that a story reads like another one, and which story that is.

The doubt is kept on the later story. It holds the other story's key, and how both are alike.
"""

from archive.models import Article
from archive.models.article_choices import Status
from archive.reading.document import Doubt
from archive.reprints.compare import Alike, How

PART = 30  # percent; a shorter text inside another one is an item of a round-up rather than a cut
HEADLINE_SHOWN = 30  # characters
_CODES = {How.SAME: "reprint-same", How.CUT: "reprint-cut", How.FULL: "reprint-full", How.NEAR: "reprint-near"}
_CODES_OF_PART = {**_CODES, How.CUT: "reprint-inside", How.FULL: "reprint-holds"}
_REPRINTS = {*_CODES.values(), *_CODES_OF_PART.values()}


def reprint_doubt(alike: Alike, other: Article) -> Doubt:
    """Without the headline of a draft: whoever handed in the later story may not see the drafts of others."""
    codes = _CODES_OF_PART if alike.percent < PART else _CODES
    doubt = Doubt.of(codes[alike.how], story=other.pk, percent=alike.percent, status=str(other.status))
    return doubt if other.status == Status.DRAFT else doubt.and_of(title=other.headline[:HEADLINE_SHOWN])


def reprint_of(doubt: Doubt) -> int | None:
    """The key of the other story; None if the doubt is about something else."""
    found = dict(doubt.arguments).get("story") if doubt.code in _REPRINTS else None
    return found if isinstance(found, int) else None
