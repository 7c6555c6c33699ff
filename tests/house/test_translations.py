"""Every sentence for people is marked for translation, translated into each language, and compiled."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from config.translations.catalogs import PLURALS, catalog_path
from config.translations.extract import messages, source_files, translating_names
from config.translations.traditional import traditional
from search.syntax_examples import EXAMPLES

ROOT = Path(settings.BASE_DIR)
HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
# Signs that other languages write differently are as much a text as words are.
CHINESE = re.compile(f"{HAN.pattern}|[，。；：！？、（）《》“”]")
# What a sentence must have in common with its translation.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%s|(?<!%)\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
ASIDE = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{% (?:translate|trans) .*?%}|{% blocktranslate.*?{% endblocktranslate %}", re.S)

# Modules whose Chinese is not for people but about Chinese texts, each with its reason.
NOT_FOR_PEOPLE = {
    "archive/evaluation": "roles and names that scores compare",
    "archive/reading": "the words that printed pages are read by",
    "archive/reference": "names of regions",
    "archive/reprints": "the words that printed pages are read by",
    "search/haystack": "signs of queries",
}
# Strings with a reason of their own: file, then what it says.
ALLOWED = {
    "archive/ingest/imports.py": {"作者"},  # the role of a credit, as printed
    "archive/ingest/save_links.py": None,  # endings of the names of organizations
    "archive/management": None,  # examples of Chinese in the English help of commands
    "archive/models/figure.py": {"元"},  # the unit of money in stories
    "archive/review/line_roles.py": None,  # the words that printed lines are read by
    "archive/roles.py": {"投稿", "编辑", "管理"},  # names of groups, which are rows
    "archive/views/home_page.py": {"记者", "地区", "来源"},  # fields of a query
    "archive/views/page_strip.py": {"一二三四五六七八九十"},  # used on Chinese pages only
    "archive/views/wording.py": {"一二三四五六七八九", "十"},  # used on Chinese pages only
    "config/management": None,  # the name of the archive in a line of a command
    "config/translations/traditional.py": None,  # how Traditional Chinese writes some words
    "config/plain_errors.py": None,  # both languages at once
    "config/settings.py": {"简体中文", "繁體中文"},  # each language in its own words
    "search/query": None,  # the language of queries
    "search/syntax_examples.py": {typed for example in EXAMPLES for typed in example.typed},  # queries
}


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


MODULES = [
    file for file in source_files(ROOT) if file.suffix == ".py" and not _name(file).startswith(tuple(NOT_FOR_PEOPLE))
]
TEMPLATES = [file for file in source_files(ROOT) if file.suffix == ".html"]


def chinese_strings(source: str) -> set[str]:
    """String literals with Chinese that no function of translation is called with. Docstrings do not count."""
    tree = ast.parse(source)
    names = dict(translating_names(tree))
    marked = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
        for part in ast.walk(call)
    }
    marked |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value)
        if id(node) not in marked
    }


def chinese_text(source: str) -> list[str]:
    """Lines of a template that show Chinese without a tag of translation around it."""
    source = TRANSLATED.sub("", ASIDE.sub("", source))
    return [line.strip() for line in source.splitlines() if CHINESE.search(_without_marked_defaults(line))]


def _without_marked_defaults(line: str) -> str:
    return re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", line)


@pytest.mark.parametrize("file", MODULES, ids=_name)
def test_no_sentence_of_a_module_is_unmarked(file):
    found = chinese_strings(file.read_text(encoding="utf-8"))
    for start, allowed in ALLOWED.items():
        if _name(file).startswith(start):
            found = set() if allowed is None else found - allowed
    assert found == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_no_sentence_of_a_template_is_unmarked(file):
    assert chinese_text(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>还没有</p>",
        '<a title="还没有">',
        "{{ name|default:'不详' }}",
        "{% translate '有' %}没有",
        '{% include "a.html" with x="没有" %}',
        "{% blocktranslate %}有{% endblocktranslate %}没有",
        "{{ name }}，{{ other }}",
    ],
)
def test_an_unmarked_sentence_of_a_template_is_seen(source):
    assert chinese_text(source)


def test_marked_sentences_and_comments_of_a_template_are_left_alone():
    marked = "{# 中 #}{% comment %}中{% endcomment %}{% translate '中' as x %}{{ y|default:_('中') }}"
    assert chinese_text(marked + "{% blocktranslate count n=n %}中{% plural %}中{% endblocktranslate %}") == []


def test_an_unmarked_string_of_a_module_is_seen():
    source = (
        "from django.utils.translation import gettext as _\n\"\"\"中\"\"\"\na = _('甲')\nb = f'乙{a}'\nc = other('丙')"
    )
    assert chinese_strings(source) == {"乙", "丙"}


@pytest.fixture(scope="module")
def source_messages():
    return {message.key: message for message in messages(ROOT)}


@pytest.fixture(params=PLURALS)
def locale(request):
    return request.param


@pytest.fixture
def catalog(locale):
    return polib.pofile(str(catalog_path(ROOT, locale)))


def test_a_catalog_has_the_sentences_of_the_source_and_no_others(source_messages, catalog):
    held = {(entry.msgctxt or "", entry.msgid): entry.msgid_plural for entry in catalog}
    assert held == {key: message.plural for key, message in source_messages.items()}, (
        "run manage.py update_translations"
    )


def test_each_sentence_is_translated_with_its_placeholders_and_tags(catalog):
    wrong = [entry.msgid for entry in catalog if not entry.translated() or entry.fuzzy or not _fits(entry)]
    assert wrong == []


def _fits(entry: polib.POEntry) -> bool:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return all(_skeleton(text) == _skeleton(entry.msgid) for text in texts)


def _skeleton(text: str) -> list[list[str]]:
    return [sorted(PLACEHOLDER.findall(text)), sorted(TAG.findall(text))]


@pytest.mark.parametrize(
    ("text", "translation"),
    [("%(n)s 篇", "%(m)s stories"), ("%(n)d%%", "%(n)d"), ("<b>%(n)s</b>", "%(n)s"), ("“{name}”", "name")],
)
def test_a_translation_that_lost_something_is_seen(text, translation):
    assert not _fits(polib.POEntry(msgid=text, msgstr=translation))


def test_each_language_has_a_form_for_each_kind_of_number(catalog, locale):
    forms = int(re.search(r"nplurals=(\d)", PLURALS[locale])[1])
    assert {len(entry.msgstr_plural) for entry in catalog if entry.msgid_plural} == {forms}


def test_traditional_chinese_is_what_is_made_of_the_source(source_messages):
    made = polib.pofile(str(catalog_path(ROOT, "zh_Hant")))
    texts = {entry.msgid: (entry.msgstr or entry.msgstr_plural[0]) for entry in made}
    assert {text: traditional(text) for text in texts} == texts


def test_english_has_no_chinese_but_what_is_typed_and_printed():
    english = polib.pofile(str(catalog_path(ROOT, "en")))
    texts = {text for entry in english for text in (entry.msgstr, *entry.msgstr_plural.values())}
    chinese = {word for text in texts for word in re.findall(f"{HAN.pattern}+", text)}
    fields = {"标题", "引题", "副题", "正文", "作者", "省", "地区", "工会", "来源", "项目"}
    assert chinese <= fields | {
        "职工", "农民工", "驿站", "万元", "重庆", "记者", "通讯员", "实习生", "摄影", "元", "重庆市江北区", "赵黎浩",
    }  # fmt: skip


def test_what_the_server_reads_is_compiled_from_the_catalog(catalog, locale):
    compiled = catalog_path(ROOT, locale).with_suffix(".mo").read_bytes()
    assert compiled == catalog.to_binary(), "run manage.py update_translations"
