"""The lines of a page in a review: however they are moved, every character is there exactly once."""

from collections import Counter
from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.reading.clean import clean
from archive.reading.decode import decode
from archive.reading.document import Draft, Part
from archive.reading.split import split
from archive.review.line_roles import SavedStory, page_lines_of, parts_of, plain
from archive.review.page_lines import NEW, NOISE, ROLES, PageLines
from tests.support.shared_files import needs_shared, seeds
from tests.support.stories import STORIES, column

PAGE = """第 9 版
驿站开进工业园
本报讯 (记者张三)园区新建了三个职工驿站,
为货车司机提供热水。
工会明年再建两个。
书屋亮灯到十点
本报讯 书屋每晚亮灯,
工友来看书。"""


def _line(number: int) -> int:
    """Returns the offset at which a line begins; lines are numbered from 1."""
    return sum(len(line) + 1 for line in PAGE.split("\n")[: number - 1])


def _part(number: int, role: str = "body", continues: bool = False) -> Part:
    return Part(_line(number), _line(number + 1) - 1 if number < 8 else len(PAGE), role, continues)


def _sheet() -> PageLines:
    return PageLines(PAGE, {
        NOISE: (_part(1, "noise"),),
        1: (_part(2, "title"), _part(3), _part(4, "body", True), _part(5)),
        2: (_part(6, "title"), _part(7), _part(8, "body", True)),
    })  # fmt: skip


def _body(sheet: PageLines, story: int) -> str:
    return clean(PAGE, Draft("news", sheet.parts[story])).body


def _rows(sheet: PageLines, story: int) -> list[int]:
    return [PAGE.count("\n", 0, part.start) + 1 for part in sheet.parts[story]]


def _counted(sheet: PageLines) -> Counter[str]:
    return Counter(
        char
        for parts in sheet.parts.values()
        for part in parts
        for char in "".join(PAGE[part.start : part.end].split())
    )


def test_a_moved_line_keeps_page_order_and_continues_the_unfinished_sentence():
    moved = _sheet().move([_line(4)], 2)
    assert _rows(moved, 1) == [2, 3, 5]
    assert _rows(moved, 2) == [4, 6, 7, 8]
    back = moved.move([_line(4)], 1)
    assert back == _sheet()


def test_a_line_moved_behind_a_whole_sentence_begins_a_paragraph():
    moved = _sheet().move([_line(7)], 1)
    assert _rows(moved, 1) == [2, 3, 4, 5, 7]
    assert _body(moved, 1).split("\n")[-1] == "本报讯书屋每晚亮灯，"


def test_a_second_title_becomes_text():
    merged = _sheet().merge(2, 1)
    assert [part.role for part in merged.parts[1]].count("title") == 1
    assert _rows(merged, 1) == [2, 3, 4, 5, 6, 7, 8]
    assert merged.parts[2] == ()


