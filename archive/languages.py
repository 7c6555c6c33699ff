"""What the language of the interface asks of the words: the archive's own texts are Chinese in every language."""

from django.utils.translation import get_language

# Django's names of languages, and the tags that HTML has for them (BCP 47).
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


def interface_language() -> str:
    """The tag for `<html lang>`: zh-Hans, zh-Hant, en."""
    language = get_language() or "zh-hans"
    return TAGS.get(language, language)


def is_chinese() -> bool:
    """Whether the interface speaks Chinese: its words stand without spaces, its ordinals are 一, 二, 三."""
    return interface_language().startswith("zh")
