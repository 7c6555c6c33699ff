"""Cuts a long list into pages."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404

from archive.models import Article
from archive.models.article_queryset import ArticleQuerySet

PAGE_SIZE = 20


def page_of(rows: Any, number: int, size: int = PAGE_SIZE) -> Page:
    """Page `number`, from 1, of a queryset or list. Raises Http404 beyond the last page. Page 1 may be empty."""
    try:
        return Paginator(rows, size).page(number)
    except EmptyPage as error:
        raise Http404 from error


def page_of_stories(stories: ArticleQuerySet, number: int, total: int | None = None) -> Page:
    """Page `number`, from 1, of published stories in their order, with what a list shows. `total`: their number, if
    the caller has counted them. Raises Http404 beyond the last page.
    """
    return page_of(_StoriesByKey(stories, total), number)


class _StoriesByKey:
    """A list of stories. Only keys are sorted and skipped, which an index has; the long rows of stories are read for
    the part that is asked for.
    """

    def __init__(self, stories: ArticleQuerySet, total: int | None) -> None:
        self._stories = stories
        self._total = stories.count() if total is None else total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> list[Article]:
        keys = self._keys(part.start, part.stop)
        found = Article.objects.published().for_lists().in_bulk(keys)
        # One that was withdrawn a moment ago is left out.
        return [found[key] for key in keys if key in found]

    def _keys(self, start: int, stop: int) -> list[int]:
        """From the nearer end: the last page takes as long as the first."""
        keys, total = self._stories.values_list("pk", flat=True), len(self)
        if start <= total // 2:
            return list(keys[start:stop])
        return list(keys.reverse()[total - stop : total - start])[::-1]
