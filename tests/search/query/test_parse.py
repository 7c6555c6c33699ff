"""How queries are read."""

import datetime

import pytest

from search.query.note import TOO_MANY_WORDS, UNPAIRED_QUOTE, Note
from search.query.parse import parse_without_fields
from search.query.parsed_query import And, Days, Not, Or, TypedPhrase, TypedPrefix, TypedTerm
from search.query.tokens import DEEPEST
from tests.search.support.typed_queries import parse


def days(first: str, last: str) -> Days:
    return Days(*(datetime.date.fromisoformat(day).toordinal() for day in (first, last)))


A, B, C = TypedTerm("职工"), TypedTerm("驿站"), TypedTerm("农民工")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", None),
        (" \n ", None),
        ("职工", A),
        ("职工 驿站", And((A, B))),
        ("职工　驿站", And((A, B))),
        ("职工 AND 驿站", And((A, B))),
        ("职工 OR 农民工", Or((A, C))),
        ("职工 or 农民工", Or((A, C))),
        ("职工 and “驿站”", And((A, TypedPhrase("驿站")))),
        ("health and safety", And((TypedTerm("health"), TypedTerm("and"), TypedTerm("safety")))),
        ("职工 not 驿站", And((A, TypedTerm("not"), B))),
        ("or 职工", And((TypedTerm("or"), A))),
        ("职工｜农民工", Or((A, C))),
        ("职工|农民工 驿站", Or((A, And((C, B))))),
        ("(职工 OR 农民工) 驿站", And((Or((A, C)), B))),
        ("（职工｜农民工）驿站", And((Or((A, C)), B))),
        ("（职工）驿站", TypedTerm("（职工）驿站")),
        ("（职工 ｜ 农民工） 驿站", And((Or((A, C)), B))),
        ("职工 -驿站", And((A, Not(B)))),
        ("职工 －驿站", And((A, Not(B)))),
        ("-职工", Not(A)),
        ("NOT 职工", Not(A)),
        ("NOT NOT 职工", A),
        ("NOT (职工 OR 驿站)", Not(Or((A, B)))),
        ("-(职工 驿站)", Not(And((A, B)))),
        ("职工 NOT(驿站)", And((A, Not(B)))),
        ("职工 ＮＯＴ（驿站）", And((A, Not(B)))),
        ("职工 NOT“驿站”", And((A, Not(TypedPhrase("驿站"))))),
        ("职工 AND(驿站)", And((A, B))),
        ("（职工 驿站）OR（农民工）", Or((And((A, B)), C))),
        ("“职工”OR“驿站”", Or((TypedPhrase("职工"), TypedPhrase("驿站")))),
        ("(职工 OR 农民工)驿站", And((Or((A, C)), B))),
        ("职工 (驿站 NOT 农民工)", And((A, B, Not(C)))),
        ("（重庆）ORACLE", TypedTerm("（重庆）ORACLE")),
        ("NOTE职工", TypedTerm("NOTE职工")),
        ("\ufeff-职工", Not(A)),
        ("\u200b标题:驿站", TypedTerm("驿站", "title")),
        ("cafe\u0301", TypedTerm("café")),
        ("-19疫情", Not(TypedTerm("19疫情"))),
        ("COVID-19", TypedTerm("COVID-19")),
        ("职工 ﹣驿站", And((A, Not(B)))),
        ("职工 ‐驿站", And((A, Not(B)))),
        ("职工 –驿站", And((A, Not(B)))),
        ("职工–驿站", TypedTerm("职工–驿站")),
        ("职工 −驿站", And((A, Not(B)))),
        ("职工\u3000-驿站", And((A, Not(B)))),
        ("职工\xa0-驿站", And((A, Not(B)))),
        ("(-驿站 职工)", And((Not(B), A))),
        ("职工｜-驿站", Or((A, Not(B)))),
        ("职工-驿站", TypedTerm("职工-驿站")),
        ("职工－驿站", TypedTerm("职工－驿站")),
        ("职工，-驿站", TypedTerm("职工，-驿站")),
        ("标题:-驿站", TypedTerm("-驿站", "title")),
        ("标题: -驿站", Not(TypedTerm("驿站", "title"))),
        ('"职工"', TypedPhrase("职工")),
        ("“提升 生活”", TypedPhrase("提升 生活")),
        ("「職工」", TypedPhrase("職工")),
        ("“职工”，", TypedPhrase("职工")),
        ("“职工”、“驿站”", And((TypedPhrase("职工"), TypedPhrase("驿站")))),
        ("“开展“双创”活动”", TypedPhrase("开展“双创”活动")),
        ("“双创”活动 “驿站”", And((TypedTerm("“双创”活动"), TypedPhrase("驿站")))),
        ("驿*", TypedPrefix("驿")),
        ("驿＊", TypedPrefix("驿")),
        ("标题:驿站", TypedTerm("驿站", "title")),
        ("標題：驿站", TypedTerm("驿站", "title")),
        ("title: 驿站", TypedTerm("驿站", "title")),
        ("标题:“驿站”", TypedPhrase("驿站", "title")),
        ("标题:(职工 OR 驿站)", Or((TypedTerm("职工", "title"), TypedTerm("驿站", "title")))),
        ("-标题:驿站", Not(TypedTerm("驿站", "title"))),
        ("省:重庆 工会:巫山县总工会", And((TypedTerm("重庆", "province"), TypedTerm("巫山县总工会", "organization")))),
        ("日期:2021..2023", days("2021-01-01", "2023-12-31")),
        ("日期:2021-02", days("2021-02-01", "2021-02-28")),
        ("日期:2021年2月23日", days("2021-02-23", "2021-02-23")),
        ("日期:2021-2023", days("2021-01-01", "2023-12-31")),
        ("日期:2021年3月-2023年", days("2021-03-01", "2023-12-31")),
        ("日期:２０２１～２０２３", days("2021-01-01", "2023-12-31")),
        ("日期:2023..2021", days("2021-01-01", "2023-12-31")),
        ("日期:..2021", days("0001-01-01", "2021-12-31")),
        ("日期:去年", days("2025-01-01", "2025-12-31")),
        ("年份:2018年", days("2018-01-01", "2018-12-31")),
        ("year:2018", days("2018-01-01", "2018-12-31")),
        ("年份：2015-2018", days("2015-01-01", "2018-12-31")),
        ("日期:>=2018", days("2018-01-01", "9999-12-31")),
        ("日期:2018-", days("2018-01-01", "9999-12-31")),
        ("日期:-2018", days("0001-01-01", "2018-12-31")),
        ("日期:“2018年7月”", days("2018-07-01", "2018-07-31")),
        ("日期:2018年7月1日 至 7月3日", days("2018-07-01", "2018-07-03")),
        ("日期:2018 - 2020 驿站", And((days("2018-01-01", "2020-12-31"), B))),
        ("日期: >= 2018", days("2018-01-01", "9999-12-31")),
        ("date:last year 驿站", And((days("2025-01-01", "2025-12-31"), B))),
        ("date:July 2018 驿站", And((days("2018-07-01", "2018-07-31"), B))),
        ("date:1 Jul 2018 驿站", And((days("2018-07-01", "2018-07-01"), B))),
        ("日期:近 3 个月 驿站", And((days("2026-08-29", "2026-11-28"), B))),
        ("（日期:2018年 7月｜职工）驿站", And((Or((days("2018-07-01", "2018-07-31"), A)), B))),
        ("日期:2018 驿站", And((days("2018-01-01", "2018-12-31"), B))),
        ("日期:2018 标题:驿站", And((days("2018-01-01", "2018-12-31"), TypedTerm("驿站", "title")))),
        (
            "日期:2018 至 标题:驿站",
            And((days("2018-01-01", "2018-12-31"), TypedTerm("至"), TypedTerm("驿站", "title"))),
        ),
        ("日期:2018 2019", And((days("2018-01-01", "2018-12-31"), TypedTerm("2019")))),
        ("日期:2018年 10 驿站", And((days("2018-01-01", "2018-12-31"), TypedTerm("10"), B))),
        ("日期:2018 - 驿站", And((days("2018-01-01", "2018-12-31"), TypedTerm("-"), B))),
        ("日期:2018 -2019", And((days("2018-01-01", "2018-12-31"), Not(TypedTerm("2019"))))),
        ("-日期:2018", Not(days("2018-01-01", "2018-12-31"))),
        ("日期: -2018", Not(days("2018-01-01", "2018-12-31"))),
        ("date:(2021 OR 2023)", Or((days("2021-01-01", "2021-12-31"), days("2023-01-01", "2023-12-31")))),
    ],
)
def test_syntax_is_read_as_documented(typed, tree):
    parsed = parse(typed)
    assert parsed.tree == tree
    assert not parsed.notes


