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

from archive.ingest.save_imports import Importer
from archive.models import Article, Upload
from config.unable import RETRY_AFTER
from tests.support import factories
from tests.support.desk_people import editor

STORIES, EDITORS, ROUNDS, LONGEST = 150, 3, 4, 20


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


@pytest.mark.django_db(transaction=True)
def test_a_real_lock_is_a_503(settings):
    if connection.vendor != "sqlite":
        return  # other databases lock rows
    User.objects.create_superuser("somebody", password="correct horse")
    held, released = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            held.set()
            released.wait(LONGEST)
            cursor.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(LONGEST)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    try:
        client = Client(raise_request_exception=False)
        answer = client.post("/admin/login/", {"username": "somebody", "password": "correct horse"})
    finally:
        released.set()
        holder.join()
    assert answer.status_code == 503


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
