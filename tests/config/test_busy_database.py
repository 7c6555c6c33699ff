"""Editors work beside an import: all that is saved stays saved, and a busy database is said in words."""

import json
import threading
import time

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from archive.deliveries.worker import drain
from archive.ingest import load_known
from archive.ingest.save_imports import Importer
from archive.models import Article, Upload
from config.unable import RETRY_AFTER
from tests.support import factories
from tests.support.desk_page import form_fields, send, upload
from tests.support.desk_people import editor

__all__ = ["upload"]  # a fixture
STORIES, EDITORS, ROUNDS = 150, 3, 4
ONE_READER = threading.Lock()


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["database is locked", "database table is locked: archive_article"])
def test_a_database_that_stays_busy_is_a_503_in_words(monkeypatch, words):
    desk, draft = editor(), factories.draft()
    desk.raise_request_exception = False

    def locked(*args, **kwargs):
        raise OperationalError(words)

    monkeypatch.setattr("search.indexing.queue._queue", locked)
    address = reverse("admin:archive_article_changelist")
    answer = desk.post(address, {"action": "publish_selected", "_selected_action": [draft.pk]})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_AFTER))
    assert "正忙，没有保存" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.django_db
def test_any_other_error_is_still_our_mistake(monkeypatch):
    desk = editor()
    desk.raise_request_exception = False

    def broken(*args, **kwargs):
        raise OperationalError("no such table: archive_article")

    monkeypatch.setattr("archive.review.dashboard.Dashboard.__init__", broken)
    answer = desk.get("/admin/")
    assert answer.status_code == 500
    assert "出错了，是我们的错" in answer.content.decode()


class Desk(threading.Thread):
    """An editor who logs in, uploads and publishes again and again. `answers`: the status and seconds of each."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.answers: list[tuple[int, float]] = []
        self.published: list[str] = []
        self.client = Client(raise_request_exception=False)

    def run(self) -> None:
        try:
            for turn in range(ROUNDS):
                self._work(f"编辑{self.number}第{turn}回")
        finally:
            connections.close_all()

    def _work(self, words: str) -> None:
        login = {"username": f"editor{self.number}", "password": "correct horse"}
        assert self._post("/admin/login/", login) == 302
        empty = dict.fromkeys(("date", "source", "page", "note"), "")
        file = SimpleUploadedFile(f"{words}.txt", f"{words}\n\n职工驿站昨日开门，{words}。\n".encode())
        assert self._post(reverse("admin:archive_upload_add"), {"documents": file, "text": "", **empty}) == 302
        with ONE_READER:
            drain(lambda: False)  # what was not read in the request, because others were being read
        draft = Article.objects.filter(body__contains=words).earliest("pk")
        chosen = {"action": "publish_selected", "_selected_action": [draft.pk]}
        assert self._post(reverse("admin:archive_article_changelist"), chosen) == 302
        self.published.append(words)

    def _post(self, address: str, values: dict) -> int:
        begun = time.monotonic()
        status = self.client.post(address, values).status_code
        self.answers.append((status, time.monotonic() - begun))
        return status


@pytest.mark.django_db(transaction=True)
def test_what_editors_save_beside_an_import_is_saved(tmp_path):
    path = tmp_path / "stories.jsonl"
    body = "".join(f"第{number}句，职工驿站建设投入{number}万元。" for number in range(40))
    lines = (
        {"external_id": f"a{number}", "title": f"第{number}篇", "body": f"{number}。{body}"}
        for number in range(STORIES)
    )
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    desks = [Desk(number) for number in range(EDITORS)]
    for desk in desks:
        User.objects.create_superuser(f"editor{desk.number}", password="correct horse")
        desk.start()
    call_command("import_articles", str(path), publish=True)
    for desk in desks:
        desk.join()
    answers = [answer for desk in desks for answer in desk.answers]
    assert {status for status, _ in answers} == {302}
    assert len(answers) == 3 * ROUNDS * EDITORS
    words = [words for desk in desks for words in desk.published]
    assert len(words) == ROUNDS * EDITORS
    assert Article.objects.published().count() == STORIES + len(words)
    assert Upload.objects.count() == len(words)


@pytest.mark.django_db
def test_an_import_computes_facts_and_signatures_before_its_transaction(tmp_path, monkeypatch):
    outside = connection.in_atomic_block, len(connection.savepoint_ids)
    seen = []
    prepared = Importer._prepared

    def note(self, story):
        seen.append((connection.in_atomic_block, len(connection.savepoint_ids)))
        return prepared(self, story)

    monkeypatch.setattr(Importer, "_prepared", note)
    path = tmp_path / "stories.jsonl"
    path.write_text(json.dumps({"title": "驿站开张", "body": "重庆市总工会投入50万元。"}) + "\n", encoding="utf-8")
    call_command("import_articles", str(path))
    assert seen == [outside]


@pytest.fixture
def loaded_at(monkeypatch):
    """How deep in transactions the known names were loaded, each time."""
    depths = []
    loaded = load_known._loaded

    def note():
        depths.append(len(connection.savepoint_ids))
        return loaded()

    monkeypatch.setattr(load_known, "_loaded", note)
    return depths


@pytest.mark.django_db
def test_the_desk_loads_the_known_names_before_its_transaction(loaded_at, upload):
    outside, desk = len(connection.savepoint_ids), editor()
    story = upload.articles.first()
    fields = form_fields(desk, upload, story)
    send(desk, upload, "save", story, **{**fields, "body": f"{fields['body']}\n青石县总工会又建一座。"})
    story.refresh_from_db()
    assert "又建一座" in story.body
    assert set(loaded_at) == {outside}


@pytest.mark.django_db
def test_an_upload_that_cannot_be_noted_is_not_saved(monkeypatch):
    desk = editor()
    desk.raise_request_exception = False

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr("archive.admin.upload_admin.UploadAdmin.log_addition", locked)
    fields = {"text": "驿站开门\n\n职工驿站昨日开门。", **dict.fromkeys(("date", "source", "page", "note"), "")}
    assert desk.post(reverse("admin:archive_upload_add"), fields).status_code == 503
    assert not Upload.objects.exists()
