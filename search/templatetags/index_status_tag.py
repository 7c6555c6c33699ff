"""The template tag for the numbers that every page shows: stories held, stories that can be found, and since when."""

from pathlib import Path

from django import template
from django.conf import settings
from django.db import DatabaseError

from search.index_status import IndexStatus
from search.index_status import index_status as status_of

register = template.Library()


@register.simple_tag
def index_status() -> IndexStatus | None:
    """None if the database or the disk does not answer: a page that needs neither is shown all the same."""
    try:
        return status_of(Path(settings.INDEX_DIR))
    except (DatabaseError, OSError):
        return None
