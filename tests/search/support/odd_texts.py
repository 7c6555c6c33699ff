"""Queries that nobody should type, and somebody will.

In: a random source. Out: strings. ODD are those that somebody thought of.
"""

import random
from string import punctuation

ODD = [
    "", " ", "~", "*", '"', "'", "“", "”", "\\", "()", ")(", "((((", "-", "--", "- -", "OR", "AND", "NOT", "NOT NOT",
    "OR OR", "标题:", "标题:标题:", "日期:", "日期:..", "日期:9999..", "年份:x", "省:*", "*:*", "title:*", "a*b*", "**",
    "\x00",
    "\x00驿站\x1f", "\ud800", "驿\udc00站", "😀", "👨‍👩‍👧‍👦", "\u202e驿站", "\ufeff", "\u200b", "﷽", "ﬃ", "½", "㊤",
    "%00", "<script>", "{{ 7 }}", "' OR 1=1 --", "../../etc/passwd", "驿站" * 5000, "驿 " * 5000, "-驿 " * 3000,
    "(" * 10_000, "“" * 10_000, "标题:" * 2500, "NOT " * 2500, "OR " * 3000, "|" * 10_000, "*" * 10_000, "1." * 5000,
    "a" * 10_000, "！" * 10_000, "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))),
    " ".join(map(chr, range(0x4E00, 0x4E00 + 3000))), "".join(map(chr, range(32, 127))),
    "NOT (" * 2000, " ".join(f"标题:{chr(code)}" for code in range(0x4E00, 0x4E00 + 500)), "日期:2012 " * 500,
    " OR ".join(f"{chr(code)}*" for code in range(0x4E00, 0x4E00 + 500)),
    "計畫鍊" * 300, "\ud800驿" * 3000, "👨‍👩‍👧" * 1000,
    " ".join(f'"{chr(code)}"' for code in range(0x4E00, 0x4E00 + 500)), *punctuation,
    *(f"驿{sign}站" for sign in punctuation),
]  # fmt: skip
# As long as a query may be, in every syntax: words that repeat, alternating scripts, brackets in brackets, and so on.
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 1000)]
REPEATED = (
    "驿站", "驿站 ", "全总", "中华全国总工会", "重庆市总工会 ", "驿站服务站爱心驿站港湾", "計畫", "计划 計畫 ",
    "计程车軟體", "职工驿站在工会的帮助下发展，", "全总驿站第二十届50万元計畫", "驿:站", "2021年3月5日 ",
    "日期:2012至2013 ", "2021年", "第十九次", "五十万元", "百分之九十八", "1,000 ", "8项 ", "-驿站 ",
    "职工 -驿站 ", "NOT 驿站 ", "工* ", "标题:驿站 ", "省:重庆 ", "正文:的 ", '"工会" ', "“职工”", '"“工会”"',
    "驿站|", "(职工|驿站)", "(驿站 OR ", "gonghui ", "农名工 ", "龘靐 ", "c++", "COVID-19", "𠀀",
)  # fmt: skip
PASTED = [
    *((text * 2000)[:2000] for text in REPEATED),
    *(sign.join(HAN)[:2000] for sign in ("", " ", "|", " OR ", " AND ", " -", "* ", "*|", " 标题:", " 来源:", "，")),
    "(" * 60 + "驿站" * 50 + ")" * 60, "(驿站 " * 400 + ")" * 400, "日期:" + "2018年7月1日至" * 200,
    " ".join(f"第{number}届" for number in range(1, 400)), " ".join(map(str, range(1700, 2099))),
]  # fmt: skip
SIGNS = '"“”„「」()（）-－|｜*＊:：~～.，。！？%&<>{}[]\\/\x00\x1f\u200b\u202e\ud800\udfff😀️'
WORDS = (
    "AND", "OR", "NOT", "标题:", "省:", "日期:", "来源：", "kind:", "..", "2021", "1.5",
    "万元", "驿站", "職工", "工会", "a", "的", "COVID-19",
)  # fmt: skip
SPACES = (" ", " ", "\u3000", "\n", "", "", "")
# Parts of a string; few are long.
LENGTHS = (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 5, 5, 5, 8, 8, 30)


def odd_string(rng: random.Random) -> str:
    """Signs, words of the syntax and of the archive, and any other character."""
    makers = (lambda: rng.choice(SIGNS), lambda: rng.choice(WORDS), lambda: chr(rng.choice(PLANES)(rng)))
    parts = (rng.choice(makers)() + rng.choice(SPACES) for _ in range(rng.choice(LENGTHS)))
    return "".join(parts)


PLANES = (
    lambda rng: rng.randrange(0x4E00, 0x9FFF),
    lambda rng: rng.randrange(0x20, 0x7F),
    lambda rng: rng.randrange(0x110000),
)
