"""manage.py find_duplicates: signatures for the stories that lack one, and what they repeat."""

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q, QuerySet
from tqdm import tqdm

from archive.models import Article
from archive.reprints.detect import ReprintMatch, sign_again, sign_and_find
from archive.reprints.fingerprint import RECIPE

BATCH = 500  # stories in one transaction
HELP = """Look for stories that repeat another. Stories are signed as they come in; this signs those that came
before there were signatures, and signs again those whose text may have changed since. What is found becomes a doubt
on the later story and an entry of 疑似重复 in the admin; pairs that were found before are not raised again. Run twice,
the second run finds nothing to do. After an interruption, run it again: each batch is whole."""

NEEDED = ("kicker", "title", "subtitle", "body", "kind", "status", "published", "published_precision", "doubts")


class Command(BaseCommand):
    help = HELP

    def handle(self, *args: Any, **options: Any) -> None:
        unsigned = Article.objects.filter(signature=None)
        changed = Article.objects.filter(Q(signature__recipe__lt=RECIPE) | Q(updated_at__gt=F("signature__signed_at")))
        total = unsigned.count() + changed.count()
        signed = repeats = 0
        try:
            with tqdm(total=total, unit="story", desc="find_duplicates", disable=not sys.stderr.isatty()) as bar:
                for stories, found in chain(_signed(unsigned, sign_and_find), _signed(changed, sign_again)):
                    signed, repeats = signed + stories, repeats + found
                    bar.update(stories)
        except KeyboardInterrupt:
            raise CommandError(f"interrupted: {signed} signed so far, whole batches", returncode=130) from None
        self.stdout.write(f"{signed} signed, {repeats} repeats, {Article.objects.count() - signed} left as they were")


def _signed(
    articles: QuerySet[Article], sign: Callable[[Sequence[Article]], list[ReprintMatch]]
) -> Iterator[tuple[int, int]]:
    """For each batch, how many stories and how many repeats among them."""
    last = 0
    while batch := list(articles.filter(pk__gt=last).only(*NEEDED, "reprint_group").order_by("pk")[:BATCH]):
        yield len(batch), len({one.article.pk for one in sign(batch)})
        last = batch[-1].pk
