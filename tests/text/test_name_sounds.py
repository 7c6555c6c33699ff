"""Each character of a name sounds as the one beside it asks for."""

import csv
from pathlib import Path

import numpy as np
import pytest

from text.name_sounds import syllable_names, syllables_of
from text.units import cut_texts

REGIONS = Path(__file__).resolve().parents[2] / "fixtures" / "regions.csv"
# Places whose pinyin is rare, or wrong in the table of regions (朝阳 is chaoyang, 马尾 mawei).
OTHERWISE = {"大城县", "朝阳市", "朝阳县", "马尾区", "乾县", "策勒县", "元长乡"}


def sounds_of(names: list[str], person: bool = False) -> list[str]:
    units = cut_texts(names).units
    starts = np.array([0]) if person else np.zeros(0, np.int64)
    syllables = syllables_of(units, starts)
    ends = np.flatnonzero(units == 0).tolist()
    begins = [0, *(end + 1 for end in ends)]
    spelled = [
        [syllable_names()[one] for one in syllables[begin:end]] for begin, end in zip(begins, ends, strict=False)
    ]
    return [" ".join(one) for one in spelled]


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("重庆市总工会", "chong qing shi zong gong hui"),
        ("重點工程", "zhong dian gong cheng"),
        ("长沙市市长热线", "chang sha shi shi zhang re xian"),
        ("银行业行动", "yin hang ye xing dong"),
        ("成都都市报", "cheng du du shi bao"),
        ("会计学会", "kuai ji xue hui"),
        ("职工人参加调研", "zhi gong ren can jia diao yan"),
        ("沈阳铁路局", "shen yang tie lu ju"),
        ("旅游女工", "lv you nv gong"),
    ],
)
def test_a_character_with_several_readings_sounds_as_its_neighbour_asks(name: str, sounds: str):
    assert sounds_of([name]) == [sounds]


def test_a_surname_sounds_as_a_surname_only_at_the_beginning_of_a_persons_name():
    assert sounds_of(["曾国华"], person=True) == ["zeng guo hua"]
    assert sounds_of(["曾国华"]) == ["ceng guo hua"]
    assert sounds_of(["单解"], person=True) == ["shan jie"]
    assert sounds_of(["沈平"], person=True) == ["shen ping"]


def test_digits_and_letters_have_no_sound():
    assert sounds_of(["12A工"]) == ["   gong"]


def test_neighbouring_names_do_not_touch_each_other():
    assert sounds_of(["省会长", "沙市区"]) == ["sheng hui zhang", "sha shi qu"]


def test_all_places_sound_as_the_table_of_regions_says():
    with REGIONS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] not in OTHERWISE]
    found = sounds_of([row["name"] for row in rows])
    wrong = [(row["name"], sounds) for row, sounds in zip(rows, found, strict=True) if sounds != row["pinyin"]]
    assert wrong == []
    assert len(rows) > 3000
