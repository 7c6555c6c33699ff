"""Groups of reprints of the same story, and the decisions of editors on similar stories.

In: stories, or a Likeness and the editor who judges it. Out: changed rows, in one transaction.

Groups are for editors: they contain stories of any status. Public pages use `public_reprints`, which
leaves out drafts and withdrawn stories.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.models import Article, Likeness, ReprintGroup
from archive.models.article_queryset import ArticleQuerySet
from archive.reprints.reprint_doubts import reprint_of


def public_reprints(article: Article) -> ArticleQuerySet:
    """Returns the published reprints of a story, newest first."""
    if article.reprint_group_id is None:
        return Article.objects.none()
    others = Article.objects.published().filter(reprint_group=article.reprint_group_id)
    return others.exclude(pk=article.pk).newest_first()


@transaction.atomic
def join_groups(pairs: Iterable[tuple[Article, Article]]) -> None:
    """Puts both stories of each pair into one group. Two groups are merged into the older one."""
    group_of: dict[int, ReprintGroup | None] = {}
    fresh: list[ReprintGroup] = []
    for article, other in pairs:
        mine, theirs = (group_of.setdefault(story.pk, story.reprint_group) for story in (article, other))
        if mine and theirs and mine != theirs:
            _merge(mine, theirs)
            theirs = mine = min(mine, theirs, key=lambda group: group.pk)
        group = mine or theirs or ReprintGroup()
        if group.pk is None and group not in fresh:
            fresh.append(group)
        group_of[article.pk] = group_of[other.pk] = group
    ReprintGroup.objects.bulk_create(fresh)
    members = [Article(pk=pk, reprint_group=group) for pk, group in group_of.items()]
    Article.objects.bulk_update(members, ["reprint_group"], batch_size=200)


def _merge(one: ReprintGroup, other: ReprintGroup) -> None:
    kept, gone = sorted((one.pk, other.pk))
    Article.objects.filter(reprint_group=gone).update(reprint_group=kept)
    ReprintGroup.objects.filter(pk=gone).delete()


@transaction.atomic
def confirm(likeness: Likeness, user: Any) -> None:
    """The editor says it is the same story: puts both into one group and removes the doubt."""
    article, other = _stories(likeness)
    join_groups([(article, other)])
    _judge(likeness, Likeness.Verdict.REPRINT, user)


@transaction.atomic
def reject(likeness: Likeness, user: Any) -> None:
    """The editor says it is another story: takes it out of a group that it is in only because of this likeness."""
    article, other = _stories(likeness)
    _judge(likeness, Likeness.Verdict.DIFFERENT, user)
    group = article.reprint_group_id
    if group and group == other.reprint_group_id:
        _separate(article, other, group)


def _stories(likeness: Likeness) -> tuple[Article, Article]:
    """Reads both stories again and locks them, so that the second of two editors sees what the first one did."""
    pair = [likeness.article_id, likeness.other_id]
    stories = {story.pk: story for story in Article.objects.select_for_update().filter(pk__in=pair).order_by("pk")}
    return stories[likeness.article_id], stories[likeness.other_id]


def _judge(likeness: Likeness, verdict: str, user: Any) -> None:
    likeness.verdict, likeness.judged_by, likeness.judged_at = verdict, user, timezone.now()
    likeness.save(update_fields=["verdict", "judged_by", "judged_at"])
    article = Article.objects.get(pk=likeness.article_id)
    left = [doubt for doubt in article.doubts if reprint_of(doubt) != likeness.other_id]
    if left != article.doubts:
        Article.objects.filter(pk=article.pk).update(doubts=left)


def _separate(article: Article, other: Article, group: int) -> None:
    """Takes the article out of the group with all stories connected only through it. A single story has no group."""
    members = set(Article.objects.filter(reprint_group=group).values_list("pk", flat=True))
    leaving = _connected_to(article.pk, members)
    if other.pk in leaving:
        return
    for part in (leaving, members - leaving):
        home = ReprintGroup.objects.create() if len(part) > 1 else None
        Article.objects.filter(pk__in=part).update(reprint_group=home)
    ReprintGroup.objects.filter(pk=group).delete()


def _connected_to(pk: int, members: set[int]) -> set[int]:
    """Returns the members connected to this one by likenesses, directly or through others."""
    links = [link for link in Likeness.objects.filter(article__in=members, other__in=members) if link.holds()]
    reached, before = {pk}, 0
    while len(reached) > before:
        before = len(reached)
        for link in links:
            if {link.article_id, link.other_id} & reached:
                reached |= {link.article_id, link.other_id}
    return reached
