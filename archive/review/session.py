"""An upload under review: its stories, its lines, and a token that shows whether somebody changed them since.

In: an Upload. Out: a ReviewSession. Changes are made in a transaction, on a session from `open_for_change`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from archive.models import Article, Layout, Upload
from archive.models.article_choices import Status
from archive.reading.clean import clean
from archive.reading.document import Draft, Part
from archive.review.evidence_spans import texts
from archive.review.line_roles import SavedStory, page_lines_of
from archive.review.page_lines import PageLines, Parts

LONGEST_HEADLINE = 300  # the longest headline, in characters
FIELDS = ("kicker", "title", "subtitle", "body")


class StaleReview(Exception):
    """Somebody changed the stories of this upload after the page was sent."""


class EditRefused(Exception):
    """The change cannot be made. The message is a sentence for the editor."""


@dataclass(frozen=True)
class ReviewSession:
    """`stories`: in the order of the upload. The numbers that people see count from 1."""

    upload: Upload
    stories: tuple[Article, ...]

    @cached_property
    def page_lines(self) -> PageLines:
        """If two stories claim the same line, a story that was public gets it before any draft."""
        saved = [SavedStory(story.pk, texts(story), story.spans, _kept_parts(story)) for story in self.stories]
        public = {story.pk for story in self.stories if story.status != Status.DRAFT}
        return page_lines_of(self.upload.text, sorted(saved, key=lambda story: story.number not in public))

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        return {story.pk: number for number, story in enumerate(self.stories, 1)}

    @cached_property
    def token(self) -> str:
        """A different one after every change of a story of this upload."""
        rows = [f"{s.pk} {s.updated_at.isoformat()} {s.status} {s.version}" for s in self.stories]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]

    def story(self, pk: int) -> Article:
        """Raises EditRefused if the upload has no such story."""
        found = next((story for story in self.stories if story.pk == pk), None)
        if found is None:
            raise EditRefused(_("这件来件里没有这一稿"))
        return found

    def read_from_lines(self, story: Article, parts: Parts | None = None) -> dict[str, str]:
        """The fields as read from the story's lines, or from other `parts`."""
        return fields_of(self.upload.text, self.page_lines.parts[story.pk] if parts is None else parts)

    def by_hand(self, story: Article) -> list[str]:
        """The fields that an editor wrote by hand: they differ from the story's lines."""
        given = self.read_from_lines(story)
        return [name for name in FIELDS if getattr(story, name) != given[name]]


def open_review(upload: Upload) -> ReviewSession:
    stories = Article.objects.filter(upload=upload).in_page_order().select_related("source", "region", "layout")
    return ReviewSession(upload, tuple(stories))


def open_for_change(pk: int, token: str) -> ReviewSession:
    """To be called in a transaction. Raises Upload.DoesNotExist, and StaleReview if the token is out of date."""
    session = open_review(Upload.objects.select_for_update().get(pk=pk))
    if session.token != token:
        raise StaleReview
    return session


def fields_of(text: str, parts: Parts) -> dict[str, str]:
    printed = clean(text, Draft("news", parts))
    heads = {name: getattr(printed, name)[:LONGEST_HEADLINE] for name in FIELDS[:3]}
    return {**heads, "body": printed.body}


def byline_of(text: str, parts: Parts) -> str:
    return clean(text, Draft("news", parts)).byline


def keep_parts(story: Article, parts: Parts) -> None:
    rows = [[part.start, part.end, part.role, part.continues] for part in parts]
    Layout.objects.update_or_create(article=story, defaults={"parts": rows})


def _kept_parts(story: Article) -> Parts:
    """The parts that an editor has set, if they still match the story's spans."""
    layout = getattr(story, "layout", None)
    parts = tuple(Part(*row) for row in layout.parts) if layout else ()
    return parts if [[part.start, part.end] for part in parts] == story.spans else ()
