"""Short stories written for tests, and functions that make small pages of them.

All people and events are invented.
"""

from tests.support.made_pages import Single

STORIES = (
    Single(
        "青石县总工会为快递员建起十座驿站",
        (
            "青石县总工会近日在城区主要街道建成十座驿站，快递员进门就能喝水、充电、歇脚。"
            "驿站由临街商户提供房间，工会配齐微波炉和药箱。",
            "快递员老周说，以前送完早班只能蹲在路边吃饭，现在驿站里有热饭吃。"
            "县总工会计划年内再建六座驿站，把服务送到城郊的快递网点。",
        ),
    ),
    Single(
        "柳河纺织厂女工夺得全省挡车比赛冠军",
        (
            "在上周结束的全省纺织行业挡车工技能比赛中，柳河纺织厂女工孟小燕以接头零失误的成绩夺得冠军。",
            "孟小燕十九岁进厂，每天下班后在车间练习接头，手指磨出一层厚茧。"
            "纺织厂为她成立了工作室，请她带着徒弟攻克断纱难题。",
        ),
    ),
    Single(
        "山城水库大坝加固工程提前完工",
        (
            "经过四百多天施工，山城水库大坝加固工程于昨日提前完工，下游三万亩农田的灌溉有了保障。",
            "施工期间，水利工人在坝顶搭起板房，冒着寒风浇筑混凝土。水库管理处说，大坝加固后防洪标准提高到百年一遇。",
        ),
    ),
    Single(
        "海滨渔港休渔期办起夜校教渔民修船",
        (
            "休渔期一到，海滨渔港的渔民白天补网，晚上走进夜校学修船。夜校由渔业工会出资，请来船厂老师傅授课。",
            "渔民陈阿海学会了柴油机保养，他估算一年能省下八千元修船费。夜校还教渔民看海图、用卫星电话求救。",
        ),
    ),
)


def column(title: str, story: Single, lead: str, width: int) -> list[str]:
    """Prints a story in a column: its headline, then its text in lines of `width` characters."""
    lines = [title]
    for at, paragraph in enumerate(story.paragraphs):
        rest = lead + paragraph if at == 0 else paragraph
        while rest:
            lines.append(rest[:width])
            rest = rest[width:]
    return lines


def paragraphs(story: Single, lead: str = "") -> list[str]:
    """Prints a story in whole paragraphs below its headline."""
    first, *others = story.paragraphs
    return [story.title, lead + first, *others]
