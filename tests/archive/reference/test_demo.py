"""Demo stories are loaded only into an empty archive, have the right facts in our own words, and can be removed."""

import itertools
import json
import re
import unicodedata
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.ingest.imports import ready_story
from archive.models import Article, Mention, Organization, PilotUnit, Program, Region
from archive.reference import files
from archive.reference.demo import NotEmpty, load_demo, remove_demo
from archive.reference.load import load_reference
from archive.signals import articles_changed
from tests.support import factories
from text.script import script_of

LINES = list(files.demo_stories())
SPACE_AND_QUOTES = re.compile(r"[\s“”‘’\"']")
RUN = 25


@pytest.fixture
def demo(db):
    load_reference()
    return load_demo()


@pytest.fixture
def gold(shared: Path) -> list[tuple[str, dict]]:
    """Returns (external_id, gold story) in the order of the files."""
    seeds = json.loads((shared / "gold" / "seeds.json").read_text(encoding="utf-8"))["files"]
    return [
        (f"demo-{name[:3]}-{number}", story)
        for name, file in seeds.items()
        for number, story in enumerate(file["stories"], 1)
    ]


def of(external_id: str) -> Article:
    return Article.objects.get(external_id=external_id)


@pytest.mark.parametrize("line", LINES, ids=[line["external_id"] for line in LINES])
def test_a_demo_story_is_short_and_in_one_script(line):
    assert 120 <= len(line["body"]) <= 300
    assert 4 <= len(line["title"]) <= 30
    script = "hant" if line["external_id"].startswith("demo-000") else "hans"
    assert script_of(f"{line['title']}\n{line['body']}") == script


@pytest.mark.parametrize("line", LINES, ids=[line["external_id"] for line in LINES])
def test_a_demo_story_is_set_like_print(line):
    printed = "".join(line.get(field, "") for field in ("kicker", "title", "subtitle", "body"))
    assert not re.search(r"[一-龥][,;:!?()]", printed)
    assert not re.search(r"[\"']", printed)
    assert printed.count("“") == printed.count("”")
    assert line["body"].endswith("。")
    assert all(line["body"].split("\n"))


@pytest.mark.parametrize("line", LINES, ids=[line["external_id"] for line in LINES])
def test_import_articles_can_read_a_demo_story(line):
    story = ready_story(json.dumps(line, ensure_ascii=False).encode())
    assert (story.external_id, story.title, story.body) == (line["external_id"], line["title"], line["body"])
    assert story.published == line.get("published")


def test_all_demo_stories_are_published_marked_and_dated_if_known(demo):
    assert demo.stories == Article.objects.published().demo().count() == len(LINES) == 24
    for article in Article.objects.all():
        article.full_clean(exclude=["upload"])
        assert article.first_published_at is not None
    assert of("demo-000-1").published_edtf is None
    assert of("demo-001-1").published_edtf == "2023"
    assert of("demo-002-1").published_edtf == "2023-06"
    assert of("demo-003-1").published_edtf == "2022-07"
    assert of("demo-004-1").published_edtf == "2021-02"
    assert not Article.objects.dated().filter(published_inferred=False).exists()


def test_names_in_a_story_link_to_pages_that_link_back(demo):
    flowers = Organization.objects.get(name="昆明国际花卉拍卖交易中心有限公司")
    named = Article.objects.published().naming(flowers).order_by("external_id")
    assert [article.external_id for article in named] == ["demo-000-1", "demo-002-1"]
    henan = Organization.objects.get(name="河南省总工会")
    assert [article.external_id for article in Article.objects.naming(henan)] == ["demo-004-1"]
    life = Program.objects.get(slug="quality-of-life")
    assert Article.objects.naming_program(life).count() == 3
    reform = Program.objects.get(slug="inner-mongolia-reform")
    assert [article.external_id for article in Article.objects.naming_program(reform)] == ["demo-003-10"]
    assert Article.objects.in_region(Region.objects.get(code="500000")).count() == 4


def test_every_link_is_on_its_words(demo):
    assert demo.links == sum(1 for _ in mentions()) > 80
    for mention in mentions():
        assert getattr(mention.article, mention.field)[mention.start : mention.end] == mention.text
    for article in Article.objects.all():
        for figure in article.figures.all():
            assert getattr(article, figure.field)[figure.start : figure.end] == figure.text


def mentions():
    for article in Article.objects.prefetch_related("mentions", "program_mentions"):
        yield from itertools.chain(article.mentions.all(), article.program_mentions.all())


def test_the_home_page_opens_with_whole_stories_from_several_places(demo):
    first = Article.objects.published().newest_arrivals()[:7]
    assert {article.kind for article in first} == {"news"}
    assert len({article.region.province_code for article in first}) >= 5
    assert all(article.kicker for article in first)


