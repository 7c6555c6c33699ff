"""manage.py import_articles: imports ready-made stories in batches; bad lines are reported and left out."""

import io
import json
import lzma
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive.ingest.imports import ready_story
from archive.management.commands import import_articles
from archive.models import Article, Figure, Source
from archive.signals import articles_changed
from tests.support import factories
from tests.support.desk_people import editor, form_of
from tests.support.doubt_sentences import sentences

pytestmark = pytest.mark.django_db

STORY = {
    "external_id": "a1", "title": "驿站开张", "body": "重庆市总工会投入50万元建设职工驿站。", "published": "2022-07-08",
    "source": "工人日报", "url": "https://example.com/a1", "region": "重庆市", "kind": "news",
    "people": [{"name": "张三", "role": "记者"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def reference():
    factories.organization(region=factories.region())
    factories.source("工人日报", aliases=["工人日报社"])


def _import(tmp_path, *lines, options=()):
    """Returns standard output, standard error and the exit code."""
    path = tmp_path / "stories.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_articles", str(path), *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


def test_a_story_is_imported_as_a_draft_with_all_fields_of_its_line(tmp_path):
    assert _import(tmp_path, STORY) == ("1 read, 1 added, 0 corrected, 0 unchanged, 0 bad\n", "", 0)
    story = Article.objects.get()
    assert (story.status, story.external_id, story.title, story.body) == ("draft", "a1", STORY["title"], STORY["body"])
    assert (story.published_edtf, story.source.name, story.url) == ("2022-07-08", "工人日报", STORY["url"])
    assert (story.region_id, story.kind, story.script) == ("500000", "news", "hans")
    assert list(story.credits.values_list("name", "role")) == [("张三", "记者")]


def test_windows_line_ends_make_no_difference(tmp_path):
    lines = {**STORY, "body": "第一段。\n第二段。"}
    _import(tmp_path, {**lines, "body": "第一段。\r\n第二段。"})
    assert Article.objects.get().body == "第一段。\n第二段。"
    assert _import(tmp_path, lines)[0] == "1 read, 0 added, 0 corrected, 1 unchanged, 0 bad\n"


def test_a_story_saved_in_the_admin_without_changes_is_unchanged(tmp_path):
    lines = {**STORY, "body": "第一段。\n第二段。"}
    _import(tmp_path, lines)
    desk, page = editor(), reverse("admin:archive_article_change", args=[Article.objects.get().pk])
    data = form_of(desk, page)
    assert desk.post(page, {**data, "body": data["body"].replace("\n", "\r\n")}).status_code == 302
    assert _import(tmp_path, lines)[0] == "1 read, 0 added, 0 corrected, 1 unchanged, 0 bad\n"


def test_organizations_and_figures_of_the_text_are_linked(tmp_path):
    _import(tmp_path, STORY)
    mention = Article.objects.get().mentions.get()
    assert (mention.organization.name, mention.start, mention.end) == ("重庆市总工会", 0, 6)
    assert [(figure.value, figure.unit) for figure in Figure.objects.all()] == [(500000, "CNY")]


def test_title_and_body_are_enough(tmp_path):
    assert _import(tmp_path, {"title": "題目", "body": "臺灣職工會議紀錄"})[2] == 0
    story = Article.objects.get()
    assert (story.published_precision, story.source, story.region, story.external_id) == ("unknown", None, None, None)
    assert story.script == "hant"


def test_publish_publishes_the_added_stories_and_announces_them(tmp_path):
    heard = []

    def listen(sender, ids, **kwargs):
        heard.extend(ids)

    articles_changed.connect(listen)
    try:
        _import(tmp_path, STORY, options=["--publish"])
    finally:
        articles_changed.disconnect(listen)
    assert set(heard) == {Article.objects.published().get().pk}


def test_importing_the_same_file_again_changes_nothing(tmp_path):
    _import(tmp_path, STORY, options=["--publish"])
    before = Article.objects.values().get()
    assert _import(tmp_path, STORY)[0] == "1 read, 0 added, 0 corrected, 1 unchanged, 0 bad\n"
    assert Article.objects.values().get() == before


def test_a_draft_with_a_different_text_is_changed_in_place(tmp_path):
    _import(tmp_path, STORY)
    changed = {**STORY, "body": "驿站投入60万元。", "people": [{"name": "李四", "role": "摄影"}], "source": "人民日报"}
    assert _import(tmp_path, changed)[0] == "1 read, 0 added, 1 corrected, 0 unchanged, 0 bad\n"
    story = Article.objects.get()
    assert (story.body, story.source.name, story.version) == ("驿站投入60万元。", "人民日报", 1)
    assert list(story.credits.values_list("name", "role")) == [("李四", "摄影")]
    assert [figure.value for figure in story.figures.all()] == [600000]
    assert not story.mentions.exists()


def test_a_published_story_with_a_different_text_is_corrected_and_keeps_its_former_text(tmp_path):
    factories.region("330000", "浙江省")
    _import(tmp_path, STORY, options=["--publish"])
    changed = {**STORY, "title": "驿站开业", "region": "浙江省", "published": "2022-07", "source": "人民日报"}
    assert _import(tmp_path, changed)[0] == "1 read, 0 added, 1 corrected, 0 unchanged, 0 bad\n"
    story = Article.objects.get()
    assert (story.status, story.title, story.version, story.region_id) == ("published", "驿站开业", 2, "330000")
    assert (story.published_edtf, story.source.name) == ("2022-07", "人民日报")
    version = story.versions.get()
    assert version.snapshot["title"] == "驿站开张"
    assert version.shown_reason


def test_a_withdrawn_story_stays_withdrawn(tmp_path):
    _import(tmp_path, STORY, options=["--publish"])
    Article.objects.get().withdraw("转载有误")
    _import(tmp_path, {**STORY, "title": "驿站开业"}, options=["--publish"])
    assert Article.objects.values_list("status", "title").get() == ("withdrawn", "驿站开业")


def test_fields_missing_from_a_line_stay_as_they_are(tmp_path):
    _import(tmp_path, STORY)
    bare = {key: STORY[key] for key in ("external_id", "title", "body")}
    assert _import(tmp_path, bare)[0] == "1 read, 0 added, 0 corrected, 1 unchanged, 0 bad\n"
    assert Article.objects.get().region_id == "500000"


def test_one_external_id_twice_in_a_file_with_the_same_content_is_one_story(tmp_path):
    again = {"colour": "red", **STORY}
    out, _, code = _import(tmp_path, STORY, STORY, again)
    assert (out, code) == ("3 read, 1 added, 0 corrected, 2 unchanged, 0 bad\n", 0)


def test_one_external_id_twice_in_a_file_with_other_content_is_a_bad_line(tmp_path, monkeypatch):
    monkeypatch.setattr(import_articles, "BATCH", 1)
    out, err, code = _import(tmp_path, {**STORY, "external_id": "a0"}, STORY, {**STORY, "title": "驿站开业"})
    assert (out, code) == ("3 read, 2 added, 0 corrected, 0 unchanged, 1 bad\n", 1)
    assert "line 3: external_id 'a1' is in line 2 with different content\n" in err
    assert Article.objects.get(external_id="a1").title == "驿站开张"


def test_a_bad_line_does_not_use_up_the_id_of_a_good_one(tmp_path):
    out, _, _ = _import(tmp_path, {**STORY, "published": "gestern"}, STORY)
    assert out == "2 read, 1 added, 0 corrected, 0 unchanged, 1 bad\n"


def _refused(tmp_path, data):
    path = tmp_path / "stories.jsonl"
    path.write_bytes(data)
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", str(path), stdout=out, stderr=err)
    assert (refused.value.returncode, out.getvalue(), err.getvalue()) == (2, "", "")
    assert str(refused.value).startswith(f"{path}: ")
    return str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_whole(tmp_path, data):
    assert "empty" in _refused(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\0\n", "a PNG image"),
        (bytes(range(11, 32)) * 9 + b"\n{}\n", "control bytes"),
        (json.dumps(STORY, ensure_ascii=False).encode("utf-16"), "UTF-16"),
        (json.dumps(STORY, ensure_ascii=False).encode("utf-16-le"), "UTF-16"),
    ],
)
def test_a_binary_file_is_refused_once(tmp_path, data, reason):
    assert reason in _refused(tmp_path, data)
    assert not Article.objects.exists()


def test_a_story_without_external_id_is_added_each_time(tmp_path):
    bare = {"title": "驿站", "body": "正文。"}
    _import(tmp_path, bare)
    assert _import(tmp_path, bare)[0].startswith("1 read, 1 added")
    assert Article.objects.count() == 2


def test_bad_lines_are_reported_with_number_and_reason_and_the_others_go_in(tmp_path):
    out, err, code = _import(tmp_path, "{", STORY, "", "[]", {"title": "t"}, {**STORY, "external_id": "a2"})
    assert code == 1
    assert out == "5 read, 2 added, 0 corrected, 0 unchanged, 3 bad\n"
    assert [line.split(":")[0] for line in err.splitlines()[:3]] == ["line 1", "line 4", "line 5"]
    assert "line 5: body is missing or empty" in err
    assert err.endswith("3 of 5 lines are bad")


def test_an_unknown_source_is_created_and_an_alias_is_not(tmp_path):
    _import(tmp_path, {**STORY, "source": "新报"}, {**STORY, "external_id": "a2", "source": "工人日報社"})
    assert sorted(Source.objects.values_list("name", "kind")) == [("工人日报", "newspaper"), ("新报", "other")]
    assert Article.objects.get(external_id="a2").source.name == "工人日报"


def test_an_unknown_place_is_a_doubt_and_the_story_is_still_imported(tmp_path):
    out, err, code = _import(tmp_path, {**STORY, "region": "月球"}, {**STORY, "external_id": "a2", "region": "月球"})
    assert (code, out) == (0, "2 read, 2 added, 0 corrected, 0 unchanged, 0 bad\n")
    assert err == "unknown region: '月球', 2 stories without region: line 1, 2\n"
    story = Article.objects.get(external_id="a1")
    assert story.region is None
    assert "月球" in sentences(story.doubts)[0]


def test_unknown_keys_are_named(tmp_path):
    _, err, code = _import(tmp_path, STORY, {**STORY, "external_id": "a2", "date": "2022-07-08"})
    assert (code, err) == (0, "unknown key: 'date', in 1 lines: line 2\n")


def test_only_the_first_of_many_bad_lines_are_named(tmp_path):
    _, err, _ = _import(tmp_path, *({"title": "驿站", "body": "正文。", "date": "2022"} for _ in range(12)))
    assert err == "unknown key: 'date', in 12 lines: line 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more\n"


def test_more_than_one_batch_is_imported(tmp_path, monkeypatch):
    monkeypatch.setattr(import_articles, "BATCH", 3)
    stories = [{**STORY, "external_id": f"a{number}"} for number in range(8)]
    assert _import(tmp_path, *stories)[0].startswith("8 read, 8 added")
    assert Article.objects.count() == 8


def test_an_interruption_keeps_the_finished_batches(tmp_path, monkeypatch):
    def interrupted(line):
        if b"a5" in line:
            raise KeyboardInterrupt
        return ready_story(line)

    monkeypatch.setattr(import_articles, "BATCH", 2)
    monkeypatch.setattr(import_articles, "ready_story", interrupted)
    out, err, code = _import(tmp_path, *({**STORY, "external_id": f"a{number}"} for number in range(8)))
    assert (code, Article.objects.count()) == (130, 4)
    assert "interrupted" in err
    assert out.endswith("4 added, 0 corrected, 0 unchanged, 0 bad\n")


def test_standard_input_is_read(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(STORY).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    call_command("import_articles", "-", stdout=io.StringIO())
    assert Article.objects.count() == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", str(Path(tmp_path) / name))
    assert refused.value.returncode == 2


def test_stories_of_the_corpus_are_imported(shared, tmp_path):
    with lzma.open(shared / "corpus" / "news.jsonl.xz", "rt", encoding="utf-8") as file:
        lines = [json.loads(next(file)) for _ in range(300)]
    stories = [{"external_id": s["id"], "title": s["title"], "body": s["body"], "published": s["date"]} for s in lines]
    out, err, code = _import(tmp_path, *stories, options=["--publish"])
    assert (out, err, code) == ("300 read, 300 added, 0 corrected, 0 unchanged, 0 bad\n", "", 0)
    assert Article.objects.published().dated().count() == 300
