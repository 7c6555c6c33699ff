"""What of a story is indexed, said in Haystack's way.

In: an Article with what hangs on it. Out: its prepared fields, and the Document made of them.
Haystack finds ArticleIndex by this module's name.
"""

import calendar
import datetime
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import Prefetch
from haystack import indexes

from archive.models import Article, Organization, Program, Region
from archive.models.article_queryset import ArticleQuerySet
from archive.models.region import NATION_CODE
from search.story_document import NAMES, UNDATED, StoryDocument

# What hangs on a story, read for many stories at once. As plain lists: Django makes a query set for each story else.
HANGING = (
    "source",
    "region__parent__parent",
    Prefetch("credits", to_attr="read_credits"),
    Prefetch("mentions", to_attr="read_mentions"),
    Prefetch("read_mentions__organization__aliases", to_attr="read_aliases"),
    Prefetch("program_mentions", to_attr="read_program_mentions"),
    "read_program_mentions__program",
)
# What stories without a place, a source, a day count under.
NONE = "none"


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published stories only. Lists are printed names first, then all else the story may be asked by."""

    text = indexes.CharField(document=True)
    kicker = indexes.CharField(model_attr="kicker")
    title = indexes.CharField(model_attr="title")
    subtitle = indexes.CharField(model_attr="subtitle")
    body = indexes.CharField(model_attr="body")
    people = indexes.MultiValueField()
    organization = indexes.MultiValueField()
    program = indexes.MultiValueField()
    source = indexes.MultiValueField()
    province = indexes.MultiValueField()
    region = indexes.MultiValueField()
    published = indexes.DateField(model_attr="published", null=True)
    published_precision = indexes.CharField(model_attr="published_precision")
    # What it counts under.
    province_code = indexes.CharField()
    source_id = indexes.CharField()
    program_slug = indexes.MultiValueField()
    year = indexes.CharField()
    kind = indexes.CharField(model_attr="kind")
    script = indexes.CharField(model_attr="script")

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:
        return Article.objects.published().prefetch_related(*HANGING)

    def prepare_text(self, article: Article) -> str:
        return "\n".join((article.kicker, article.title, article.subtitle, article.body))

    def prepare_people(self, article: Article) -> list[str]:
        return [f"{credit.role} {credit.name}" for credit in _hanging(article, "credits")]

    def prepare_organization(self, article: Article) -> list[str]:
        return _unique(
            chain.from_iterable(
                (mention.text, *_names_of(mention.organization)) for mention in _hanging(article, "mentions")
            )
        )

    def prepare_program(self, article: Article) -> list[str]:
        return _unique(chain.from_iterable((one.name, *one.aliases) for one in _programs(article)))

    def prepare_source(self, article: Article) -> list[str]:
        return [article.source.name, *article.source.aliases] if article.source else []

    def prepare_province(self, article: Article) -> list[str]:
        top = next(iter(_chain(article.region)), None)
        return [top.name, top.short_name] if top else []

    def prepare_region(self, article: Article) -> list[str]:
        return _unique(
            name for region in _chain(article.region) for name in (region.name, region.short_name, region.path)
        )

    def prepare_province_code(self, article: Article) -> str:
        return article.region.province_code if article.region else NONE

    def prepare_source_id(self, article: Article) -> str:
        return str(article.source_id or NONE)

    def prepare_program_slug(self, article: Article) -> list[str]:
        return _unique(program.slug for program in _programs(article))

    def prepare_year(self, article: Article) -> str:
        return str(article.published.year) if article.published else NONE


def document_of(article: Article) -> StoryDocument:
    """The story as the index knows it; `article` best comes from ArticleIndex.index_queryset."""
    # Without Haystack's full_prepare, which takes as long as all the rest.
    names = {name: tuple(prepare(article)) for name, prepare in _PREPARE_NAMES.items()}
    return StoryDocument(
        pk=article.pk,
        fields=(article.kicker, article.title, article.subtitle, article.body),
        people=tuple(_INDEX.prepare_people(article)),
        names=names,
        facets={
            "province": (_INDEX.prepare_province_code(article),),
            "source": (_INDEX.prepare_source_id(article),),
            "program": tuple(_INDEX.prepare_program_slug(article)),
            "year": (_INDEX.prepare_year(article),),
            "kind": (article.kind,),
            "script": (article.script,),
        },
        published=days_of(article.published, article.published_precision),
    )


_INDEX = ArticleIndex()
_PREPARE_NAMES = {name: getattr(_INDEX, f"prepare_{name}") for name in NAMES}


def _hanging(owner: Article | Organization, name: str) -> Iterable[Any]:
    """What was read with the story; what was not is read now."""
    read = vars(owner).get(f"read_{name}")
    return getattr(owner, name).all() if read is None else read


def days_of(day: datetime.date | None, precision: str) -> tuple[int, int]:
    """First and last day a story may have been published, as ordinals; UNDATED where unknown."""
    if day is None or precision not in ("day", "month", "year"):
        return UNDATED
    if precision == "day":
        return day.toordinal(), day.toordinal()
    last_month = day.month if precision == "month" else 12
    first = day.replace(month=day.month if precision == "month" else 1, day=1)
    last = day.replace(month=last_month, day=calendar.monthrange(day.year, last_month)[1])
    return first.toordinal(), last.toordinal()


def _chain(region: Region | None) -> list[Region]:
    """From the province down to the region itself."""
    chain: list[Region] = []
    while region:
        chain.insert(0, region)
        region = region.parent
    return [one for one in chain if one.code != NATION_CODE] or chain


def _programs(article: Article) -> list[Program]:
    return [mention.program for mention in _hanging(article, "program_mentions")]


def _names_of(organization: Organization) -> list[str]:
    return [organization.name, *(alias.name for alias in _hanging(organization, "aliases"))]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


__all__ = ["NONE", "ArticleIndex", "days_of", "document_of"]
