"""The examples under 怎么查, of queries that can be typed into the search box.

In: nothing. Out: EXAMPLES, in the order of the page. tests/search/test_syntax_examples.py runs every query in it, and
checks the meaning that it has here.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SyntaxExample:
    """`typed`: queries that show one thing; `meaning`: the stories they find, in words."""

    typed: tuple[str, ...]
    meaning: Any


EXAMPLES = (
    SyntaxExample(
        ("提升职工生活品质",),
        _("原样连着的，或各部分在同一句里的。散在文中的、从词中间截开的，另列篇数，点“也看”"),
    ),
    SyntaxExample(
        ("全总", "二十大", "计程车"),
        _("也查别名、旧名、同义词、数目的别种写法和别处的用词，查了什么都写在结果上面，可以“只查原词”"),
    ),
    SyntaxExample(("职工 驿站",), _("两个词都要有。简体、繁体任写，空格、标点不必与原文相同")),
    SyntaxExample(
        ("“提升职工生活品质”", "“5万元”"), _("引号里的字原样连着；数目、外文词不从中间截断，所以不会找到“15万元”")
    ),
    SyntaxExample(("职工 OR 农民工", "职工｜农民工"), _("有一个就行")),
    SyntaxExample(
        ("驿站 -重庆", "驿站 NOT 重庆"), _("有“驿站”而没有“重庆”的。减号前空一格；词中间的减号不排除什么，如 COVID-19")
    ),
    SyntaxExample(("(职工 OR 农民工) 食堂",), _("括号里的先算")),
    SyntaxExample(
        ("标题:驿站", "来源:工人日报"), _("只在一处找：标题、引题、副题、正文、作者、省、地区、工会、来源、项目")
    ),
    SyntaxExample(
        ("日期:2021-03", "日期:2018年第三季度", "日期:2018年7月1日-7月3日", "年份:2018以来", "日期:近3个月"),
        _("某日、某月、某季、某年，从何时到何时，或从今天往回数；年月日怎么写都行。不知道见报日的，按事发的日子"),
    ),
    SyntaxExample(("驿*",), _("以这些字开头的词")),
)
