"""Editors at work in a running archive while stories are imported into it.

In: a served archive, a file of ready-made stories, a number of editors. Out: how every request was answered, and which
acknowledged stories are lost: not as they were saved last, or not found by a search.
"""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.desk_browser import AnswerNote, DeskBrowser, Refused
from tests.support.served_archive import ROOT, ServedArchive

PASSWORD = "correct horse battery"
LONGEST_INDEXING = 600  # seconds after the import until all of it must be found
UPLOAD = "/admin/archive/upload/add/"
REVIEW = re.compile(r"/admin/archive/upload/\d+/review/")
COUNT_WAITING = "from search.models import Pending; print(Pending.objects.count())"


@dataclass
class WorkingEditor:
    """One person: logs in, uploads a file, saves and publishes its story, corrects it, searches, and begins again.

    `think`: seconds between two requests. `published`: primary key and words of each story whose publication was
    acknowledged; the words are those of the correction if that was acknowledged too.
    """

    name: str
    port: int
    think: float
    published: dict[int, str] = field(default_factory=dict)
    answers: list[AnswerNote] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rounds: int = 0

    def work(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            browser = DeskBrowser(self.port)
            try:
                self._round(browser, f"{self.name}第{self.rounds}回")
            except Refused as error:
                self.refused.append(str(error))
            finally:
                browser.close()
            self.answers += browser.answers
            self.rounds += 1

    def _round(self, browser: DeskBrowser, words: str) -> None:
        browser.get("login page", "/admin/login/")
        browser.post("login", "/admin/login/", {"username": self.name, "password": PASSWORD})
        self._pause()
        browser.get("desk", "/admin/")
        self._pause()
        text = f"{words}驿站开门\n\n本报讯 (记者张三) 职工驿站昨日开门，{words}。县总工会投入5万元，请大家来坐坐。\n"
        page = self._review_page(browser, browser.post("upload", UPLOAD, _no_hints(), (f"{words}.txt", text.encode())))
        self._pause()
        story = self._publish(browser, page, words)
        self._pause()
        self._correct(browser, story, words)
        self._pause()
        browser.get("search", "/search/?q=%E9%A9%BF%E7%AB%99")
        self._pause()

    def _review_page(self, browser: DeskBrowser, page: str) -> str:
        """Waits for the worker if the file was not read at once."""
        while "/deliveries/" in page:
            self._pause()
            found = REVIEW.search(browser.get("delivery page", page).text)
            page = found[0] if found else page
        return page

    def _publish(self, browser: DeskBrowser, page: str, words: str) -> int:
        form = browser.get("review page", page).form("story")
        story = int(form["story"])
        self._pause()
        saved = browser.post("save", page, {**form, "do": "save", "body": f"{form['body']}\n{words}已存。"})
        form = browser.get("review page", saved).form("story")
        self._pause()
        browser.post("publish", page, {**form, "do": "publish"})
        self.published[story] = f"{words}已存"
        return story

    def _correct(self, browser: DeskBrowser, story: int, words: str) -> None:
        page = f"/admin/archive/article/{story}/change/"
        form = browser.get("admin page", page).form("article_form")
        self._pause()
        corrected = {"body": f"{form['body']}\n{words}已更正。", "reason": "补一句", "_save": "1"}
        browser.post("correct", page, {**form, **corrected})
        self.published[story] = f"{words}已更正"

    def _pause(self) -> None:
        time.sleep(self.think)


def _no_hints() -> dict[str, str]:
    return dict.fromkeys(("text", "date", "source", "page", "note"), "")


@dataclass(frozen=True)
class DeskReport:
    """`import_seconds`: how long the import took beside the editors. `lost`: what was acknowledged and is not there."""

    editors: tuple[WorkingEditor, ...]
    import_seconds: float
    import_said: str
    lost: tuple[str, ...]

    @property
    def answers(self) -> list[AnswerNote]:
        return [answer for editor in self.editors for answer in editor.answers]

    @property
    def refused(self) -> list[str]:
        return [reason for editor in self.editors for reason in editor.refused]

    @property
    def published(self) -> int:
        return sum(len(editor.published) for editor in self.editors)


def work_beside_import(served: ServedArchive, stories: Path, editors: int, think: float) -> DeskReport:
    """Have them work from just before the import until it ends, then look for everything they published."""
    people = tuple(WorkingEditor(f"编辑{number}", served.port, think) for number in range(1, editors + 1))
    add_accounts(served, [one.name for one in people])
    with at_work(people):
        begun = time.monotonic()
        said = served.manage("import_articles", str(stories), "--publish")
        seconds = time.monotonic() - begun
    wait_until_indexed(served)
    return DeskReport(people, seconds, said.strip(), tuple(lost_stories(served, people)))


@contextmanager
def at_work(people: Iterable[WorkingEditor]) -> Iterator[None]:
    """They begin one after the other, and finish the round they are in."""
    stopping = threading.Event()
    threads = [threading.Thread(target=one.work, args=(stopping,)) for one in people]
    try:
        for thread in threads:
            thread.start()
            time.sleep(0.2)
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def add_accounts(served: ServedArchive, names: list[str]) -> None:
    code = (
        "from django.contrib.auth import get_user_model; accounts = get_user_model().objects\n"
        f"for name in {names!r}: accounts.create_superuser(name, password={PASSWORD!r})"
    )
    command = [sys.executable, "manage.py", "shell", "--command", code]
    subprocess.run(command, cwd=ROOT, env=served.environment, check=True, capture_output=True)


def wait_until_indexed(served: ServedArchive) -> None:
    """Raises TimeoutError if stories still wait in the queue of the index after LONGEST_INDEXING."""
    until = time.monotonic() + LONGEST_INDEXING
    while time.monotonic() < until:
        if served.manage("shell", "--command", COUNT_WAITING).split()[-1] == "0":
            return
        time.sleep(1)
    raise TimeoutError("the indexer did not finish")


def lost_stories(served: ServedArchive, people: Iterable[WorkingEditor]) -> Iterator[str]:
    """Stories that a reader does not find, or finds with another text than the one that was saved last."""
    for person in people:
        for story, words in person.published.items():
            found = re.search(rf'"(/articles/0?{story}/)["?]', served.search(f'"{words}"'))
            if not found:
                yield f"story {story} of {person.name} is not found: {words}"
            elif words not in served.get(found[1]):
                yield f"story {story} of {person.name} is not as it was saved: {words}"


def made_stories(count: int) -> Iterator[str]:
    """Lines for `import_articles`: stories of a few hundred characters, each different."""
    for number in range(count):
        body = "".join(
            f"第{number * 7 + step}号职工驿站投入{step + 3}万元，请来{step + 1}位师傅。" for step in range(20)
        )
        story = {"external_id": f"w{number}", "title": f"第{number}座驿站开张", "body": body}
        yield json.dumps(story, ensure_ascii=False) + "\n"
