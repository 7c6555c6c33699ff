"""Splitting loses no character and takes bounded time for any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.clean import clean
from archive.reading.split import split

# Pieces that the splitter reacts to, so that random texts look like pages.
_PIECES = [
    "本报讯 (记者张三 李四)近日,",
    "本报记者 王五",
    "(上接第1版)",
    "阅读提示",
    "县总工会建好职工驿站",
    "职工满意。",
    "一、试点单位名单",
    "市职工服务中心",
    "工会主席说,职工的事",
    "就是工会的事。 本报通讯员 赵六 摄",
    "(资料图)",
    "凡本网注明来源,未经授权不得转载",
    "1、版权所有,授权转载",
    "\n",
    "\n\n\n\n",
    " ",
    "\u3000\u3000",
    "\t",
    '"',
    "(",
    "。",
]
_TEXTS = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=12)), max_size=60).map("".join)


def _is_cut_whole(text: str) -> bool:
    """Whether drafts, noise and white space cover each character exactly once."""
    page = split(text)
    covered = [0] * len(text)
    spans = [(part.start, part.end) for draft in page.drafts for part in draft.parts]
    for start, end in [*spans, *page.noise]:
        for at in range(start, end):
            covered[at] += 1
    return all(count == 1 or (count == 0 and char.isspace()) for char, count in zip(text, covered, strict=True))


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_is_in_exactly_one_part_or_noise_or_white_space(text):
    assert _is_cut_whole(text)


@given(_TEXTS)
@settings(max_examples=100, deadline=None)
def test_cleaning_keeps_every_letter_and_digit(text):
    for draft in split(text).drafts:
        fields = clean(text, draft)
        printed = "".join(text[part.start : part.end] for part in draft.parts if part.role not in ("title",))
        read = fields.kicker + fields.subtitle + fields.body + fields.byline
        assert sorted(filter(str.isalnum, printed)) == sorted(filter(str.isalnum, read))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 40_000,
        "工会" * 100_000,
        "工会 " * 100_000,
        "本报讯 (" * 20_000,
        "职工驿站建成\n本报讯 近日,工会为\n" * 300,
        "县总工会办好事\n3月9日,工会开会。\n" * 1_000,
        '"工' * 100_000,
    ],
    ids=["nothing", "empty lines", "one line", "spaces", "leads", "pages", "weak pages", "quotes"],
)
def test_pathological_texts_are_split_in_bounded_time(text):
    begin = time.process_time()
    page = split(text)
    assert time.process_time() - begin < 30
    assert bool(page.drafts) == bool(text.strip())