@pytest.mark.parametrize(
    "typed",
    [
        "开展“双创”活动",
        "“双创”，我们在行动",
        "“双创”、我们“在”行动",
        "“5万元”活动”“",
        "“双创”活动",
        "子（重庆）有限",
        "（重庆）有限公司",
        "重庆）有限",
        "and",
        "12:30",
        "https://a.cn/b",
        "。、",
    ],
)
def test_signs_inside_a_pasted_term_are_part_of_it(typed):
    assert parse(typed).tree == TypedTerm(typed)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ('"产改', TypedTerm('"产改')),
        ("产改 OR", TypedTerm("产改")),
        ("OR 产改", TypedTerm("产改")),
        ("AND 产改", TypedTerm("产改")),
        ("产改 NOT", TypedTerm("产改")),
        ("日期:当年", TypedTerm("当年")),
        ("日期:(2021 OR 当年)", Or((days("2021-01-01", "2021-12-31"), TypedTerm("当年")))),
        ("日期:-驿站", TypedTerm("-驿站")),
        ("日期:2021-13", TypedTerm("2021-13")),
        ("日期:2021-00", TypedTerm("2021-00")),
        ("日期:2021-09-00", TypedTerm("2021-09-00")),
        ("() 产改", TypedTerm("产改")),
    ],
)
def test_a_mistake_gets_a_note_and_the_best_reading_is_searched(typed, tree):
    parsed = parse(typed)
    assert parsed.tree == tree
    assert typed.startswith("()") or parsed.notes


