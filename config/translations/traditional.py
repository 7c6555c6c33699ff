"""Turns the sentences of the interface, which are in Simplified Chinese, into Traditional Chinese.

OpenCC's table s2tw: characters as they are written in Taiwan, which readers in Hong Kong and Macau read as easily. Its
other tables do not fit. s2t gives forms that are rare in print (爲, 羣, 裏). s2twp also replaces words, and makes the
same word, 檔案, of 文件 (a file) and of 档案 (this archive).
"""

from functools import cache

from opencc import OpenCC

# Traditional print has corner brackets for quotation marks.
QUOTES = str.maketrans("“”‘’", "「」『』")

# Words that OpenCC writes in two ways or in a less usual one.
USUAL = {"發佈": "發布", "公佈": "公布", "併發布": "並發布", "編輯臺": "編輯台", "後臺": "後台"}


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")


def traditional(text: str) -> str:
    converted = _converter().convert(text).translate(QUOTES)
    for form, usual in USUAL.items():
        converted = converted.replace(form, usual)
    return converted