def test_a_story_merged_from_further_up_the_page_comes_first():
    assert _rows(_sheet().merge(1, 2), 2) == [2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(("story", "into"), [(1, 1), (1, 7), (7, 1)])
def test_a_story_is_not_merged_with_itself_or_a_missing_one(story, into):
    with pytest.raises(ValueError, match="cannot merge"):
        _sheet().merge(story, into)


def test_a_story_is_split_at_a_line():
    sheet = _sheet()
    split = sheet.move(sheet.after(_line(4)), NEW)
    assert (_rows(split, 1), _rows(split, NEW)) == ([2, 3], [4, 5])


def test_noise_moved_into_a_story_becomes_text_and_back():
    moved = _sheet().move([_line(1)], 1)
    assert moved.parts[1][0] == _part(1)
    assert moved.parts[NOISE] == ()


def test_lines_go_up_and_down_in_reading_order_together():
    sheet = _sheet().down([_line(3), _line(4)])
    assert _rows(sheet, 1) == [2, 5, 3, 4]
    assert _rows(sheet.up([_line(3), _line(4)]), 1) == [2, 3, 4, 5]
    assert _rows(sheet.down([_line(4)]), 1) == [2, 5, 3, 4]


def test_a_line_is_cut_and_reads_as_before_until_a_piece_is_moved():
    place = PAGE.index("园区新建")
    cut = _sheet().cut(_line(3), [place])
    assert _body(cut, 1) == _body(_sheet(), 1)
    moved = cut.move([place], 2)
    assert "园区新建" not in _body(moved, 1)
    assert "园区新建" in _body(moved, 2)


@pytest.mark.parametrize("places", [[], [0], [10_000]])
def test_a_line_is_not_cut_outside_itself(places):
    with pytest.raises(ValueError, match="no place"):
        _sheet().cut(_line(3), places)


def test_a_line_becomes_a_headline_or_joins_the_paragraph_above():
    sheet = _sheet().as_role([_line(5)], "subtitle")
    assert clean(PAGE, Draft("news", sheet.parts[1])).subtitle == "工会明年再建两个。"
    assert _body(_sheet().joined([_line(5)]), 1).count("\n") == 0
    assert _body(_sheet().parted([_line(4)]), 1).count("\n") == 2


def test_noise_cannot_become_a_headline():
    with pytest.raises(ValueError, match="cannot be"):
        _sheet().as_role([_line(1)], "title")


def test_an_invalid_line_number_is_refused():
    with pytest.raises(ValueError, match="no line"):
        _sheet().move([3], 1)


steps = st.lists(
    st.tuples(
        st.sampled_from(["move", "merge", "up", "down", "cut", "role", "join", "part", "split"]),
        st.lists(st.integers(0, 40), min_size=1, max_size=4),
        st.sampled_from([NOISE, NEW, 1, 2]),
        st.sampled_from(ROLES),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_after_any_moves_every_character_is_in_exactly_one_place(some):
    sheet = _sheet()
    for name, picks, to, role in some:
        sheet = _after(sheet, name, picks, to, role)
        assert _counted(sheet) == Counter("".join(PAGE.split()))
        parts = sorted((part.start, part.end) for parts in sheet.parts.values() for part in parts)
        assert all(one[1] <= other[0] for one, other in pairwise(parts))


def _after(sheet, name, picks, to, role):
    every = [part.start for parts in sheet.parts.values() for part in parts]
    lines = {every[pick % len(every)] for pick in picks}
    line = min(lines)
    part = sheet.part(line)
    ways = {
        "move": lambda: sheet.move(lines, to),
        "merge": lambda: sheet.merge(sheet.story_of(line), to),
        "up": lambda: sheet.up(lines),
        "down": lambda: sheet.down(lines),
        "cut": lambda: sheet.cut(line, [part.start + 1 + picks[0] % 7]),
        "role": lambda: sheet.as_role(lines, role),
        "join": lambda: sheet.joined(lines),
        "part": lambda: sheet.parted(lines),
        "split": lambda: sheet.move(sheet.after(line), NEW),
    }
    try:
        return ways[name]()
    except ValueError:
        return sheet


def _differing(text):
    """Returns the drafts whose fields change when the roles of their lines are read back from the fields."""
    drafts = split(text).drafts
    printed = [asdict(clean(text, draft)) for draft in drafts]
    spans = [[(part.start, part.end) for part in draft.parts] for draft in drafts]
    told = [SavedStory(number, fields, span) for number, (fields, span) in enumerate(zip(printed, spans, strict=True))]
    sheet = page_lines_of(text, told)
    again = [asdict(clean(text, Draft("news", sheet.parts[number]))) for number in range(len(drafts))]
    return [draft for draft, one, other in zip(drafts, printed, again, strict=True) if one != other]


def test_the_roles_of_lines_are_read_back_from_the_fields():
    page = "\n\n".join("\n".join(column(story.title, story, "本报讯 (记者张三)", 18)) for story in STORIES)
    assert _differing(page) == []


@needs_shared
def test_the_roles_of_the_real_files_lines_are_read_back_from_the_fields():
    assert {name: _differing(decode(data).text) for name, (data, _) in seeds().items()} == {
        name: [] for name in seeds()
    }


def test_unclaimed_lines_are_noise_and_lines_claimed_twice_belong_to_the_first_story():
    told = [
        SavedStory(1, {"title": "", "body": "驿站开进工业园"}, [(_line(2), _line(3))]),
        SavedStory(
            2, {"title": "", "body": "驿站开进工业园书屋亮灯到十点"}, [(_line(2), _line(3)), (_line(6), _line(7))]
        ),
    ]
    sheet = page_lines_of(PAGE, told)
    assert (_rows(sheet, 1), _rows(sheet, 2)) == ([2], [6])
    assert _rows(sheet, NOISE) == [1, 3, 4, 5, 7, 8]


def test_lines_of_a_text_edited_by_hand_keep_their_places():
    body = "本报讯(记者张三)园区新建了五个职工驿站，为货车司机提供热水。\n工会明年再建两个。"
    parts = parts_of(PAGE, [(_line(2), _line(6))], {"title": "驿站开进工业园", "body": body})
    assert [part.role for part in parts] == ["title", "body", "body", "body"]
    assert not parts[3].continues


@given(st.text('驿站 ,，\n“"', max_size=40))
def test_plain_text_has_no_white_space_and_punctuation_of_one_width(text):
    assert plain(text) == "".join(text.split()).replace("，", ",").replace("“", '"')


@pytest.mark.parametrize(
    "line", ["发布时间：2024-03-18 09:25", "发布时间：2024-03-18 09:25　来源：青石日报　作者：张三"]
)
def test_the_credit_line_of_a_web_page_stays_out_of_the_body(line):
    """The body as read does not contain it either, so the story does not count as rewritten."""
    text = f"驿站开进工业园\n{line}\n十座驿站今天开门。"
    parts = parts_of(text, [(0, len(text))], {"title": "驿站开进工业园", "body": "十座驿站今天开门。"})
    assert [part.role for part in parts] == ["title", "byline", "body"]
