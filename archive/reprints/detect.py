"""Which stories read like one that was there before: signed on the way in, looked up in an index, compared.

In: stories that were just saved. Out: rows (Signature, Mark, Likeness), a doubt on each story that repeats
another, and the group of those that tell the same letter by letter. Datelines, credits, signs and the script do
not count. Nothing is rejected, nothing hidden.

A story's marks are looked up among all marks (no story is compared with all others); the few candidates that
share enough of them are compared letter by letter. A mark that COMMON stories have tells of a head or tail that
a series prints each day: it is not kept for further stories, and leads to others only where most of a story's
marks are such. So each look-up is bounded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Model
from django.utils import timezone

from archive.models import Article, Likeness, Mark, Signature
from archive.models.article import Kind
from archive.models.edtf_dates import Precision
from archive.reprints import compare
from archive.reprints.boilerplate import without_furniture
from archive.reprints.compare import Alike, How, KnownText
from archive.reprints.fingerprint import RECIPE, Fingerprint, Letters, letters_of, signature_of
from archive.reprints.groups import join_groups
from archive.reprints.reprint_doubts import reprint_doubt
from archive.slices import AT_ONCE, in_slices

COMMON = 24  # stories
CANDIDATES = 3  # compared at most, the likeliest first


@dataclass(frozen=True)
class ReprintMatch:
    """`article` reads like the story `other`, which was there before."""

    article: Article
    other: int
    alike: Alike


@transaction.atomic
def sign_and_find(articles: Sequence[Article]) -> list[ReprintMatch]:
    """Sign stories that have no signature, newest last; what each repeats, noted on it and in Likeness."""
    signing = _Signing(articles)
    found = list(signing.repeats())
    signing.write()
    _note(found)
    return found


@transaction.atomic
def sign_again(articles: Sequence[Article]) -> list[ReprintMatch]:
    """As sign_and_find, for stories whose text has changed since they were signed."""
    for some in in_slices([article.pk for article in articles]):
        Mark.objects.filter(article__in=some).delete()
        Signature.objects.filter(article__in=some).delete()
    return sign_and_find(articles)


class _Signing:
    """One batch of stories against all that were signed before, and against each other in their order."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._letters: dict[int, Letters] = {article.pk: _told(article) for article in articles}
        self._signed: dict[int, Fingerprint] = {pk: signature_of(letters) for pk, letters in self._letters.items()}
        self._stories: dict[int, Article] = {article.pk: article for article in articles}
        self._first_of = _first_of_digest({signed.digest for signed in self._signed.values()})
        self._having = _having_marks({mark for signed in self._signed.values() for mark in signed.marks})
        self._marks: list[tuple[int, int]] = []

    def repeats(self) -> Iterator[ReprintMatch]:
        near = {}
        for article in self._articles:
            signed = self._signed[article.pk]
            same = self._first_of.setdefault(signed.digest, article.pk)
            if signed.digest is not None and same != article.pk:
                yield ReprintMatch(article, same, Alike(How.SAME, 100))
            else:
                near[article.pk] = self._candidates(signed)
            self._keep_marks(article.pk, signed)
        self._fetch({other for others in near.values() for other in others})
        for pk, others in near.items():
            yield from self._compared(self._stories[pk], others)

    def write(self) -> None:
        now = Signature._meta.get_field("signed_at").get_db_prep_save(timezone.now(), connection)
        rows = [(pk, signed.digest, signed.length, RECIPE, now) for pk, signed in self._signed.items()]
        _insert(Signature, ("article_id", "digest", "length", "recipe", "signed_at"), rows)
        _insert(Mark, ("run", "article_id"), self._marks)

    def _candidates(self, signed: Fingerprint) -> list[int]:
        """Stories that share two marks, or one that no third story has; those with the rarest first."""
        shared: Counter[int] = Counter()
        weight: defaultdict[int, float] = defaultdict(float)
        for mark in signed.marks:
            having = self._having[mark]
            shared.update(having)
            if len(having) < COMMON:
                for pk in having:
                    weight[pk] += 1 / len(having)
        # What shares only common marks must share most of them: a text that is printed everywhere.
        likely = [pk for pk in shared if weight[pk] >= 1 / 2 or (weight[pk] and shared[pk] > 1)]
        likely = likely or [pk for pk in shared if 2 * shared[pk] > len(signed.marks)]
        return sorted(likely, key=lambda pk: (-weight[pk], -shared[pk], pk))[:CANDIDATES]

    def _keep_marks(self, pk: int, signed: Fingerprint) -> None:
        for mark in signed.marks:
            if len(having := self._having[mark]) < COMMON:
                having.append(pk)
                self._marks.append((mark, pk))

    def _fetch(self, pks: set[int]) -> None:
        wanted = ("body", "kind", "published", "published_precision")
        for some in in_slices(sorted(pks - self._stories.keys())):
            for story in Article.objects.filter(pk__in=some).only(*wanted):
                self._stories[story.pk] = story
                self._letters[story.pk] = _told(story)

    def _compared(self, article: Article, others: Iterable[int]) -> Iterator[ReprintMatch]:
        for pk in others:
            known = known_of(article, self._stories[pk])
            if found := compare.alike(self._letters[article.pk], self._letters[pk], known):
                yield ReprintMatch(article, pk, found)


