"""The page of a story: its text with links, and its position on the printed page. 410 for withdrawn stories."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Figure, Organization, PilotUnit, Program
from archive.models.article import Status
from archive.reprints.groups import public_reprints
from archive.views.page_strip import Strip, strip_of
from archive.views.passages import clause_around, paragraphs

# A larger upload is not a printed page, and its drawing would have too many blocks to be read.
STRIP_BYTES = 1_000_000
STRIP_STORIES = 60
REPRINTS = 50


def article(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Article.objects.select_related("source", "region", "upload").defer("upload__text")
    story = get_object_or_404(rows.prefetch_related("credits", "versions"), pk=pk)
    if story.status == Status.WITHDRAWN:
        return render(request, "410.html", {"article": story}, status=410)
    if not story.is_public:
        raise Http404
    return render(request, "archive/article.html", {"article": story, **_linked_context(story), **page_position(story)})


def _linked_context(story: Article) -> dict[str, Any]:
    mentions = list(story.mentions.all())
    named = {mention.organization_id for mention in mentions}
    organizations = Organization.objects.filter(pk__in=named).with_public_counts()
    by_key = {organization.pk: organization for organization in organizations}
    units = PilotUnit.objects.public().filter(organization__in=named).select_related("program", "batch")
    figures = list(story.figures.all())
    return {
        "paragraphs": paragraphs(story.body, [mention for mention in mentions if mention.field == "body"]),
        "addresses": {key: organization.get_absolute_url() for key, organization in by_key.items()},
        "organizations": sorted(by_key.values(), key=lambda named: (-named.stories, named.name)),
        "units": {unit.organization_id: unit for unit in units},
        "programs": Program.objects.filter(mentions__article=story).distinct().with_public_counts(),
        "figures": [figure_in(story, figure) for figure in figures],
        "reprints": public_reprints(story).select_related("source")[:REPRINTS],
    }


@dataclass(frozen=True)
class FigureInText:
    """A figure as printed, with the rest of its clause before and after it."""

    text: str
    before: str
    after: str


def figure_in(story: Article, figure: Figure) -> FigureInText:
    text = getattr(story, figure.field)
    before, after = clause_around(text, figure.start, figure.end)
    return FigureInText(text[figure.start : figure.end], before, after)


@dataclass(frozen=True)
class Neighbour:
    """Another story of the same printed page. `number` counts published stories only, to reveal nothing of others."""

    number: int
    article: Article
    current: bool


def page_position(story: Article) -> dict[str, Any]:
    """`strip` and `neighbours` of a story that was cut from a printed page; empty for any other story."""
    if story.upload is None:
        return {}
    siblings = list(story.upload.articles.published().in_page_order()[: STRIP_STORIES + 1])
    if story.upload.size > STRIP_BYTES or len(siblings) > STRIP_STORIES:
        return {}
    neighbours = [Neighbour(number, other, other.pk == story.pk) for number, other in enumerate(siblings, 1)]
    return {"strip": _strip(story, story.upload.text, neighbours), "neighbours": neighbours}


def _strip(story: Article, page: str, neighbours: list[Neighbour]) -> Strip:
    others = {other.number: _spans(other.article) for other in neighbours if not other.current}
    return strip_of(page, _spans(story), others)


def _spans(story: Article) -> list[tuple[int, int]]:
    return [(start, end) for start, end in story.spans]
