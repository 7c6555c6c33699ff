"""manage.py ingest: what it saves, prints and refuses, and its exit codes."""

import json
import os
import subprocess
import sys
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.core.management import CommandError, call_command

from archive.management.commands import ingest
from archive.models import Article, Upload
from tests.support import factories
from tests.support.doubt_sentences import sentences
from tests.support.made_files import zipped

pytestmark = pytest.mark.django_db

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
工会还计划在明年增加两个驿站,方便更多职工歇脚。
"""
PAGE = f"<html><h1>书屋开进工业园</h1><p>{STORY.splitlines()[2]}</p></html>"
KEYS = ["file", "sha256", "charset", "script", "stories", "noise"]
STORY_KEYS = [
    "kind", "kicker", "title", "subtitle", "people", "source", "published", "published_inferred", "event_date",
    "event_date_inferred", "region", "region_code", "spans", "lines", "body", "organizations", "figures", "units",
    "doubts",
    "doubt_codes",
]  # fmt: skip


@pytest.fixture(autouse=True)
def reference():
    factories.organization(region=factories.region())
    factories.source("工人日报")


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def _ingest(*arguments):
    """Returns standard output, standard error and the exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


def test_a_file_becomes_a_draft_and_the_last_line_is_a_count(paper):
    out, err, code = _ingest(paper)
    assert (code, err) == (0, "")
    first, last = out.splitlines()
    assert first.startswith(f"{paper}: 1 stories, upload {Upload.objects.get().pk}")
    assert last.startswith("1 read, 1 drafts, ")
    story = Article.objects.get()
    assert (story.status, story.title) == ("draft", "驿站开进工业园")
    assert story.mentions.get().organization.name == "重庆市总工会"


def test_the_options_for_the_files_go_into_their_stories(paper):
    _ingest(paper, "--date", "2021-03-11", "--source", "工人日报", "--page", "2", "--note", "扫描件")
    story = Article.objects.get()
    assert (story.published_edtf, story.source.name, story.page) == ("2021-03-11", "工人日报", "2")
    assert story.upload.note == "扫描件"


def test_damaged_bytes_are_reported_with_their_line_and_the_file_is_saved(paper):
    paper.write_bytes(paper.read_bytes().replace("货车".encode(), b"\xff\xfe" * 50))
    out, err, code = _ingest(paper, "--format", "json")
    assert (code, err.splitlines()[0]) == (0, f"{paper}: line 3: 100 damaged bytes")
    (story,) = json.loads(out)["stories"]
    (doubt,) = sentences(Upload.objects.get().doubts)
    assert "共100个字节，首处在第3行" in doubt
    assert doubt in story["doubts"]
    assert doubt in sentences(Article.objects.get().doubts)


def test_a_dry_run_shows_the_doubts_that_a_save_keeps(tmp_path):
    path = tmp_path / "list.txt"
    places = ("长安", "清泉", "甘泉", "江北", "南岸", "巴山", "渝水", "嘉陵")
    units = "\n".join(f"重庆{place}{trade}有限公司" for place in places for trade in ("机械", "建筑工程"))
    path.write_text(
        f"关于公布试点单位名单的通知\n\n各单位：\n现公布如下。\n\n一、企业名单\n{units}\n", encoding="utf-8"
    )
    (dry,) = json.loads(_ingest(path, "--dry-run", "--format", "json")[0])["stories"]
    _ingest(path)
    assert any("家单位未归入项目" in doubt for doubt in dry["doubts"])
    assert sentences(Article.objects.get().doubts) == dry["doubts"]


@pytest.mark.parametrize("date", ["2021-03", "2021"])
def test_a_date_may_be_a_month_or_a_year(paper, date):
    _ingest(paper, "--date", date)
    assert Article.objects.get().published_edtf == date


def test_publish_makes_the_stories_public(paper):
    out, _, code = _ingest(paper, "--publish")
    assert code == 0
    assert out.splitlines()[-1].startswith("1 read, 0 drafts, ")
    assert out.splitlines()[-1].endswith("1 published")
    assert Article.objects.published().count() == 1


