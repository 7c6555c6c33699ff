"""Publishes and withdraws stories for an editor, and writes down who did it: in our log of changes and in Django's.

`Article.publish` and `Article.withdraw` say what is allowed; these functions say who did it.
"""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from archive.models import Article, Change
from archive.models.article_queryset import ArticleQuerySet
from archive.models.change import Action
from archive.review.session import EditRefused, ReviewSession
from archive.slices import in_slices
from archive.words.change_words import log_note
from archive.words.languages import in_sequence


@transaction.atomic
def publish_all(articles: ArticleQuerySet, editor: Any) -> int:
    """Publish the drafts among these that have a text, and return how many there were."""
    ids = list(articles.drafts().exclude(body="").values_list("pk", flat=True))
    for keys in in_slices(ids):
        drafts = Article.objects.filter(pk__in=keys)
        LogEntry.objects.log_actions(editor.pk, list(drafts), CHANGE, log_note("published"))
        Change.objects.note_all(Action.PUBLISH, editor, drafts)
        drafts.publish_all()
    return len(ids)


def publish_story(story: Article, editor: Any) -> None:
    """Raises ValidationError as `Article.publish` does."""
    story.publish()
    _log(story, editor, log_note("published"))
    Change.objects.note(Action.PUBLISH, editor, article=story)


def publish_draft(session: ReviewSession, story: Article, editor: Any) -> None:
    """Publish a draft under review. Raises EditRefused if the story has no text to show."""
    try:
        story.publish()
    except ValidationError as error:
        reasons = {"number": session.numbers[story.pk], "why": in_sequence(error.messages)}
        raise EditRefused(_("第 %(number)d 稿不能发布：%(why)s") % reasons) from error
    Change.objects.note(Action.PUBLISH, editor, article=story)


def withdraw_story(story: Article, editor: Any, reason: str) -> None:
    """Raises ValidationError as `Article.withdraw` does."""
    story.withdraw(reason)
    _log(story, editor, log_note("withdrawn", reason))
    Change.objects.note(Action.WITHDRAW, editor, reason, article=story)


def _log(story: Article, editor: Any, message: list[dict[str, str]]) -> None:
    LogEntry.objects.log_actions(editor.pk, [story], CHANGE, message, single_object=True)
