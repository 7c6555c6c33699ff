"""manage.py search: one line of JSON for each query, in the order of the queries."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(settle, capsys):
    """Run the command; returns its lines as objects."""

    def run(*queries: str, **options) -> list[dict]:
        settle()
        call_command("search", *queries, format="json", **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_an_answer_has_every_documented_key(run):
    province = factories.region()
    story = factories.story(title="驛站開門", body="職工走進驛站。", external_id="x-1", region=province)
    (answer,) = run("驿站")
    hit = answer["hits"][0]
    assert answer["query"] == "驿站"
    assert (answer["total"], answer["match"], answer["suggestion"]) == (1, "all", None)
    assert (hit["id"], hit["external_id"], hit["title"]) == (story.pk, "x-1", "驛站開門")
    assert hit["snippet"] == "職工走進驛站。"
    assert hit["score"] > 0
    assert answer["facets"]["province"] == [{"value": "500000", "label": "重庆", "count": 1}]
    assert 0 < answer["seconds"] < 5


def test_each_hit_has_its_reasons(run):
    factories.story(title="驛站開門", body="職工走進驛站。")
    for number in range(9):
        factories.story(title=f"{number}")
    (whole,) = run("驿站 OR 驛站")
    assert whole["hits"][0]["reasons"] == [
        {"typed": typed, "fields": ["title", "body"], "found": [], "missing": [], "how": "exact", "spelling": ""}
        for typed in ("驿站", "驛站")
    ]
    partly, everything = run("驿站 走進開門 職工典礼", "")
    assert partly["hits"][0]["reasons"][2:] == [
        {"typed": "職工典礼", "fields": [], "found": ["职工"], "missing": ["典礼"], "how": "part", "spelling": ""}
    ]
    assert everything["hits"][0]["reasons"] == []


def test_queries_in_a_file_are_answered_in_order(run, tmp_path):
    factories.story(title="驿站开门")
    queries = ["驿站", "没有的事", "", "開門", "\u2028门"]
    path = tmp_path / "queries.txt"
    path.write_text("\n".join(queries) + "\n", encoding="utf-8")
    answers = run(from_file=path)
    assert [answer["query"] for answer in answers] == queries
    assert [answer["total"] for answer in answers] == [1, 0, 1, 1, 1]


def test_limit_applies_to_the_hits_and_not_to_the_count(run):
    for number in range(25):
        factories.story(title=f"驿站 {number}")
    assert [len(run("驿站", limit=limit)[0]["hits"]) for limit in (1, 20, 0)] == [1, 20, 25]
    assert run("驿站", limit=1)[0]["total"] == 25


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(run, tmp_path):
    factories.story(title="驿站开门")
    path = tmp_path / "queries.txt"
    path.write_bytes("标题:驿站\r\n-驿站\r\n".encode("utf-8-sig"))
    answers = run(from_file=path)
    assert [(answer["query"], answer["total"]) for answer in answers] == [("标题:驿站", 1), ("-驿站", 0)]


@pytest.mark.parametrize("charset", ["gb18030", "utf-16"])
def test_a_file_in_another_charset_is_refused_with_its_line_before_any_answer(run, tmp_path, capsys, charset):
    path = tmp_path / "queries.txt"
    path.write_bytes(b"2023\n" + "驿站\n职工".encode(charset))
    with pytest.raises(CommandError, match=r"queries\.txt: line 2: byte \d+ is not UTF-8") as refused:
        run("驿站", from_file=path)
    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"])
def test_a_file_without_a_query_is_refused(run, tmp_path, content):
    path = tmp_path / "queries.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="the file is empty") as refused:
        run(from_file=path)
    assert refused.value.returncode == 2


def test_half_of_a_surrogate_pair_in_a_file_is_answered(run, tmp_path):
    path = tmp_path / "queries.txt"
    path.write_bytes("\ud800\n\udfff驿站\n".encode("utf-8", "surrogatepass"))
    assert [answer["total"] for answer in run(from_file=path)] == [0, 0]


def test_a_missing_file_is_a_clear_refusal(run, tmp_path):
    with pytest.raises(CommandError, match="No such file") as refused:
        run(from_file=tmp_path / "none.txt")
    assert refused.value.returncode == 2


def test_no_query_at_all_is_refused(run):
    with pytest.raises(CommandError, match="nothing to search for"):
        run()
    with pytest.raises(CommandError, match="--limit"):
        run("驿站", limit=-1)


def test_text_output_has_titles_snippets_and_notes(settle, capsys):
    factories.story(title="驿站开门", body="职工走进驿站。")
    for number in range(9):
        factories.story(title=f"{number}")
    settle()
    call_command("search", "驿站", "日期:当年 驿站 职工", "来源:月报")
    printed = capsys.readouterr()
    first, _, snippet, second, *_ = printed.out.splitlines()
    assert (first, snippet.strip(), second) == (
        "驿站: 1 stories",
        "职工走进驿站。",
        "日期:当年 驿站 职工: 1 stories that have a part of it",
    )
    assert "不是日期" in printed.err
    assert "来源:月报: 没有一篇报道的来源名称含“月报”。" in printed.err


def test_an_explanation_says_what_the_query_means_and_what_each_hit_has(settle, capsys):
    factories.story(title="提升职工生活品质")
    factories.story(title="生活品质", body="要提升职工的生活品质。")
    factories.story(title="员工时间")
    settle()
    call_command("search", "提升職工生活品質", "工时", "日期:2018 提升", explain=True)
    printed = capsys.readouterr().out
    for line in (
        "提升職工生活品質: 2 stories",
        "  folded: 提升职工生活品质",
        "  提升職工生活品質: 提升 + 职工 + 生活品质",
        "  exact:            1  the whole of it",
        "  sentence:         1  all its parts in one sentence",
        "  scattered:        0  all its parts; not counted",
        "          提升職工生活品質: whole in title",
        "          提升職工生活品質: its parts in one sentence",
        "  shown: only literal, because the counted tiers are empty",
        "          工时: only its characters, in title",
        "  dated 2018-01-01 to 2018-12-31",
        "  undated:          2  without a day, but with all the rest; not counted",
    ):
        assert line in printed.splitlines()
    scores = re.findall(r"score ([\d.]+): words ([\d.]+), .* headline ([\d.]+), close together ([\d.]+)", printed)
    assert len(scores) == 3
    assert all(abs(float(total) - sum(map(float, shares))) < 0.05 for total, *shares in scores)


def test_an_explanation_is_never_json(run):
    with pytest.raises(CommandError, match="--explain is text"):
        run("驿站", explain=True)