def test_a_dry_run_prints_what_a_save_prints_and_saves_nothing(paper, settings):
    dry, err, code = _ingest(paper, "--dry-run", "--format", "json")
    assert (code, Upload.objects.count(), Article.objects.count()) == (0, 0, 0)
    assert not Path(settings.MEDIA_ROOT).exists()
    assert "nothing saved" in err
    saved, _, _ = _ingest(paper, "--format", "json")
    assert dry == saved


def test_json_has_the_keys_of_the_contract_in_their_order(paper):
    out, err, _ = _ingest(paper, "--format", "json", "--date", "2021-03-11")
    (line,) = out.splitlines()
    document = json.loads(line)
    (story,) = document["stories"]
    assert list(document) == KEYS
    assert list(story) == STORY_KEYS
    assert (document["file"], document["charset"], document["script"]) == ("page.txt", "utf-8", "hans")
    assert err.startswith("1 read, 1 drafts")
    assert (story["title"], story["people"]) == ("驿站开进工业园", [{"name": "张三", "role": "记者"}])
    assert (story["region"], story["region_code"], story["published"]) == ("重庆市", "500000", "2021-03-11")
    assert story["lines"] == [1, 3, 4]


def test_offsets_in_json_point_to_the_named_text(paper):
    document = json.loads(_ingest(paper, "--format", "json")[0])
    (story,) = document["stories"]
    assert story["organizations"]
    assert [figure["value"] for figure in story["figures"] if figure["unit"] == "CNY"] == [500000]
    for found in story["organizations"] + story["figures"]:
        assert story[found["field"]][found["start"] : found["end"]] == found["text"]
    covered = sorted(story["spans"] + document["noise"])
    assert all(not STORY[end:start].strip() for (_, end), (start, _) in pairwise(covered))


def test_the_same_bytes_are_refused_with_their_upload_number_and_accepted_with_force(paper, tmp_path):
    _ingest(paper)
    copy = tmp_path / "copy.txt"
    copy.write_bytes(paper.read_bytes())
    out, err, code = _ingest(copy)
    assert code == 2
    assert f"{copy}: the same bytes are already here as upload {Upload.objects.get().pk} (page.txt)" in err
    assert out == "0 read, 0 drafts, 0 doubtful, 1 refused\n"
    assert _ingest(copy, "--force")[2] == 0
    assert (Upload.objects.count(), Article.objects.count()) == (1, 1)


def test_force_keeps_a_published_story_and_reports_it(paper):
    _ingest(paper, "--publish")
    out, err, code = _ingest(paper, "--force")
    assert code == 0
    assert f"kept as published: story {Article.objects.get().pk} 驿站开进工业园" in err
    assert "1 kept" in out


def test_a_dry_run_of_a_known_file_reads_it_and_reports_that_it_is_known(paper):
    _ingest(paper)
    out, err, code = _ingest(paper, "--dry-run")
    assert code == 0
    assert "1 stories" in out
    assert f"already uploaded as upload {Upload.objects.get().pk}" in err


def _bad_files(folder):
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \n\n ")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(50 * 1024 * 1024)
    (folder / "folder.txt").mkdir()
    names = ["picture.txt", "empty.txt", "blank.txt", "huge.txt", "folder.txt", "missing.txt"]
    return [folder / name for name in names]


