"""manage.py find_duplicates: stories from before there were signatures are signed and compared too."""

import io

import pytest
from django.core.management import CommandError, call_command

from archive.management.commands import find_duplicates
from archive.models import Article, Likeness, Signature
from archive.reprints.detect import sign_and_find
from tests.archive.reprints.test_compare import OTHER, STORY
from tests.support import factories

pytestmark = pytest.mark.django_db


def _run():
    out = io.StringIO()
    call_command("find_duplicates", stdout=out)
    return out.getvalue()


def test_stories_without_a_signature_are_signed_and_the_later_one_is_the_repeat(monkeypatch):
    monkeypatch.setattr(find_duplicates, "BATCH", 2)
    stories = [factories.story(body=body) for body in (STORY, OTHER, "详见第三版", STORY)]
    assert _run() == "4 signed, 1 repeats, 0 unchanged\n"
    likeness = Likeness.objects.get()
    assert (likeness.article, likeness.other) == (stories[3], stories[0])
    assert Article.objects.get(pk=stories[3].pk).doubts != []


def test_a_second_run_has_nothing_to_do():
    for body in (STORY, OTHER, STORY):
        factories.story(body=body)
    _run()
    before = list(Article.objects.order_by("pk").values_list("doubts", "reprint_group"))
    assert _run() == "0 signed, 0 repeats, 3 unchanged\n"
    assert list(Article.objects.order_by("pk").values_list("doubts", "reprint_group")) == before
    assert Likeness.objects.count() == 1


def test_a_story_whose_text_changed_is_signed_again():
    first, second = factories.draft(body=STORY), factories.draft(body=OTHER)
    sign_and_find([first, second])
    second.body = STORY
    second.save()
    assert _run() == "1 signed, 1 repeats, 1 unchanged\n"


def test_a_signature_of_an_older_version_is_computed_again():
    sign_and_find([factories.draft(body=STORY)])
    Signature.objects.update(recipe=0)
    assert _run() == "1 signed, 0 repeats, 0 unchanged\n"
    assert Signature.objects.get().recipe > 0


def test_an_interrupted_run_reports_how_far_it_got(monkeypatch):
    factories.draft(body=STORY)

    def interrupted(batch):
        raise KeyboardInterrupt

    monkeypatch.setattr(find_duplicates, "sign_and_find", interrupted)
    with pytest.raises(CommandError, match="interrupted: 0 stories signed and saved") as raised:
        _run()
    assert raised.value.returncode == 130
