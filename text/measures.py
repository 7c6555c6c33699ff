"""Measure words and units behind a number, and what each allows.

Out: folded words as alternatives of regular expressions; the other names of a unit.
"""

# Units of the metric system, of money and of power that have several names.
_SAME = (
    ("平方米", "平米", "m2"),
    ("平方公里", "平方千米", "km2"),
    ("立方米", "m3"),
    ("公里", "千米", "km"),
    ("米", "m"),
    ("厘米", "公分", "cm"),
    ("毫米", "mm"),
    ("公斤", "千克", "kg"),
    ("摄氏度", "°c"),
    ("千瓦时", "kwh"),
    ("千瓦", "kw"),
    ("兆瓦", "mw"),
    ("美元", "美金"),
    ("港元", "港币"),
    ("平方厘米", "cm2"),
    ("毫升", "ml"),
)
_UNITS = {unit: tuple(other for other in units if other != unit) for units in _SAME for unit in units}

_THINGS = (
    "人次 人 名 位 个 家 户 项 次 届 件 条 台 辆 套 份 篇 张 本 册 部 种 类 批 场 轮 起 例 宗 处 座 所 间 栋 层 站 只 "
    "头 匹 株 棵 艘 架 列 枚 块 片 幅 首 款 门 组 队 笔 顶 瓶 箱 盒 袋 床 支 口 封 句 段 倍 成 强 点 吨 克 斤 升 里 亩 "
    "公顷 度 秒 天 周 个百分点 欧元 日元 英镑 角 班次 车次 "
    "期 双 对 根 颗 粒 桶 捆 束 朵 顿 餐 桌 盏 扇 把 面 道 遍 趟 圈 夜 堂 字 页 行 学时 课时 学分 毫克 英里 海里 立方 "
    "伏 千伏 台套 台次 件次 户次 场次 批次 架次 航次 例次 辆次 标箱 港币 澳元 韩元 卢布"
)
# Also said of one: 一小时 is 1小时. 一个, 一家 and 一次 are hardly ever printed with a digit.
_OF_ONE = "小时 分钟 元 周年 周岁 岁 个月 年级"
# Behind a numeral of one character these may be parts of words: 四处, 三角, 十里, 两口, 五花八门.
_IN_WORDS = (
    "期 位 种 条 点 部 门 角 里 处 层 起 口 头 间 句 块 段 片 列 队 本 首 支 轮 张 所 周 度 枚 组 类 只 匹 场 座 "
    "双 对 根 颗 粒 桶 捆 束 朵 顿 餐 桌 盏 扇 把 面 道 遍 趟 圈 堂 字 页 行 伏"
)
# Counted without 两 and never written with 万 or a comma.
_NUMBERED = "月份 月 日 号 级 年代 世纪 季度"
_ORDINALS = (
    "届 次 批 期 名 位 个 号 条 章 节 款 项 轮 季度 季 阶段 代 年 天 日 周 站 场 版 师 局 步 类 级 组 卷 册 页 部 集 "
    "回 棒 工程局 中学 小学 医院"
)


def _alternatives(words: str, *others: str) -> str:
    longest_first = sorted({*words.split(), *others}, key=lambda word: (-len(word), word))
    return "|".join(f"{word}(?![a-z0-9])" if word[-1].isascii() else word for word in longest_first)


# 二十大 is a congress, 十大 are ten of them; 大型, 大量 and the like begin another word.
_GREAT = "大(?![型量多概小])"
CARDINAL = f"{_alternatives(f'{_THINGS} {_OF_ONE} {_NUMBERED} 年', *_UNITS)}|{_GREAT}"
ORDINAL = _alternatives(_ORDINALS)
NUMBERED = frozenset(_NUMBERED.split()) | {"大"}
NEVER_GROUPED = NUMBERED | {"年", "届", "周年", "岁", "周岁"}
IN_WORDS = frozenset(_IN_WORDS.split())
# Behind these a numeral may be spelled digit by digit: 一〇五期.
COUNTED_OFF = frozenset(["期", "号", "次", "室", "路"])
OF_ONE = (frozenset(f"{_OF_ONE} {_NUMBERED}".split()) | _UNITS.keys()) - {"日"}
CURRENCIES = {"¥": "元", "$": "美元"}


def same_units(measure: str) -> tuple[str, ...]:
    """Other names of the same unit: 平方米 → 平米, m2."""
    return _UNITS.get(measure, ())
