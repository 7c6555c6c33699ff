"""The language of the interface. The stories of the archive are Chinese in every language."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext

# Django's names of languages, and the tags that HTML has for them (BCP 47).
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def interface_language() -> str:
    """Returns the tag for `<html lang>`: zh-Hans, zh-Hant or en."""
    language = get_language() or "zh-hans"
    return TAGS.get(language, language)


def is_chinese() -> bool:
    """Whether the interface is in Chinese: no spaces between words, and ordinals 一, 二, 三."""
    return interface_language().startswith("zh")


def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the language separates them: 甲、乙; A, B."""
    return pgettext("between names", "、").join(map(str, words))


def in_sequence(clauses: Iterable[object]) -> str:
    """Whole clauses one after the other: 甲不对；乙也不对."""
    return pgettext("between clauses", "；").join(map(str, clauses))
