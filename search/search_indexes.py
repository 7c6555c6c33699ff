"""The fields of a story that are indexed, declared as Haystack wants it.

In: an Article, best with its related rows. Out: its prepared fields; the StoryDocument that the index takes.
Haystack finds ArticleIndex because this module is called search_indexes.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from haystack import indexes

from archive.models import Article, Organization
from archive.models.article_queryset import ArticleQuerySet
from search.facets import FACETS, Facet
from search.related import RELATED, programs_of, regions_of, related
from search.story_days import event_days, published_days
from search.story_document import NAMES, StoryDocument


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published stories only. A list of names begins with those printed in the story; its other names follow."""

    fields: dict[str, indexes.SearchField]
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

    def __init__(self) -> None:
        # Every facet has a field, too.
        self.fields = self.fields | {facet.haystack_field: _field_of(facet) for facet in FACETS.values()}
        super().__init__()

    def get_model(self) -> type[Article]:
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:
        return Article.objects.published().prefetch_related(*RELATED)

    def prepare(self, article: Article) -> dict[str, Any]:
        prepared: dict[str, Any] = super().prepare(article)
        for facet in FACETS.values():
            values = facet.values_of(article)
            prepared[facet.haystack_field] = list(values) if facet.many else values[0]
        return prepared

    def prepare_text(self, article: Article) -> str:
        return "\n".join((article.kicker, article.title, article.subtitle, article.body))

    def prepare_people(self, article: Article) -> list[str]:
        return [f"{credit.role} {credit.name}" for credit in related(article, "credits")]

    def prepare_organization(self, article: Article) -> list[str]:
        return _unique(
            chain.from_iterable(
                (mention.text, *_names_of(mention.organization)) for mention in related(article, "mentions")
            )
        )

    def prepare_program(self, article: Article) -> list[str]:
        return _unique(chain.from_iterable((one.name, *one.aliases) for one in programs_of(article)))

    def prepare_source(self, article: Article) -> list[str]:
        return [article.source.name, *article.source.aliases] if article.source else []

    def prepare_province(self, article: Article) -> list[str]:
        top = next(iter(regions_of(article)), None)
        return [top.name, top.short_name] if top else []

    def prepare_region(self, article: Article) -> list[str]:
        return _unique(name for region in regions_of(article) for name in (region.name, region.short_name, region.path))


def document_of(article: Article) -> StoryDocument:
    """The story as the index knows it. An article from ArticleIndex.index_queryset needs no further statements."""
    # Haystack's full_prepare is not used: it takes as long as all the rest.
    names = {name: tuple(prepare(article)) for name, prepare in _PREPARE_NAMES.items()}
    return StoryDocument(
        pk=article.pk,
        fields=(article.kicker, article.title, article.subtitle, article.body),
        people=tuple(_INDEX.prepare_people(article)),
        names=names,
        facets={name: facet.values_of(article) for name, facet in FACETS.items()},
        published=published_days(article.published, article.published_precision),
        event=event_days(article.event_date),
    )


def _field_of(facet: Facet) -> indexes.SearchField:
    """Its field for Haystack. With a column, Haystack's order_by reads the column; `prepare` has the values."""
    column = facet.reads if isinstance(facet.reads, str) else None
    field = (indexes.MultiValueField if facet.many else indexes.CharField)(model_attr=column)
    field.set_instance_name(facet.haystack_field)
    return field


def _names_of(organization: Organization) -> list[str]:
    return [organization.name, *(alias.name for alias in related(organization, "aliases"))]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


_INDEX = ArticleIndex()
_PREPARE_NAMES = {name: getattr(_INDEX, f"prepare_{name}") for name in NAMES}