def _told(article: Article) -> Letters:
    return letters_of(without_furniture(article.body))


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """By hand: an instance for each of eleven rows a story takes longer than all the rest."""
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", rows)  # noqa: S608 - our own names


def known_of(article: Article, other: Article) -> KnownText:
    days = [story.published for story in (article, other) if story.published_precision == Precision.DAY]
    apart = abs((days[0] - days[1]).days) if len(days) == 2 and days[0] and days[1] else None
    return KnownText(apart, Kind.LIST in (article.kind, other.kind))


def _note(found: Sequence[ReprintMatch]) -> None:
    """Rows and doubts of what was found; the same letters are one group at once."""
    others = _stories_of({one.other for one in found})
    judged = _pairs_known(found)
    fresh = [one for one in found if (one.article.pk, one.other) not in judged]
    Likeness.objects.bulk_create(
        Likeness(article=one.article, other_id=one.other, how=one.alike.how.value, percent=one.alike.percent)
        for one in fresh
    )
    for one in fresh:
        one.article.doubts = [*one.article.doubts, reprint_doubt(one.alike, others[one.other])]
    changed = {one.article.pk: one.article for one in fresh}
    Article.objects.bulk_update(changed.values(), ["doubts"], batch_size=100)
    join_groups((one.article, others[one.other]) for one in fresh if one.alike.how is How.SAME)


def _pairs_known(found: Sequence[ReprintMatch]) -> set[tuple[int, int]]:
    """Pairs that were found before, either way round: no editor is asked twice."""
    known: set[tuple[int, int]] = set()
    for some in in_slices(sorted({one.article.pk for one in found}), AT_ONCE // 2):
        pairs = Likeness.objects.filter(article__in=some) | Likeness.objects.filter(other__in=some)
        known.update(pairs.values_list("article_id", "other_id"))
    return known | {(other, article) for article, other in known}


def _stories_of(pks: set[int]) -> dict[int, Article]:
    return {
        story.pk: story
        for some in in_slices(sorted(pks))
        for story in Article.objects.filter(pk__in=some).only("title", "body", "status", "reprint_group")
    }


def _first_of_digest(digests: set[int | None]) -> dict[int | None, int]:
    """The first story of each digest."""
    first: dict[int | None, int] = {}
    for some in in_slices(sorted(digest for digest in digests if digest is not None)):
        same = Signature.objects.filter(digest__in=some, recipe=RECIPE).values_list("digest")
        first.update(same.annotate(first=Min("article_id")).order_by())
    return first


def _having_marks(marks: set[int]) -> defaultdict[int, list[int]]:
    """The stories that have each mark, COMMON at most."""
    having: defaultdict[int, list[int]] = defaultdict(list)
    for some in in_slices(sorted(marks)):
        for run, pk in Mark.objects.filter(run__in=some).values_list("run", "article_id"):
            having[run].append(pk)
    return having
