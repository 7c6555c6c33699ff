"""The .po files that people translate and the .mo files that the server reads.

In: the Messages of the source. Out: locale/<language>/LC_MESSAGES/django.po and django.mo.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import polib

from config.translations.extract import Message

# Each catalog with the rule by which its language chooses among the forms of a number.
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}
Translate = Callable[[str], str]


def catalog_path(root: Path, locale: str) -> Path:
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def load(root: Path, locale: str) -> polib.POFile:
    """The catalog, or an empty one if the language has no file yet."""
    path = catalog_path(root, locale)
    catalog = polib.pofile(str(path)) if path.exists() else polib.POFile()
    catalog.wrapwidth = 120
    catalog.metadata = {
        "Project-Id-Version": "union-news-archive",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[locale],
    }
    return catalog


def updated(catalog: polib.POFile, messages: Iterable[Message], translate: Translate | None = None) -> polib.POFile:
    """The catalog with exactly these messages. It keeps the translations, or `translate` makes all of them."""
    former = {(entry.msgctxt or "", entry.msgid): entry for entry in catalog}
    fresh = polib.POFile(wrapwidth=catalog.wrapwidth)
    fresh.metadata = catalog.metadata
    for message in messages:
        entry = _entry(message)
        if translate:
            _fill(entry, [translate(message.text)])
        elif message.key in former:
            _fill(entry, _translations(former[message.key]))
        fresh.append(entry)
    return fresh


def save(root: Path, locale: str, catalog: polib.POFile) -> None:
    path = catalog_path(root, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(path))
    path.with_suffix(".mo").write_bytes(catalog.to_binary())


def without_translation(catalog: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalog if not entry.translated()]


def _entry(message: Message) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(file, "") for file in message.files],
    )
    if "%(" in message.text:
        entry.flags.append("python-format")
    return entry


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _fill(entry: polib.POEntry, texts: list[str]) -> None:
    if entry.msgid_plural:
        entry.msgstr_plural = dict(enumerate(texts))
    else:
        entry.msgstr = texts[-1]
