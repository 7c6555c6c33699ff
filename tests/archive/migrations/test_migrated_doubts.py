"""Doubts that were kept as sentences become data, and sentences again when the migration is undone."""

from importlib import import_module

import pytest

from archive.words.doubt_words import SENTENCES, words_of_doubt
from archive.models import Article, Change, Upload
from archive.reading.document import Doubt
from tests.support.former_tables import migrated_back_to

migration = import_module("archive.migrations.0009_doubts_as_data")

# One of each kind, as the archive wrote them.
OLD = {
    "第6行也可能属于另一篇，请核对": Doubt.of("line-may-belong-elsewhere", (6,)),
    "第93、95行句子没有结束，下文可能缺失或在别处": Doubt.of("sentence-without-end", (93, 95)),
    "第1、2、3、4、5、6等8行句子没有结束，下文可能缺失或在别处": Doubt.of(
        "sentence-without-end", (1, 2, 3, 4, 5, 6), count=8
    ),
    "第2、3行可能是引题和标题，也可能是同一个标题": Doubt.of("kicker-or-title", (2, 3)),
    "没有找到标题，请补上": Doubt.of("no-headline"),
    "这一稿是编辑拆出来的，请核对标题、地区与日期": Doubt.of("split-by-editor"),
    "有1处字符损坏，无法识别，已用“\ufffd”代替：共2个字节，首处在第2行": Doubt.of(
        "bytes-damaged", places=1, bytes=2, line=2
    ),
    "有3处字符损坏，无法识别，已用“\ufffd”代替：首处在第1行": Doubt.of("characters-damaged", places=3, line=1),
    "去掉了3个控制字符，可能是损坏的文字：首处在第2行": Doubt.of("control-characters-removed", count=3, line=2),
    "2页中有1页没有文字（可能是图片），未能读出": Doubt.of("pages-without-text", pages=2, empty=1),
    "标题超过300字，多出的部分未收入，原文见来件": Doubt.of("headline-too-long", limit=300),
    "来源名称超过80字，未收入": Doubt.of("source-too-long", limit=80),
    "名单中的30家单位未归入项目：文中没有已知的项目名称": Doubt.of("units-without-program", units=30),
    "来源为推定：由署名记者判断": Doubt.of("source-by-bylines"),
    "见报日按备注“2022年7月8日\n第3版”推定": Doubt.of("published-by-note", note="2022年7月8日\n第3版"),
    "见报日按文中印出的日期“2023-05-18 10:00 来源：新华网”推定": Doubt.of(
        "published-by-print", printed="2023-05-18 10:00 来源：新华网"
    ),
    "印出的日期是 2023-11-02，与所给的见报日 2023-11-03 不符，请核对": Doubt.of(
        "published-differs", printed="2023-11-02", given="2023-11-03"
    ),
    "版面印出的日期 2023-11-02 与印出的星期不符，请核对": Doubt.of("weekday-does-not-fit", day="2023-11-02"),
    "事发日取自正文中间的“2023年11月6日”，请核对": Doubt.of("event-date-inside", printed="2023年11月6日"),
    "“3日”的月份按电头定": Doubt.of("month-by-dateline", day=3),
    "“3日”的年月按见报日 2022-06-05 推定": Doubt.of("month-by-publication", day=3, published="2022-06-05"),
    "“昨日”按见报日 2022-06-05 推算": Doubt.of("day-by-publication", word="昨日", published="2022-06-05"),
    "原文只写6月27日，年份未定": Doubt.of("year-unknown", month=6, day=27),
    "6月27日的年份 2022 是推定的：按见报日 2022-07": Doubt.of(
        "year-by-publication", month=6, day=27, year=2022, published="2022-07"
    ),
    "6月27日的年份 2022 是推定的：备注写明 2022 年": Doubt.of("year-by-note", month=6, day=27, year=2022, noted=2022),
    "6月27日的年份 2021 是推定的：同版有“2020年以来”“力争到2021年”": Doubt.of(
        "year-by-page", month=6, day=27, year=2021, says="2020年以来", hopes="力争到2021年"
    ),
    "2月23日的年份 2021 是推定的：同一句说的是2021年的安排": Doubt.of(
        "year-by-plans", month=2, day=23, year=2021, planned=2021
    ),
    "地区“月球”不在地区表中，未收入": Doubt.of("region-unknown", region="月球"),
    "鼓楼区不止一处（江苏省南京市鼓楼区、福建省福州市鼓楼区），地区未定": Doubt.of(
        "region-ambiguous", name="鼓楼区", choices=("江苏省南京市鼓楼区", "福建省福州市鼓楼区")
    ),
    "湖北省、重庆市并提，地区未定": Doubt.of("regions-named-equally", names=("湖北省", "重庆市")),
    "地区只按电头定，请核对": Doubt.of("region-by-dateline"),
    "江北区不止一处，按同版或同篇的其他地名定为重庆市江北区": Doubt.of(
        "region-by-other-places", name="江北区", region="重庆市江北区"
    ),
    "文中没有写明地方，按同版其他报道定为福建省福州市": Doubt.of("region-by-page", region="福建省福州市"),
    "各条不在一处，地区未定": Doubt.of("items-apart"),
    "各条不在一处，地区定为各条共有的重庆市": Doubt.of("items-apart-region-shared", region="重庆市"),
    "疑似重复：与第12号《守灯人》全文相同": Doubt.of("reprint-same", story=12, status="published", title="守灯人"),
    "疑似重复：与第12号《守灯人》（已撤回）全文相同": Doubt.of(
        "reprint-same", story=12, status="withdrawn", title="守灯人"
    ),
    "疑似重复：与第12号草稿全文相同": Doubt.of("reprint-same", story=12, status="draft"),
    "疑似重复：与第12号《守灯人》约83%相同": Doubt.of(
        "reprint-near", story=12, status="published", title="守灯人", percent=83
    ),
    "疑似重复：似为第12号《《灯》》（已撤回）的删节，约为其60%": Doubt.of(
        "reprint-cut", story=12, status="withdrawn", title="《灯》", percent=60
    ),
    "疑似重复：第12号草稿似为本稿的删节，约为本稿的60%": Doubt.of("reprint-full", story=12, status="draft", percent=60),
    "疑似重复：全文见于第12号《简讯》之中，约占其9%": Doubt.of(
        "reprint-inside", story=12, status="published", title="简讯", percent=9
    ),
    "疑似重复：第12号《简讯》全文见于本稿之中，约占本稿的9%": Doubt.of(
        "reprint-holds", story=12, status="published", title="简讯", percent=9
    ),
    "标题不清，问过记者": Doubt.of("other", text="标题不清，问过记者"),
}  # fmt: skip


