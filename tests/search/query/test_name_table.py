"""A table of ten thousand names is built fast and stays small."""

import tracemalloc
from time import process_time

from search.query.name_table import NameSet, NameTable, SetKind


def ten_thousand_names() -> list[NameSet]:
    return [NameSet(SetKind.BODY, (f"第{number}建筑工程公司工会", f"{number}公司工会")) for number in range(4000)] + [
        NameSet(SetKind.PLACE, (f"某{number}地县", f"某{number}地")) for number in range(1000)
    ]


def test_ten_thousand_names_are_a_table_in_three_tenths_of_a_second():
    sets = ten_thousand_names()
    start = process_time()
    table = NameTable(sets)
    assert process_time() - start < 0.3
    assert len(table) == 10_000


def test_ten_thousand_names_take_less_than_ten_megabytes():
    sets = ten_thousand_names()
    tracemalloc.start()
    table = NameTable(sets)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table) == 10_000
    assert taken < 10e6


def test_names_of_one_character_and_names_of_signs_are_not_looked_for():
    table = NameTable((NameSet(SetKind.BODY, ("渝", "重庆")), NameSet(SetKind.TOPIC, ("★", "☆"))))
    assert len(table) == 1
    assert [place.equal_names for place in table.places("渝重庆")] == [()]


def test_a_name_with_a_line_break_stays_one_name():
    table = NameTable((NameSet(SetKind.BODY, ("全国\n总工会", "全总")),))
    assert [place.equal_names for place in table.places("全国总工会")] == [("全总",)]
