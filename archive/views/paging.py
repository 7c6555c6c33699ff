"""Cuts a long list into pages."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404

PAGE_SIZE = 20


def page_of(rows: Any, number: int, size: int = PAGE_SIZE) -> Page:
    """Page `number`, from 1, of a queryset or list. Raises Http404 beyond the last page. Page 1 may be empty."""
    try:
        return Paginator(rows, size).page(number)
    except EmptyPage as error:
        raise Http404 from error
