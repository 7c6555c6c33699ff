"""The rows that belong to a story (names, mentions, credits), read with it for many stories at once.

In: an Article. Out: its related rows. A story from `Article.objects.prefetch_related(*RELATED)` has them already;
for any other story they are read from the database.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from archive.models import Article, Organization, Program, Region
from archive.models.region import NATION_CODE

# Read into plain lists: Django would make a query set for each story otherwise.
RELATED = (
    "source",
    "region__parent__parent",
    Prefetch("credits", to_attr="read_credits"),
    Prefetch("mentions", to_attr="read_mentions"),
    Prefetch("read_mentions__organization__aliases", to_attr="read_aliases"),
    Prefetch("program_mentions", to_attr="read_program_mentions"),
    "read_program_mentions__program",
)


def related(owner: Article | Organization, name: str) -> Iterable[Any]:
    """The rows of `owner.name`, from the list that was read with it or else from the database."""
    read = vars(owner).get(f"read_{name}")
    return getattr(owner, name).all() if read is None else read


def programs_of(article: Article) -> list[Program]:
    return [mention.program for mention in related(article, "program_mentions")]


def regions_of(article: Article) -> list[Region]:
    """From the province down to the region itself; without the nation, unless the story has no other place."""
    chain: list[Region] = []
    region = article.region
    while region:
        chain.insert(0, region)
        region = region.parent
    return [one for one in chain if one.code != NATION_CODE] or chain
