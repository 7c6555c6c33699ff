"""manage.py find_duplicates: signs the stories without a signature and finds the stories they repeat."""

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

BATCH = 50  # stories in one transaction: editors wait while it lasts
HELP = """Find stories that repeat another one. New stories are signed and compared when they arrive; this command does
so for stories from before there were signatures, and again for stories whose text may have changed since. A repeat
becomes a doubt on the later story and an entry of 疑似重复 in the admin; known pairs are not reported again. A second
run has nothing to do. After an interruption, run it again: finished batches are saved."""

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
            raise CommandError(f"interrupted: {signed} stories signed and saved", returncode=130) from None
        self.stdout.write(f"{signed} signed, {repeats} repeats, {Article.objects.count() - signed} unchanged")


def _signed(
    articles: QuerySet[Article], sign: Callable[[Sequence[Article]], list[ReprintMatch]]
) -> Iterator[tuple[int, int]]:
    """Signs the stories in batches; yields the number of stories and of repeats in each."""
    last = 0
    while batch := list(articles.filter(pk__gt=last).only(*NEEDED, "reprint_group").order_by("pk")[:BATCH]):
        yield len(batch), len({match.article.pk for match in sign(batch)})
        last = batch[-1].pk
