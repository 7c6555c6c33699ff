"""Refusals, changes, names of pasted text and log notes that were kept as sentences become data, and back."""

from importlib import import_module

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

from archive.words.change_words import SENTENCES, words_of_change, words_of_log
from archive.models import Article, Change, DeliveredFile, Upload, Version
from archive.words.refusal_words import REASONS, words_of_refusal
from tests.support.former_tables import migrated_back_to

migration = import_module("archive.migrations.0011_outcomes_as_data")

REFUSALS = {
    **{sentence: (code, {}) for code, sentence in migration.REFUSALS.items() if "{" not in sentence},
    "读了 3 次都中断，未收入": ("interrupted", {"attempts": 3}),
    "磁盘上读不到它的内容：No such file or directory": ("content-missing", {"error": "No such file or directory"}),
    "1 个不是文稿，没有读：e.png": ("entries-skipped", {"count": 1, "names": ["e.png"]}),
    "9 个不是文稿，没有读：1、2、3、4、5、6、7、8……": ("entries-skipped", {"count": 9, "names": list("12345678")}),
    "不知为何": ("other", {"text": "不知为何"}),
}
CHANGES = {
    ("lines", "第 3、5 行 → 第 2 稿"): ("lines-to-story", {"rows": [3, 5], "number": 2}, ""),
    ("correct", "第 3 行 → 第 2 稿；属另一篇"): ("lines-to-story", {"rows": [3], "number": 2}, "属另一篇"),
    ("lines", "第 3 行 → 第 2 稿（旧标题）"): ("lines-to-story", {"rows": [3], "number": 2, "removed": "旧标题"}, ""),
    ("split", "第 3 行 → 新稿"): ("lines-to-new-story", {"rows": [3]}, ""),
    ("lines", "第 3 行 → 不属于报道"): ("lines-to-no-story", {"rows": [3]}, ""),
    ("merge", "第 1 稿 → 第 2 稿（驿站开张）"): ("story-to-story", {"number": 1, "into": 2, "removed": "驿站开张"}, ""),
    ("lines", "第 3 行 上移"): ("lines-up", {"rows": [3]}, ""),
    ("lines", "第 3 行 下移"): ("lines-down", {"rows": [3]}, ""),
    ("lines", "第 3 行 定为标题"): ("lines-role", {"rows": [3], "role": "title"}, ""),
    ("lines", "第 3 行 接上段"): ("lines-joined", {"rows": [3]}, ""),
    ("lines", "第 3 行 另起段"): ("lines-parted", {"rows": [3]}, ""),
    ("cut", "第 3 行切成 2 段"): ("line-cut", {"line": 3, "count": 2}, ""),
    ("fields", "按行重拼"): ("read-again", {}, ""),
    ("undo", "12 page.txt"): ("upload-undone", {"number": 12, "name": "page.txt", "is_pasted": False}, ""),
    ("undo", "12 粘贴：驿站"): ("upload-undone", {"number": 12, "name": "驿站", "is_pasted": True}, ""),
    ("withdraw", "按行重拼"): ("", {}, "按行重拼"),
    ("correct", "标题有误"): ("", {}, "标题有误"),
}
LOGGED = ("发布", "撤回：转载有误", "上传", "同一篇", "不是同一篇", "别的话")
LATER = {"delivery-spent"}  # codes that were never sentences


def test_every_reason_and_every_change_is_among_the_old_sentences():
    assert {code for code, _ in REFUSALS.values()} == set(REASONS) - LATER
    assert {code for code, *_ in CHANGES.values() if code} == set(SENTENCES)


@pytest.mark.parametrize("sentence", REFUSALS)
def test_an_old_reason_becomes_data_and_reads_as_before(sentence):
    code, arguments = migration.refusal_of(sentence)
    assert (code, arguments) == REFUSALS[sentence]
    assert words_of_refusal(code, arguments) == migration.refusal_in_words(code, arguments) == sentence


@pytest.mark.parametrize(("action", "sentence"), CHANGES)
def test_an_old_change_becomes_data_and_reads_as_before(action, sentence):
    code, arguments, reason = migration.change_of(action, sentence)
    assert (code, arguments, reason) == CHANGES[action, sentence]
    assert words_of_change(code, arguments, reason) == sentence
    assert not code or migration.change_in_words(code, arguments, reason) == sentence


@pytest.mark.parametrize("message", LOGGED)
def test_an_old_note_of_the_log_becomes_data_and_reads_as_before(message):
    stored = migration.logged_of(message)
    assert words_of_log(stored) == migration.logged_in_words(stored) == message


def add_old_rows(tables):
    story = tables.get_model("archive", "Article").objects.create(title="题", script="hans")
    tables.get_model("archive", "Version").objects.create(
        article=story, number=1, snapshot={}, reason="导入的数据有更新"
    )
    changes = tables.get_model("archive", "Change").objects
    changes.bulk_create(changes.model(action=action, what=what) for action, what in CHANGES)
    delivery = tables.get_model("archive", "Delivery").objects.create()
    files = tables.get_model("archive", "DeliveredFile").objects
    names = ("a.txt", "粘贴的文字")
    files.bulk_create(
        files.model(delivery=delivery, position=at, name=names[at % 2], size=1, state="refused", reason=reason)
        for at, reason in enumerate(REFUSALS)
    )
    uploads = tables.get_model("archive", "Upload").objects
    for number, name in enumerate(("a.txt", "粘贴：驿站", "粘贴的文字")):
        uploads.create(sha256=f"{number}" * 64, size=1, name=name)


@pytest.mark.django_db(transaction=True)
def test_old_rows_are_carried_over_and_back():
    of_stories = {"user": User.objects.create(), "content_type": ContentType.objects.get_for_model(Article)}
    LogEntry.objects.bulk_create(LogEntry(action_flag=2, change_message=message, **of_stories) for message in LOGGED)
    with migrated_back_to("0009_doubts_as_data") as tables:
        add_old_rows(tables)
    assert [file.reason for file in DeliveredFile.objects.order_by("pk")] == list(REFUSALS)
    assert [file.shown_name for file in DeliveredFile.objects.order_by("pk")[:2]] == ["a.txt", "粘贴的文字"]
    assert [(note.action, note.what) for note in Change.objects.order_by("pk")] == list(CHANGES)
    assert not Change.objects.filter(reason__contains="→").exists()
    named = [(upload.name, upload.is_pasted) for upload in Upload.objects.order_by("pk")]
    assert named == [("a.txt", False), ("驿站", True), ("", True)]
    version = Version.objects.get()
    assert (version.reason, version.shown_reason) == ("", "导入的数据有更新")
    assert [words_of_log(one.change_message) for one in LogEntry.objects.order_by("pk")] == list(LOGGED)

    with migrated_back_to("0009_doubts_as_data") as tables:
        files = tables.get_model("archive", "DeliveredFile").objects.order_by("pk")
        assert list(files.values_list("reason", flat=True)) == list(REFUSALS)
        assert list(files.values_list("name", flat=True)[:2]) == ["a.txt", "粘贴的文字"]
        changes = tables.get_model("archive", "Change").objects.order_by("pk")
        assert list(changes.values_list("action", "what")) == list(CHANGES)
        uploads = tables.get_model("archive", "Upload").objects.order_by("pk")
        assert list(uploads.values_list("name", flat=True)) == ["a.txt", "粘贴：驿站", "粘贴的文字"]
        assert tables.get_model("archive", "Version").objects.get().reason == "导入的数据有更新"
        assert list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True)) == list(LOGGED)
