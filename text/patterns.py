"""Building blocks for regular expressions: Han characters, written dates, the roles that a credit names.

Put them together in f-strings. They fit printed text and folded text alike: the roles are there in both scripts, and
ranges are written as escapes, which `text.normalized.pattern` leaves as they are. A block has no group but those that
its comment names. One that lists alternatives needs brackets around it: f"(?:{REPORTERS})".
"""

# Inside a class, as in f"[{HAN}]{{2,4}}": 〇, extension A, the basic block, the compatibility ideographs, and
# both planes of rare ideographs, where names are written with characters newer than Python's tables.
HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Inside a class: the digits and numerals that a date is written with.
NUMERALS = "一二三四五六七八九十"
DATE_DIGITS = f"0-9零〇○{NUMERALS}"

CENTURY = "(?:19|20)"
YEAR = f"{CENTURY}[0-9]{{2}}"  # 2021
ANY_YEAR = "[0-9]{4}"  # 1898 too
CHINESE_YEAR = "[一二][零○〇一二三四五六七八九]{3}"  # 二〇二一
MONTH = "[0-9]{1,2}月"  # 2月
DAY = "[0-9]{1,2}[日号號]"  # 23日
_MONTH_OR_DAY = f"[0-9]{{1,2}}|[{NUMERALS}]{{1,3}}"

# 2021年, 二〇二一年. Group `year`.
WRITTEN_YEAR = f"(?P<year>{YEAR}|{CHINESE_YEAR})年"
# 2月23日, 二月二十三号. Groups `month` and `day`.
MONTH_DAY = f"(?P<month>{_MONTH_OR_DAY})月(?P<day>{_MONTH_OR_DAY})[日号]"
# 2021年2月23日. Groups `year`, `month` and `day`.
WRITTEN_DATE = f"{WRITTEN_YEAR}{MONTH_DAY}"
# 2021-02-23, 2021/2/23, 2021.2.23. Group `iso`.
ISO_DATE = f"(?P<iso>{YEAR}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}})"
# The separators between the parts of a date, in either form.
AFTER_YEAR, AFTER_MONTH = "[-/.年]", "[-/.月]"
# A date in either form, as in 2021-02-23 or 2021年2月23日.
DATE = f"{YEAR}{AFTER_YEAR}[0-9]{{1,2}}{AFTER_MONTH}[0-9]{{1,2}}日?"

# Alternatives: the roles of reporters, of others who write for a paper, and of photographers.
REPORTER, CORRESPONDENT = "记者|記者", "通讯员|通訊員"
REPORTERS = f"{REPORTER}|{CORRESPONDENT}"
INTERNS = "实习生|實習生"
COMMENTATORS = "评论员|評論員|特派员|特派員"
ROLES = f"{REPORTERS}|{INTERNS}|{COMMENTATORS}"
PHOTOGRAPHY = "摄影|攝影"
PICTURED_BY = "摄|攝"  # behind a name: 张三摄
# Before a role, as in 首席记者.
RANKS = "首席|见习|見習|特约|特約|全媒体|全媒體"

# Alternatives, folded: words that make a question. The names 哪吒, 几内亚 and 何振梁 are none.
_COUNTED = "个年月日时次位种名人岁度条所家分天项只"
_ASKED_FOR = "时处地人种物年月日谓故"
QUESTION_WORDS = rf"谁|哪(?!吒)|[什甚]么|多少|第几|几[{_COUNTED}]|怎|啥|[如为因]何|何[{_ASKED_FOR}]|[吗呢]$"


def letter_spaced(words: str) -> str:
    """Alternatives whose characters may be separated by spaces: 记者|摄影 also finds 记 者 and 摄 影."""
    return "|".join(r"\s*".join(word) for word in words.split("|"))
