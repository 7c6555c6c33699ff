"""Detects stories that repeat an earlier one: new stories are signed, looked up in an index and compared.

In: stories that were just saved. Out: rows (Signature, Mark, Likeness), a doubt on each story that repeats
another, and a group for those with the same letters. Datelines, credits, punctuation and script are ignored.
No story is rejected or hidden.

A story's marks are looked up among all marks, so that it need not be compared with all stories; the few candidates
with enough common marks are compared letter by letter. A mark of COMMON stories comes from a head or tail that a
series prints every day: it is not stored for further stories, and leads to candidates only if most marks of a
story are of this kind. So the cost of a look-up is bounded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Model
from django.utils import timezone

from archive.models import Article, Likeness, Mark, Signature
from archive.models.article import Kind
from archive.models.edtf_dates import Precision
from archive.reprints.boilerplate import without_boilerplate
from archive.reprints.compare import PairContext, Similarity, SimilarityKind, similarity_of
from archive.reprints.fingerprint import RECIPE, Fingerprint, Letters, letters_of, signature_of
from archive.reprints.groups import join_groups
from archive.reprints.reprint_doubts import reprint_doubt
from archive.slices import AT_ONCE, in_slices

COMMON = 24  # stories
CANDIDATES = 3  # the most likely stories that are compared, at most


@dataclass(frozen=True)
class ReprintMatch:
    """`article` repeats the earlier story `other`."""

    article: Article
    other: int
    similarity: Similarity


@dataclass(frozen=True)
class SignedText:
    """What of a text is compared with others. It takes long and needs no database."""

    letters: Letters
    fingerprint: Fingerprint


def signed_text(body: str) -> SignedText:
    letters = letters_of(without_boilerplate(body))
    return SignedText(letters, signature_of(letters))


@transaction.atomic
def sign_and_find(articles: Sequence[Article], signed: Mapping[int, SignedText] | None = None) -> list[ReprintMatch]:
    """Signs stories without a signature, newest last; returns what they repeat, and saves it as doubts and Likeness.

    `signed`: by primary key, texts that were signed before the transaction began, so that others wait less for it.
    """
    signing = _Signing(articles, signed or {})
    matches = list(signing.repeats())
    signing.write()
    _save_matches(matches)
    return matches


@transaction.atomic
def sign_again(articles: Sequence[Article]) -> list[ReprintMatch]:
    """Does the same for stories whose text has changed since they were signed."""
    for keys in in_slices([article.pk for article in articles]):
        Mark.objects.filter(article__in=keys).delete()
        Signature.objects.filter(article__in=keys).delete()
    return sign_and_find(articles)


class _Signing:
    """Compares a batch of stories with all stories signed before, and with each other in their order."""

    def __init__(self, articles: Sequence[Article], known: Mapping[int, SignedText]) -> None:
        self._articles = articles
        signed = {article.pk: known.get(article.pk) or signed_text(article.body) for article in articles}
        self._letters: dict[int, Letters] = {pk: one.letters for pk, one in signed.items()}
        self._signed: dict[int, Fingerprint] = {pk: one.fingerprint for pk, one in signed.items()}
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
                yield ReprintMatch(article, same, Similarity(SimilarityKind.SAME, 100))
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
        """Returns stories with two common marks, or with one that no third story has; those with rare marks first."""
        shared: Counter[int] = Counter()
        weight: defaultdict[int, float] = defaultdict(float)
        for mark in signed.marks:
            having = self._having[mark]
            shared.update(having)
            if len(having) < COMMON:
                for pk in having:
                    weight[pk] += 1 / len(having)
        # A story with only frequent marks in common must have most of them: a text that is printed everywhere.
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
        for keys in in_slices(sorted(pks - self._stories.keys())):
            for story in Article.objects.filter(pk__in=keys).only(*wanted):
                self._stories[story.pk] = story
                self._letters[story.pk] = letters_of(without_boilerplate(story.body))

    def _compared(self, article: Article, others: Iterable[int]) -> Iterator[ReprintMatch]:
        for pk in others:
            context = context_of(article, self._stories[pk])
            if similarity := similarity_of(self._letters[article.pk], self._letters[pk], context):
                yield ReprintMatch(article, pk, similarity)


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts rows without model instances: creating eleven of them per story would take longer than all the rest."""
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", rows)  # noqa: S608 - our own names


def context_of(article: Article, other: Article) -> PairContext:
    days = [story.published for story in (article, other) if story.published_precision == Precision.DAY]
    apart = abs((days[0] - days[1]).days) if len(days) == 2 and days[0] and days[1] else None
    return PairContext(apart, Kind.LIST in (article.kind, other.kind))


def _save_matches(matches: Sequence[ReprintMatch]) -> None:
    """Saves the rows and doubts of new matches; stories with the same letters are grouped at once."""
    others = _stories_of({match.other for match in matches})
    known = _known_pairs(matches)
    fresh = [match for match in matches if (match.article.pk, match.other) not in known]
    Likeness.objects.bulk_create(
        Likeness(
            article=match.article,
            other_id=match.other,
            how=match.similarity.kind.value,
            percent=match.similarity.percent,
        )
        for match in fresh
    )
    for match in fresh:
        match.article.doubts = [*match.article.doubts, reprint_doubt(match.similarity, others[match.other])]
    changed = {match.article.pk: match.article for match in fresh}
    Article.objects.bulk_update(changed.values(), ["doubts"], batch_size=100)
    same = [match for match in fresh if match.similarity.kind is SimilarityKind.SAME]
    join_groups((match.article, others[match.other]) for match in same)


def _known_pairs(matches: Sequence[ReprintMatch]) -> set[tuple[int, int]]:
    """Returns the pairs found before, in both directions, so that editors are not asked about them again."""
    known: set[tuple[int, int]] = set()
    for keys in in_slices(sorted({match.article.pk for match in matches}), AT_ONCE // 2):
        pairs = Likeness.objects.filter(article__in=keys) | Likeness.objects.filter(other__in=keys)
        known.update(pairs.values_list("article_id", "other_id"))
    return known | {(other, article) for article, other in known}


def _stories_of(pks: set[int]) -> dict[int, Article]:
    return {
        story.pk: story
        for keys in in_slices(sorted(pks))
        for story in Article.objects.filter(pk__in=keys).only("title", "body", "status", "reprint_group")
    }


def _first_of_digest(digests: set[int | None]) -> dict[int | None, int]:
    """Maps each digest to its first story."""
    first: dict[int | None, int] = {}
    for keys in in_slices(sorted(digest for digest in digests if digest is not None)):
        same = Signature.objects.filter(digest__in=keys, recipe=RECIPE).values_list("digest")
        first.update(same.annotate(first=Min("article_id")).order_by())
    return first


def _having_marks(marks: set[int]) -> defaultdict[int, list[int]]:
    """Maps each mark to the stories that have it, at most COMMON."""
    having: defaultdict[int, list[int]] = defaultdict(list)
    for keys in in_slices(sorted(marks)):
        for run, pk in Mark.objects.filter(run__in=keys).values_list("run", "article_id"):
            having[run].append(pk)
    return having
