"""The building blocks of regular expressions, and that nobody writes them again."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from text.normalized import normalize_spaces, pattern
from text.patterns import DATE, HAN, ISO_DATE, MONTH_DAY, REPORTERS, ROLES, WRITTEN_DATE, letter_spaced

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
HAN_RANGE = re.compile(f"[{HAN}]-[{HAN}]")
ROLE_ALTERNATION = re.compile(r"(?:记者|記者|通讯员|通訊員).*\|.*(?:通讯员|通訊員|记者|記者)", re.S)
# jieba's own definition of what a word is made of, which must stay as jieba has it.
OWN_RANGES = {"text/patterns.py", "text/words.py"}


def strings(path: Path) -> Iterator[str]:
    """The strings of a module that are not docstrings; an f-string counts as one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def has_han_range(text: str) -> bool:
    return bool(HAN_RANGE.search(ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)))


def modules() -> list[Path]:
    return [path for room in ("text", "archive", "search", "config") for path in sorted((ROOT / room).rglob("*.py"))]


def test_no_other_module_writes_a_range_of_han_characters():
    found = [(name, text) for path in modules() if (name := str(path.relative_to(ROOT))) not in OWN_RANGES
             for text in strings(path) if has_han_range(text)]  # fmt: skip
    assert found == [], "use HAN of text/patterns.py"


def test_no_other_module_lists_the_roles_of_a_credit():
    found = [(name, text) for path in modules() if (name := str(path.relative_to(ROOT))) != "text/patterns.py"
             for text in strings(path) if ROLE_ALTERNATION.search(text)]  # fmt: skip
    assert found == [], "use REPORTERS or ROLES of text/patterns.py"


def test_no_other_module_writes_the_years_of_a_date():
    # urls.py: the years in the addresses of pages.
    found = [(path, text) for path in modules() if path.name not in ("patterns.py", "urls.py")
             for text in strings(path) if "(?:19|20)" in text]  # fmt: skip
    assert found == [], "use YEAR or CENTURY of text/patterns.py"


@pytest.mark.parametrize(
    "written", ["[一-龥]", "[㐀-鿿]", r"[\u4e00-\u9fff]", r"[\U00020000-\U0003ffff]", "[豈-\ufaff]"]
)
def test_a_range_of_han_characters_is_recognized_however_it_is_written(written):
    assert has_han_range(written)


@pytest.mark.parametrize("char", "工會㐱𬭊〇\ufa0e\U00031350")
@pytest.mark.parametrize("compiled", [re.compile(f"[{HAN}]"), pattern(f"[{HAN}]")])
def test_rare_characters_are_han_characters(char, compiled):
    assert compiled.fullmatch(char)


@pytest.mark.parametrize("char", "aＡ1，。·ーかㄅ한○")
def test_letters_of_other_scripts_and_signs_are_not(char):
    assert not re.fullmatch(f"[{HAN}]", char)


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("2021年2月23日", ("2021", "2", "23")),
        ("二〇二一年二月二十三日", ("二〇二一", "二", "二十三")),
        ("二○二一年十二月三號", ("二〇二一", "十二", "三")),
    ],
)
def test_a_written_date_has_a_year_a_month_and_a_day(printed, parts):
    found = pattern(WRITTEN_DATE).fullmatch(normalize_spaces(printed).text)
    assert found.group("year", "month", "day") == parts
    assert pattern(MONTH_DAY).search(normalize_spaces(printed).text).group("month", "day") == parts[1:]


@pytest.mark.parametrize("printed", ["2021-02-23", "2021/2/23", "1998.12.03"])
def test_a_date_in_digits_is_found_whole(printed):
    assert re.fullmatch(ISO_DATE, printed)["iso"] == printed
    assert re.fullmatch(DATE, printed)


@pytest.mark.parametrize("printed", ["1898年2月3日", "2021年", "2月3日", "21-02-23"])
def test_an_incomplete_date_is_not_a_date(printed):
    assert not re.fullmatch(DATE, printed)


@pytest.mark.parametrize("role", ["记者", "記者", "通讯员", "通訊員", "实习生", "實習生", "评论员", "特派員"])
def test_the_roles_are_recognized_in_both_scripts(role):
    assert re.fullmatch(ROLES, role)
    assert pattern(ROLES).fullmatch(normalize_spaces(role).text)


def test_a_role_may_be_letter_spaced():
    assert re.fullmatch(letter_spaced(REPORTERS), "通 讯\u3000员")
    assert not re.fullmatch(letter_spaced(REPORTERS), "记通讯员")
