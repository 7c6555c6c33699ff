"""What a person typed, and how it is read."""

import datetime

import pytest

from search.query.parse import TOO_MANY, parse, parse_without_fields
from search.query.parsed_query import And, Days, Not, Or, TypedPhrase, TypedPrefix, TypedRun
from search.query.tokens import DEEPEST, UNPAIRED


def days(first: str, last: str) -> Days:
    return Days(*(datetime.date.fromisoformat(day).toordinal() for day in (first, last)))


A, B, C = TypedRun("职工"), TypedRun("驿站"), TypedRun("农民工")


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
        ("health and safety", And((TypedRun("health"), TypedRun("and"), TypedRun("safety")))),
        ("职工 not 驿站", And((A, TypedRun("not"), B))),
        ("or 职工", And((TypedRun("or"), A))),
        ("职工｜农民工", Or((A, C))),
        ("职工|农民工 驿站", Or((A, And((C, B))))),
        ("(职工 OR 农民工) 驿站", And((Or((A, C)), B))),
        ("（职工｜农民工）驿站", And((Or((A, C)), B))),
        ("（职工）驿站", TypedRun("（职工）驿站")),
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
        ("（重庆）ORACLE", TypedRun("（重庆）ORACLE")),
        ("NOTE职工", TypedRun("NOTE职工")),
        ("\ufeff-职工", Not(A)),
        ("\u200b标题:驿站", TypedRun("驿站", "title")),
        ("cafe\u0301", TypedRun("café")),
        ("-19疫情", Not(TypedRun("19疫情"))),
        ("COVID-19", TypedRun("COVID-19")),
        ('"职工"', TypedPhrase("职工")),
        ("“提升 生活”", TypedPhrase("提升 生活")),
        ("「職工」", TypedPhrase("職工")),
        ("“职工”，", TypedPhrase("职工")),
        ("“职工”、“驿站”", And((TypedPhrase("职工"), TypedPhrase("驿站")))),
        ("“开展“双创”活动”", TypedPhrase("开展“双创”活动")),
        ("“双创”活动 “驿站”", And((TypedRun("“双创”活动"), TypedPhrase("驿站")))),
        ("驿*", TypedPrefix("驿")),
        ("驿＊", TypedPrefix("驿")),
        ("标题:驿站", TypedRun("驿站", "title")),
        ("標題：驿站", TypedRun("驿站", "title")),
        ("title: 驿站", TypedRun("驿站", "title")),
        ("标题:“驿站”", TypedPhrase("驿站", "title")),
        ("标题:(职工 OR 驿站)", Or((TypedRun("职工", "title"), TypedRun("驿站", "title")))),
        ("-标题:驿站", Not(TypedRun("驿站", "title"))),
        ("省:重庆 工会:巫山县总工会", And((TypedRun("重庆", "province"), TypedRun("巫山县总工会", "organization")))),
        ("日期:2021..2023", days("2021-01-01", "2023-12-31")),
        ("日期:2021-02", days("2021-02-01", "2021-02-28")),
        ("日期:2021年2月23日", days("2021-02-23", "2021-02-23")),
        ("日期:2021-2023", days("2021-01-01", "2023-12-31")),
        ("日期:2021年3月-2023年", days("2021-03-01", "2023-12-31")),
        ("日期:２０２１～２０２３", days("2021-01-01", "2023-12-31")),
        ("日期:2023..2021", days("2021-01-01", "2023-12-31")),
        ("日期:..2021", days("0001-01-01", "2021-12-31")),
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
def test_signs_inside_a_pasted_run_are_part_of_it(typed):
    assert parse(typed).tree == TypedRun(typed)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ('"产改', TypedRun('"产改')),
        ("产改 OR", TypedRun("产改")),
        ("OR 产改", TypedRun("产改")),
        ("AND 产改", TypedRun("产改")),
        ("产改 NOT", TypedRun("产改")),
        ("日期:去年", TypedRun("去年")),
        ("日期:2021-13", TypedRun("2021-13")),
        ("日期:2021-00", TypedRun("2021-00")),
        ("日期:2021-09-00", TypedRun("2021-09-00")),
        ("() 产改", TypedRun("产改")),
    ],
)
def test_a_mistake_is_said_and_the_best_reading_is_run(typed, tree):
    parsed = parse(typed)
    assert parsed.tree == tree
    assert typed.startswith("()") or parsed.notes


@pytest.mark.parametrize("typed", ["OR", "NOT", "AND OR", "()", "标题:"])
def test_syntax_without_any_word_is_read_as_plain_text(typed):
    words = tuple(map(TypedRun, typed.split()))
    parsed = parse(typed)
    assert parsed.tree == (And(words) if len(words) > 1 else words[0])
    assert not parsed.notes


def test_field_names_may_be_taken_for_text_and_all_else_for_syntax():
    parsed = parse_without_fields("来源:国际在线 -职工")
    assert parsed.tree == And((TypedRun("来源:国际在线"), Not(A)))
    assert parsed.syntax == {"NOT"}
    assert parse("来源:国际在线 -职工").syntax == {"field", "NOT"}


def test_a_prefix_with_stray_signs_is_a_plain_run():
    assert parse("~产改*").tree == TypedRun("~产改*")


def test_brackets_nested_without_end_are_read_as_if_they_were_not_there():
    parsed = parse("(" * 3000 + "产改" + ")" * 3000)
    assert parsed.tree == TypedRun("产改")
    assert len(parsed.notes) == 1
    assert parse("( " * DEEPEST + "产改" + ")" * DEEPEST).tree == TypedRun("产改")


def test_of_single_characters_in_one_field_only_as_many_are_read_as_can_be_looked_for():
    found = parse(" ".join(f"标题:{char}" for char in "的一是在了有和人中大业不为发会工上地"))
    assert len(found.tree.parts) == 11
    assert found.notes == (TOO_MANY.format(number=11),)
    assert parse(" ".join("的一是在了有和人中大业不为发会工上地")).notes == ()
    assert parse("省:重庆 " + " ".join("的一是在了有和人中大业不为发会工上地")).notes == ()


def test_a_quote_is_missed_only_where_there_is_none():
    assert parse("“双创”活动 “”").notes == parse('""').notes == ()
    assert parse("“双创活动").notes == parse("双创活动”").notes == (UNPAIRED,)


def test_any_number_of_quotes_and_operators_is_read():
    assert len(parse("“职工”OR" * 300 + "“驿站”").tree.parts) == 2
    assert parse("“" * 2000 + "职工" + "”" * 2000).tree
    assert parse("NOT(" * 900 + "职工" + ")" * 900).tree
