"""The language of the interface. The stories of the archive are Chinese in every language."""

from django.utils.translation import get_language

# Django's names of languages, and the tags that HTML has for them (BCP 47).
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def interface_language() -> str:
    """Returns the tag for `<html lang>`: zh-Hans, zh-Hant or en."""
    language = get_language() or "zh-hans"
    return TAGS.get(language, language)


def is_chinese() -> bool:
    """Whether the interface is in Chinese: no spaces between words, and ordinals 一, 二, 三."""
    return interface_language().startswith("zh")
