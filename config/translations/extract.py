"""Collects the sentences that the source marks for translation.

In: a folder with Python modules and templates. Out: Messages, in the order of the files. It does without GNU gettext,
which `makemessages` needs, because the tests compare the catalogs with the source on every run and on every machine.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

ROOMS = ("accounts", "archive", "config", "search")
TEMPLATES = "templates"
# Django's functions of translation, each without its suffix.
FUNCTIONS = {
    f"{name}{suffix}": name for name in ("gettext", "ngettext", "pgettext", "npgettext") for suffix in ("", "_lazy")
} | {"gettext_noop": "gettext"}
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
# A call as `templatize` writes it.
_CALL = re.compile(rf"(?<![\w.])(gettext|ngettext|pgettext|npgettext|_)\(({_STRING}(?:, ?{_STRING})*)")


@dataclass
class Message:
    """`plural` is empty if there is one form only; `context` tells apart sentences that are alike."""

    text: str
    plural: str = ""
    context: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def messages(root: Path) -> list[Message]:
    """Each sentence once, with all files that have it. A sentence with and without a plural is one message."""
    found: dict[tuple[str, str], Message] = {}
    for path in source_files(root):
        read = _of_template if path.suffix == ".html" else _of_module
        for message in read(path.read_text(encoding="utf-8")):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            if (name := path.relative_to(root).as_posix()) not in kept.files:
                kept.files.append(name)
    return list(found.values())


def source_files(root: Path) -> list[Path]:
    modules = (path for room in ROOMS for path in (root / room).rglob("*.py") if "migrations" not in path.parts)
    return [*sorted(modules), *sorted((root / TEMPLATES).rglob("*.html"))]


def _of_template(source: str) -> Iterator[Message]:
    for name, arguments in _CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(_STRING, arguments)]
        yield _message("gettext" if name == "_" else name, texts)


def _of_module(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    names = dict(translating_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := names.get(_called(node))):
            texts = [text.value for text in node.args if isinstance(text, ast.Constant) and isinstance(text.value, str)]
            if texts:
                yield _message(function, texts)


def translating_names(tree: ast.Module) -> Iterable[tuple[str, str]]:
    """Pairs of a name in this module and the function of Django that it was imported as."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from (
                (alias.asname or alias.name, FUNCTIONS[alias.name]) for alias in node.names if alias.name in FUNCTIONS
            )


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _message(function: str, texts: list[str]) -> Message:
    context = texts.pop(0) if function.startswith(("p", "np")) else ""
    return Message(texts[0], texts[1] if function.startswith("n") else "", context)
