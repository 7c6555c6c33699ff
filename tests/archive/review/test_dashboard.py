"""The home page of the desk: the work that waits for a user, and nobody else's work."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Change, DeliveredFile, Delivery, Likeness, Upload
from archive.models.change import Action
from archive.models.delivery import FileState
from archive.roles import CONTRIBUTOR, EDITOR
from archive.signals import Notice, notices_requested
from tests.support import factories
from tests.support.doubt_sentences import in_own_words

pytestmark = pytest.mark.django_db


def _person(name, role):
    person = User.objects.create_user(name, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def _page(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("admin:index"))


def _text(answer):
    main = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main.partition('id="registry"')[0]))


def _upload(person, name, **kwargs):
    digest = f"{len(name):0>32}{hash(name) & 0xFFFFFFFF:0>32x}"
    return Upload.objects.create(
        sha256=digest, name=name, size=9, charset="utf-8", script="hans", text="驿站", received_from=person, **kwargs
    )


def test_the_page_says_if_nothing_waits():
    assert "没有等着处理的事。" in _text(_page(_person("王", EDITOR)))


def test_unreviewed_pages_are_listed_with_the_doubtful_ones_first():
    editor = _person("王", EDITOR)
    sure, doubtful, done = (_upload(editor, name) for name in ("sure.txt", "doubtful.txt", "done.txt"))
    factories.draft(upload=sure, position=1)
    factories.draft(upload=doubtful, position=1, doubts=in_own_words("标题不清"))
    factories.draft(upload=doubtful, position=2)
    factories.story(upload=done, position=1)
    said = _text(_page(editor))
    assert "2 件来件里有 3 篇草稿待审，其中 1 篇存疑" in said
    assert said.index("doubtful.txt") < said.index("sure.txt")
    assert "done.txt" not in said


def test_waiting_and_refused_files_are_listed_with_their_reasons():
    editor = _person("王", EDITOR)
    delivery = Delivery.objects.create(sent_by=editor)
    DeliveredFile.objects.create(delivery=delivery, position=1, name="a.txt", size=1, state=FileState.WAITING)
    DeliveredFile.objects.create(
        delivery=delivery,
        position=2,
        name="b.doc",
        size=1,
        state=FileState.REFUSED,
        reason_code="damaged",
        ended_at=timezone.now(),
    )
    said = _text(_page(editor))
    assert f"还有 1 个文件没有读完：第 {delivery.pk} 批" in said
    assert "读文件的进程没有在运行。" in said
    assert "b.doc：已损坏" in said


def test_likenesses_and_drafts_without_upload_are_listed_too():
    one, other = factories.draft(title="甲"), factories.story(title="乙")
    Likeness.objects.create(article=one, other=other, how="near", percent=80)
    said = _text(_page(_person("王", EDITOR)))
    assert "1 对报道疑似重复，待判。" in said
    assert "1 篇草稿不是来件里的，待发布。" in said


def test_a_contributor_sees_only_their_own_work():
    mine, another = _person("李", CONTRIBUTOR), _person("张", CONTRIBUTOR)
    factories.draft(upload=_upload(mine, "mine.txt"), position=1)
    factories.draft(upload=_upload(another, "theirs.txt"), position=1)
    Change.objects.note(Action.FIELDS, another, "theirs too")
    factories.draft()
    said = _text(_page(mine))
    assert "1 件来件里有 1 篇草稿待审" in said
    assert "mine.txt" in said
    assert "theirs" not in said
    assert "不是来件里的" not in said


def test_other_apps_can_add_a_notice_for_editors():
    def tell(**_):
        return [Notice("2 篇报道编不进索引，已搁置", "/admin/elsewhere/")]

    notices_requested.connect(tell)
    try:
        assert "2 篇报道编不进索引，已搁置。" in _text(_page(_person("王", EDITOR)))
        assert "已搁置" not in _text(_page(_person("李", CONTRIBUTOR)))
    finally:
        notices_requested.disconnect(tell)


def test_recent_changes_are_listed_with_their_authors():
    editor, story = _person("王", EDITOR), factories.story(title="驿站开门")
    Change.objects.note(Action.CORRECT, editor, "日期有误", article=story)
    assert "王 更正 驿站开门 日期有误" in _text(_page(editor))


def test_the_desk_uses_the_colours_of_the_public_pages():
    tokens = re.compile(r"(--[a-z-]+\d?): ?(#[0-9a-f]{3,6})")
    site, desk = ((Path(settings.BASE_DIR) / "static" / name).read_text() for name in ("site.css", "admin.css"))
    assert len(tokens.findall(desk)) >= 20
    assert set(tokens.findall(desk)) <= set(tokens.findall(site))