def test_an_unreadable_file_is_named_with_the_reason_and_the_others_are_saved(paper, tmp_path):
    bad = _bad_files(tmp_path)
    out, err, code = _ingest(bad[0], paper, *bad[1:], "--format", "json")
    assert code == 2
    assert [json.loads(line)["file"] for line in out.splitlines()] == ["page.txt"]
    reasons = dict(line.split(": ", 1) for line in err.splitlines() if ".txt: " in line)
    assert list(reasons) == [str(path) for path in bad]
    for path, word in zip(bad, ["binary", "empty", "empty", "20 MB", "folder", "No such file"], strict=True):
        assert word in reasons[str(path)]
    assert (Upload.objects.count(), Article.objects.count()) == (1, 1)
    assert "6 of 7 files refused" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--date", "yesterday"],
        ["--date", "2021-13-01"],
        ["--date", "2021-02-30"],
        ["--date", "2021-3-9"],
        ["--date", "XXXX-03-09"],
        ["--page", "p" * 41],
        ["--source", "s" * 81],
        ["--format", "xml"],
        ["--speed", "9"],
    ],
)
def test_an_invalid_option_is_refused_before_anything_is_read(paper, wrong):
    with pytest.raises((CommandError, TypeError)):
        call_command("ingest", str(paper), *wrong)
    assert not Upload.objects.exists()


def test_an_interruption_keeps_the_finished_files(paper, tmp_path, monkeypatch):
    other = tmp_path / "other.txt"
    other.write_text(STORY.replace("驿站", "书屋"), encoding="utf-8")

    def interrupted(name, data, *args):
        if "书屋".encode() in data:
            raise KeyboardInterrupt
        return documents(name, data, *args)

    documents = ingest.documents
    monkeypatch.setattr(ingest, "documents", interrupted)
    out, err, code = _ingest(paper, other)
    assert (code, Upload.objects.count(), Article.objects.count()) == (130, 1, 1)
    assert "interrupted" in err
    assert out.splitlines()[-1].startswith("1 read, 1 drafts")


def test_the_exit_codes_are_those_of_a_real_process(paper, tmp_path):
    environment = {**os.environ, "ARCHIVE_VAR": str(tmp_path / "var")}

    def run(*arguments):
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=project_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )

    assert run("migrate", "-v0").returncode == 0
    refused = run("ingest", tmp_path / "missing.txt")
    assert (refused.returncode, refused.stdout) == (2, "0 read, 0 drafts, 0 doubtful, 1 refused\n")
    assert "missing.txt: cannot be read: No such file" in refused.stderr
    assert run("ingest", paper, "--speed", "9").returncode == 2
    assert "the count" in run("ingest", "--help").stdout


def test_each_document_of_a_zip_becomes_its_own_upload(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped({"b.txt": STORY.encode(), "c.html": PAGE.encode(), "d.zip": zipped({"a": b"b"}), "e.png": b"\x89PNG"})
    )
    out, err, code = _ingest(path, "--format", "json")
    assert code == 2
    assert [json.loads(line)["file"] for line in out.splitlines()] == ["a.zip!/b.txt", "a.zip!/c.html"]
    assert f"{path}!/d.zip: a ZIP in a ZIP" in err
    assert f"{path}!/e.png: skipped: not a document, judging by its name" in err
    assert "1 of 3 files refused" in err
    assert "1 refused, 1 skipped" in err
    assert sorted(Upload.objects.values_list("name", flat=True)) == ["a.zip!/b.txt", "a.zip!/c.html"]
    assert Article.objects.count() == 2


def test_a_zip_without_refusals_succeeds_and_a_second_time_each_entry_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.txt": STORY.encode(), "__MACOSX/x": b""}))
    assert _ingest(path)[2] == 0
    _, err, code = _ingest(path)
    assert code == 2
    assert "a.zip!/b.txt: the same bytes are already here" in err


def test_the_five_files_of_the_client_are_read(shared):
    call_command("load_reference", stdout=StringIO())
    files = sorted((shared / "seeds").glob("*.txt"))
    _, err, code = _ingest(*files, "--publish")
    assert (code, err) == (0, "")
    assert Upload.objects.count() == 5
    assert Article.objects.published().count() >= 20
    program = factories.program()
    listed = Article.objects.get(upload__name__startswith="000")
    assert listed.program_mentions.filter(program__name__contains="生活品质").exists()
    # The fixtures have the 120 units of its list in the other script.
    assert not listed.pilot_units.exists()
    assert program.name
