"""Editors at work beside an import: all are answered in time, and nothing that was acknowledged is lost.

`make bench-writers` does the same with eight editors and 20,000 stories.
"""

import os

import pytest

from tests.support.desk_browser import BUSY
from tests.support.served_archive import ServedArchive
from tests.support.working_editors import DeskReport, made_stories, work_beside_import

pytestmark = pytest.mark.attack

STORIES, EDITORS, THINK = 1_500, 3, 0.3
LONGEST = 5.0  # seconds, if the machine has no other work; else longer in proportion


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> DeskReport:
    folder = tmp_path_factory.mktemp("writers")
    stories = folder / "stories.jsonl"
    stories.write_text("".join(made_stories(STORIES)), encoding="utf-8")
    served = ServedArchive(folder, DEMO="0")
    served.start()
    try:
        return work_beside_import(served, stories, EDITORS, THINK)
    finally:
        served.stop()


def test_the_import_is_complete_and_every_editor_worked_beside_it(report):
    assert report.import_said == f"{STORIES} read, {STORIES} added, 0 corrected, 0 unchanged, 0 bad"
    assert all(editor.published for editor in report.editors)


def test_every_request_is_answered_within_five_seconds(report):
    # Our own processes are a load of about two for each processor. Above four the machine has other work.
    longest = LONGEST * max(1.0, os.getloadavg()[0] / (4 * (os.cpu_count() or 1)))
    assert [answer for answer in report.answers if answer.seconds > longest] == []


def test_nothing_fails_but_with_a_503_and_then_the_same_form_is_accepted(report):
    assert {answer.status for answer in report.answers} <= {200, 302, BUSY}
    assert report.refused == []


def test_everything_that_was_acknowledged_is_found_as_it_was_saved_last(report):
    assert report.lost == ()
