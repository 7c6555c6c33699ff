"""A reading is saved as an upload with its drafts, completely or not at all."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from archive.ingest import save_links
from archive.ingest.discard import remove_drafts
from archive.ingest.save import AlreadyHere, Incoming, ReadsDifferently, save, save_again
from archive.ingest.store import store
from archive.models import Article, Credit, Figure, Mention, Organization, PilotUnit, Source, Upload
from archive.reading.document import (
    Decoded,
    FoundFigure,
    ListedUnit,
    NamedOrganization,
    NamedProgram,
    Page,
    Person,
    Story,
)
from archive.reading.doubts import with_doubts
from archive.reading.read import Reading
from archive.signals import articles_changed
from tests.support import factories
from tests.support.doubt_sentences import in_own_words, sentences

pytestmark = pytest.mark.django_db

BODY = "重庆市总工会启动提升职工生活品质试点，投入近2亿元。"
UNION = NamedOrganization("重庆市总工会", "重庆市总工会", "body", 0, 6)
PROGRAM = NamedProgram("提升职工生活品质试点", "提升职工生活品质试点", "body", 8, 18)
MONEY = FoundFigure("近2亿元", "money", Decimal(200_000_000), None, "CNY", "nearly", "body", 21, 25)
STORY = Story(
    kind="news", kicker="", title="试点启动", subtitle="", body=BODY, spans=((0, 10), (20, 40)), lines=(1, 3),
    people=(Person("张三", "记者"), Person("李四", "摄影"), Person("张三", "记者")), source="工人日报",
    published="2022-07", event_date="XXXX-07-08", region="重庆市", region_code="500000",
    organizations=(UNION,), programs=(PROGRAM,), figures=(MONEY,),
)  # fmt: skip
OTHER = replace(STORY, title="另一篇", spans=((50, 90),), organizations=(), programs=(), figures=(), people=())


def _incoming(data=b"bytes", **said):
    return Incoming("page.txt", data, **said)


def _reading(*stories, text="解码后的文字", doubts=()):
    return Reading(Decoded(text, "gb18030", "hans", doubts), Page((), ((10, 20),)), with_doubts(stories, ()))


@pytest.fixture(autouse=True)
def reference():
    factories.region()
    factories.program()


def test_a_reading_is_saved_with_all_related_rows():
    saved = save(_incoming(page="第3版", note="扫描件"), _reading(STORY, OTHER, doubts=tuple(in_own_words("损坏一处"))))
    upload = Upload.objects.get()
    assert (upload.name, upload.size, upload.charset, upload.note) == ("page.txt", 5, "gb18030", "扫描件")
    assert (upload.text, upload.noise, sentences(upload.doubts)) == ("解码后的文字", [[10, 20]], ["损坏一处"])
    story = saved.drafts[0]
    story.refresh_from_db()
    assert (story.status, story.title, story.page, story.script) == ("draft", "试点启动", "第3版", "hans")
    assert (story.published_edtf, story.event_date, story.region_id) == ("2022-07", "XXXX-07-08", "500000")
    assert (story.source.name, story.spans, story.position) == ("工人日报", [[0, 10], [20, 40]], 1)
    assert list(story.credits.values_list("name", "role")) == [("张三", "记者"), ("李四", "摄影")]
    assert [str(mention.organization) for mention in story.mentions.all()] == ["重庆市总工会"]
    assert [str(mention.program) for mention in story.program_mentions.all()] == ["提升职工生活品质试点"]
    figure = Figure.objects.get()
    assert (figure.value, figure.unit, figure.bound) == (200_000_000, "CNY", "nearly")
    assert saved.drafts[1].position == 2


def test_the_bytes_are_stored_under_their_hash_and_nothing_else_is_written(settings):
    save(_incoming(b"some bytes"), _reading(STORY))
    digest = hashlib.sha256(b"some bytes").hexdigest()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert files == [Path(settings.MEDIA_ROOT) / digest[:2] / digest]
    with Upload.objects.get().content.open() as content:
        assert content.read() == b"some bytes"


def test_the_bytes_are_complete_on_disk_before_the_row_exists(settings, monkeypatch):
    def fail(*args):
        raise RuntimeError("the power went")

    monkeypatch.setattr("archive.ingest.save.link", fail)
    with pytest.raises(RuntimeError):
        save(_incoming(), _reading(STORY))
    assert not Upload.objects.exists()
    assert not Article.objects.exists()
    assert not Credit.objects.exists()
    assert (Path(settings.MEDIA_ROOT) / store(b"bytes")).read_bytes() == b"bytes"


def test_a_full_disk_leaves_neither_a_row_nor_a_partial_file(settings, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(_incoming(), _reading(STORY))
    assert not Upload.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_damaged_bytes_on_disk_are_replaced_by_a_new_upload_of_them(settings):
    path = Path(settings.MEDIA_ROOT) / store(b"bytes")
    path.write_bytes(b"byt")
    store(b"bytes")
    assert path.read_bytes() == b"bytes"


def test_the_same_bytes_are_refused_with_the_number_of_the_first_upload():
    first = save(_incoming(), _reading(STORY))
    with pytest.raises(AlreadyHere, match=f"upload {first.upload.pk} "):
        save(Incoming("other name.txt", b"bytes"), _reading(STORY))
    assert Article.objects.count() == 1


def test_reading_again_replaces_drafts():
    first = save(_incoming(), _reading(STORY, OTHER))
    again = save_again(_incoming(), _reading(replace(STORY, title="读得更好")))
    assert again.upload == first.upload
    assert [article.title for article in Article.objects.all()] == ["读得更好"]
    assert Mention.objects.count() == 1


def test_reading_again_keeps_published_stories_and_does_not_duplicate_them():
    first = save(_incoming(), _reading(STORY, OTHER))
    first.drafts[0].publish()
    moved = replace(STORY, title="同一篇", spans=((0, 10), (22, 40)))
    again = save_again(_incoming(), _reading(moved, replace(OTHER, title="重读的另一篇")))
    assert [article.pk for article in again.kept] == [first.drafts[0].pk]
    assert sorted(Article.objects.values_list("title", "status", "position")) == [
        ("试点启动", "published", 1),
        ("重读的另一篇", "draft", 2),
    ]


def test_reading_again_is_refused_if_a_published_story_depends_on_a_text_that_now_decodes_differently():
    first = save(_incoming(), _reading(STORY))
    first.drafts[0].publish()
    with pytest.raises(ReadsDifferently, match=f"upload {first.upload.pk} "):
        save_again(_incoming(), _reading(STORY, text="另一种读法"))
    assert Upload.objects.get().text == "解码后的文字"


def test_reading_again_a_new_file_is_a_first_reading():
    assert len(save_again(_incoming(), _reading(STORY)).drafts) == 1


def test_an_unknown_union_is_created_and_an_unknown_program_is_not():
    found = replace(
        STORY,
        organizations=(NamedOrganization("巫山县总工会", "巫山县总工会", "body", 0, 6),),
        programs=(NamedProgram("无人知晓的项目", "项目", "body", 3, 5),),
    )
    saved = save(_incoming(), _reading(found))
    assert Organization.objects.get(name="巫山县总工会").kind == "union"
    assert not saved.drafts[0].program_mentions.exists()


def test_a_known_organization_is_linked_and_not_created_again():
    known = factories.organization("重庆市总工会", kind="office")
    save(_incoming(), _reading(STORY))
    assert Mention.objects.get().organization == known
    assert Organization.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("巫山县总工会", "union"),
        ("成都市职工服务中心", "service_centre"),
        ("五粮液集团有限公司", "enterprise"),
        ("苏州工业园区", "park"),
        ("重庆市人力资源和社会保障局", "office"),
        ("神秘组织", "other"),
    ],
)
def test_the_kind_of_an_organization_follows_from_the_end_of_its_name(name, kind):
    assert save_links.kind_of(name) == kind


def _unit(ordinal, name, **fields):
    fields = {"region": None, "region_code": None, "region_inferred": False, **fields}
    return ListedUnit(ordinal, "企业", name, field="body", start=0, end=3, **fields)


def test_units_of_a_list_are_added_to_its_program_unless_it_has_them_in_either_script():
    program = factories.program()
    PilotUnit.objects.create(program=program, name="华润微电子(重庆)有限公司", category="企业", ordinal=1)
    company = factories.organization("长安汽车公司", kind="enterprise")
    listed = replace(
        STORY, units=(_unit(1, "華潤微電子（重慶）有限公司"), _unit(2, "长安汽车公司", region_code="500000"))
    )
    saved = save(_incoming(), _reading(listed))
    assert list(program.units.values_list("name", flat=True)) == ["华润微电子(重庆)有限公司", "长安汽车公司"]
    fresh = PilotUnit.objects.get(name="长安汽车公司")
    assert (fresh.article, fresh.organization, fresh.region_id, fresh.batch) == (
        saved.drafts[0],
        company,
        "500000",
        None,
    )


def test_a_list_without_a_program_adds_a_doubt_and_no_units():
    saved = save(_incoming(), _reading(replace(STORY, programs=(), units=(_unit(1, "长安汽车公司"),))))
    assert not PilotUnit.objects.exists()
    assert "1家单位未归入项目" in sentences(saved.drafts[0].doubts)[0]


def test_units_are_deleted_with_the_only_draft_that_mentions_them():
    program = factories.program()
    PilotUnit.objects.create(program=program, name="早已有的公司")
    save(_incoming(), _reading(replace(STORY, units=(_unit(1, "早已有的公司"), _unit(2, "新公司")))))
    assert remove_drafts(Article.objects.all()) == 1
    assert list(program.units.values_list("name", flat=True)) == ["早已有的公司"]


def test_a_value_that_is_too_long_becomes_a_doubt_and_the_story_is_saved():
    long = replace(
        STORY,
        title="长" * 301,
        source="报" * 81,
        figures=(replace(MONEY, value=Decimal(10) ** 30),),
        people=(Person("名" * 41, "记者"),),
    )
    story = save(_incoming(), _reading(long)).drafts[0]
    assert len(story.title) == 300
    assert len(story.doubts) == 2
    assert not Source.objects.exists()
    assert not story.figures.exists()
    assert not story.credits.exists()


def test_all_drafts_of_a_file_are_announced():
    heard = []

    def listen(sender, ids, **kwargs):
        heard.extend(ids)

    articles_changed.connect(listen)
    try:
        saved = save(_incoming(), _reading(STORY, OTHER))
    finally:
        articles_changed.disconnect(listen)
    assert sorted(heard) == sorted(draft.pk for draft in saved.drafts)


@pytest.mark.parametrize("inferred", [True, False])
def test_inferred_places_and_dates_stay_marked_as_inferred(inferred):
    marks = {"region_inferred": inferred, "published_inferred": inferred, "event_date_inferred": inferred}
    saved = save(_incoming(), _reading(replace(STORY, **marks)))
    assert {name: getattr(saved.drafts[0], name) for name in marks} == marks