def test_every_kind_of_doubt_is_among_the_old_sentences():
    assert {doubt.code for doubt in OLD.values()} == set(SENTENCES)


@pytest.mark.parametrize("sentence", OLD)
def test_an_old_sentence_becomes_its_doubt_and_reads_as_before(sentence):
    stored = migration.doubt_of(sentence)
    assert Doubt.from_json(stored) == OLD[sentence]
    assert words_of_doubt(Doubt.from_json(stored)) == sentence
    assert migration.sentence_of(stored) == sentence


def test_a_kind_of_doubt_that_is_younger_than_the_migration_is_undone_as_its_code():
    assert migration.sentence_of(Doubt.of("of-a-later-version").to_json()) == "of-a-later-version"


@pytest.mark.django_db(transaction=True)
def test_old_rows_are_carried_over_and_back():
    sentences = list(OLD)
    with migrated_back_to("0008_plain_help") as tables:
        story = tables.get_model("archive", "Article").objects.create(title="题", script="hans", doubts=sentences)
        upload = tables.get_model("archive", "Upload").objects.create(sha256="0" * 64, size=1, doubts=sentences[6:8])
        change = tables.get_model("archive", "Change").objects.create(
            action="fields", before={"doubts": sentences, "title": "题"}, after={"doubts": []}
        )
    assert Article.objects.get(pk=story.pk).doubts == list(OLD.values())
    assert Upload.objects.get(pk=upload.pk).doubts == list(OLD.values())[6:8]
    assert Change.objects.get(pk=change.pk).differences[1]["before"] == "、".join(sentences)

    with migrated_back_to("0008_plain_help") as tables:
        assert tables.get_model("archive", "Article").objects.get(pk=story.pk).doubts == sentences
        assert tables.get_model("archive", "Upload").objects.get(pk=upload.pk).doubts == sentences[6:8]
        assert tables.get_model("archive", "Change").objects.get(pk=change.pk).before["doubts"] == sentences
