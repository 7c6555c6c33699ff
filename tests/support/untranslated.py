"""Finds Chinese that a page shows in another language although it is not data.

In: the HTML of a page. Out: the Chinese left over once the words of stories and the values of all rows are taken away.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from lxml import html

HAN = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]+")
SHOWN = ("alt", "aria-label", "placeholder", "title")
# Chinese by its nature: how a query is written, and what printed roles are called.
MEANT = ("code", "option", "datalist")
HELP = "how"  # the class of the explanation of queries, which names their Chinese fields
APPS = ("accounts", "archive", "search", "auth")


def chinese_left(page: str, data: list[str]) -> set[str]:
    """`data`: the longest first, as `stored_strings` gives them."""
    whole_words = page.replace("<wbr>", "")
    found = " \n ".join(_shown(html.document_fromstring(whole_words), "en"))
    for value in data:
        found = found.replace(value, " ")
    return set(HAN.findall(found))


def stored_strings() -> list[str]:
    """Every Chinese string that the rows of the database hold, also within JSON."""
    models = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    values = {text for model in models for row in model._base_manager.values() for text in _strings(list(row.values()))}
    return sorted((value for value in values if HAN.search(value)), key=len, reverse=True)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in (value, *value.split("\n")))
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _shown(element: html.HtmlElement, language: str) -> Iterator[str]:
    """Texts and attributes that people read or hear, of those parts that are not marked as Chinese."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style", *MEANT) or element.get("class") == HELP:
        return
    language = element.get("lang", language)
    if not language.startswith("zh"):
        yield element.text or ""
        yield from (element.get(name, "") for name in SHOWN)
        if element.get("type") in ("submit", "button"):
            yield element.get("value", "")
        if element.get("name") == "description":
            yield element.get("content", "")
    for child in element:
        yield from _shown(child, language)
        if not language.startswith("zh"):
            yield child.tail or ""
