"""What every page says of the archive as a whole."""

from pathlib import Path

from django import template
from django.conf import settings
from django.db import DatabaseError

from search.index_status import Standing, standing

register = template.Library()


@register.simple_tag
def archive_standing() -> Standing | None:
    """None where the database or the disk does not answer: a page that needs neither is shown all the same."""
    try:
        return standing(Path(settings.INDEX_DIR))
    except (DatabaseError, OSError):
        return None