@pytest.mark.parametrize("typed", ["OR", "NOT", "AND OR", "()", "标题:"])
def test_syntax_without_any_word_is_read_as_plain_text(typed):
    words = tuple(map(TypedTerm, typed.split()))
    parsed = parse(typed)
    assert parsed.tree == (And(words) if len(words) > 1 else words[0])
    assert not parsed.notes


def test_a_query_can_be_read_with_field_names_as_text_and_other_syntax_kept():
    parsed = parse_without_fields("来源:国际在线 -职工")
    assert parsed.tree == And((TypedTerm("来源:国际在线"), Not(A)))
    assert parsed.syntax == {"NOT"}
    assert parse("来源:国际在线 -职工").syntax == {"field", "NOT"}


def test_a_prefix_with_stray_signs_is_a_plain_term():
    assert parse("~产改*").tree == TypedTerm("~产改*")


def test_brackets_nested_too_deeply_are_ignored():
    parsed = parse("(" * 3000 + "产改" + ")" * 3000)
    assert parsed.tree == TypedTerm("产改")
    assert len(parsed.notes) == 1
    assert parse("( " * DEEPEST + "产改" + ")" * DEEPEST).tree == TypedTerm("产改")


def test_single_characters_in_one_field_are_limited_in_number():
    found = parse(" ".join(f"标题:{char}" for char in "的一是在了有和人中大业不为发会工上地"))
    assert len(found.tree.parts) == 11
    assert found.notes == (Note.of(TOO_MANY_WORDS, number=11),)
    assert parse(" ".join("的一是在了有和人中大业不为发会工上地")).notes == ()
    assert parse("省:重庆 " + " ".join("的一是在了有和人中大业不为发会工上地")).notes == ()


def test_only_a_quote_without_a_partner_gets_a_note():
    assert parse("“双创”活动 “”").notes == parse('""').notes == ()
    assert parse("“双创活动").notes == parse("双创活动”").notes == (Note.of(UNPAIRED_QUOTE),)


def test_any_number_of_quotes_and_operators_can_be_parsed():
    assert len(parse("“职工”OR" * 300 + "“驿站”").tree.parts) == 2
    assert parse("“" * 2000 + "职工" + "”" * 2000).tree
    assert parse("NOT(" * 900 + "职工" + ")" * 900).tree