def test_pilot_units_point_to_the_words_that_name_them(demo):
    named = PilotUnit.objects.exclude(article=None).select_related("article")
    assert demo.units == named.count() == 14
    flowers = named.get(name="昆明国际花卉拍卖交易中心有限公司")
    assert flowers.article.body[flowers.start : flowers.end] == "昆明國際花卉拍賣交易中心有限公司"
    assert named.filter(program__slug="inner-mongolia-reform").count() == 6


def test_demo_stories_are_not_loaded_into_an_archive_with_stories(db, capsys):
    own = factories.story()
    with pytest.raises(NotEmpty):
        load_demo()
    call_command("load_demo")
    assert capsys.readouterr().out == "0 demo stories added: the archive has stories already\n"
    assert list(Article.objects.all()) == [own]


def test_the_commands_end_with_a_count(db, capsys):
    call_command("load_demo")
    call_command("remove_demo")
    call_command("remove_demo")
    first, second, third = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"24 demo stories published, \d+ links, 14 pilot units named", first)
    assert (second, third) == ("24 demo stories removed", "0 demo stories removed")


def test_removing_the_demo_removes_nothing_else(demo):
    own = factories.story()
    units, organizations = PilotUnit.objects.count(), Organization.objects.count()
    assert remove_demo() == 24
    assert list(Article.objects.all()) == [own]
    assert not Mention.objects.exists()
    assert (PilotUnit.objects.count(), Organization.objects.count()) == (units, organizations)
    assert not PilotUnit.objects.exclude(article=None, field="", start=None, end=None).exists()


def test_the_index_is_notified_of_added_and_removed_demo_stories(db):
    told: list[int] = []

    def listen(ids, **_):
        told.extend(ids)

    articles_changed.connect(listen)
    try:
        load_reference()
        load_demo()
        ids = set(Article.objects.values_list("pk", flat=True))
        assert set(told) == ids
        told.clear()
        remove_demo()
        assert set(told) == ids
    finally:
        articles_changed.disconnect(listen)


def test_each_story_of_the_client_has_a_demo_story_with_its_people_place_and_day(demo, gold):
    assert {external_id for external_id, _ in gold} == {line["external_id"] for line in LINES}
    for external_id, story in gold:
        article = of(external_id)
        credited = {(credit.name, credit.role) for credit in article.credits.all()}
        assert credited == {(person["name"], person["role"]) for person in story["people"]}
        assert article.region.path in story["region"]
        days = {story.get("event_date", ""), story.get("event_date_or", [""])[0]}
        assert article.event_date in days or f"XXXX{article.event_date[4:]}" in days
        kinds = story["kind"] if isinstance(story["kind"], list) else [story["kind"]]
        assert article.kind in kinds


def test_every_sum_of_the_clients_stories_can_be_found(shared: Path):
    money = json.loads((shared / "gold" / "money.json").read_text(encoding="utf-8"))["files"]
    for name, sums in money.items():
        bodies = "".join(line["body"] for line in LINES if line["external_id"].startswith(f"demo-{name[:3]}"))
        assert [printed for printed, _, _ in sums if printed not in bodies] == []


def test_every_union_of_the_clients_stories_is_linked(demo, shared: Path):
    unions = json.loads((shared / "gold" / "unions.json").read_text(encoding="utf-8"))["files"]
    missing = []
    for name, stories in unions.items():
        for number, named in stories.items():
            article = of(f"demo-{name[:3]}-{int(number) + 1}")
            linked = set(article.mentions.values_list("organization__name", flat=True))
            missing += [(article.external_id, union) for union in named if union not in linked]
    assert missing == []


def test_no_passage_of_the_clients_stories_is_in_a_demo_story(shared: Path):
    seeds = [_plain(file.read_text(encoding="utf-8")) for file in sorted((shared / "seeds").glob("*.txt"))]
    assert len(seeds) == 5
    runs = {seed[start : start + RUN] for seed in seeds for start in range(len(seed) - RUN + 1)}
    for line in LINES:
        printed = _plain("".join(line.get(field, "") for field in ("kicker", "title", "subtitle", "body")))
        shared_runs = [printed[i : i + RUN] for i in range(len(printed)) if printed[i : i + RUN] in runs]
        assert shared_runs == [], line["external_id"]


def _plain(text: str) -> str:
    return SPACE_AND_QUOTES.sub("", unicodedata.normalize("NFKC", text))


@pytest.mark.usefixtures("demo")
def test_a_paper_known_only_by_its_reporters_is_marked_as_inferred():
    papers = {(story.source.name, story.source_inferred) for story in Article.objects.exclude(source=None)}
    assert ("工人日报", True) in papers
    assert ("大河网", False) in papers
