"""Doubts were kept as Chinese sentences; from here on they are kept as a code, lines and arguments.

`SENTENCES` holds the sentences as the archive wrote them up to this migration. It reads them one way and writes them
the other way, so that the migration can be undone. A sentence that is not in it was written by a person: its code is
"other".
"""

import re

from django.db import migrations

OTHER = "other"
NUMBERS = ("places", "bytes", "line", "count", "pages", "empty", "limit", "units", "day_number", "month", "year",
           "noted", "planned", "story", "percent", "lines_in_all")  # fmt: skip
NAMES = ("names", "choices")  # several, with 、 between them
LINES = "lines"
STORIES = {
    "draft": "第{story}号草稿",
    "withdrawn": "第{story}号《{title}》（已撤回）",
    "published": "第{story}号《{title}》",
}
REPRINTS = {
    "reprint-same": "疑似重复：与%s全文相同",
    "reprint-near": "疑似重复：与%s约{percent}%%相同",
    "reprint-cut": "疑似重复：似为%s的删节，约为其{percent}%%",
    "reprint-full": "疑似重复：%s似为本稿的删节，约为本稿的{percent}%%",
    "reprint-inside": "疑似重复：全文见于%s之中，约占其{percent}%%",
    "reprint-holds": "疑似重复：%s全文见于本稿之中，约占本稿的{percent}%%",
}
# (code, sentence, arguments that are the same in every such sentence)
SENTENCES = [
    ("line-may-belong-elsewhere", "第{lines}等{lines_in_all}行也可能属于另一篇，请核对", {}),
    ("line-may-belong-elsewhere", "第{lines}行也可能属于另一篇，请核对", {}),
    ("sentence-without-end", "第{lines}等{lines_in_all}行句子没有结束，下文可能缺失或在别处", {}),
    ("sentence-without-end", "第{lines}行句子没有结束，下文可能缺失或在别处", {}),
    ("kicker-or-title", "第{lines}行可能是引题和标题，也可能是同一个标题", {}),
    ("no-headline", "没有找到标题，请补上", {}),
    ("split-by-editor", "这一稿是编辑拆出来的，请核对标题、地区与日期", {}),
    ("bytes-damaged", "有{places}处字符损坏，无法识别，已用“\ufffd”代替：共{bytes}个字节，首处在第{line}行", {}),
    ("characters-damaged", "有{places}处字符损坏，无法识别，已用“\ufffd”代替：首处在第{line}行", {}),
    ("control-characters-removed", "去掉了{count}个控制字符，可能是损坏的文字：首处在第{line}行", {}),
    ("pages-without-text", "{pages}页中有{empty}页没有文字（可能是图片），未能读出", {}),
    ("headline-too-long", "标题超过{limit}字，多出的部分未收入，原文见来件", {}),
    ("source-too-long", "来源名称超过{limit}字，未收入", {}),
    ("units-without-program", "名单中的{units}家单位未归入项目：文中没有已知的项目名称", {}),
    ("source-by-bylines", "来源为推定：由署名记者判断", {}),
    ("published-by-note", "见报日按备注“{note}”推定", {}),
    ("published-by-print", "见报日按文中印出的日期“{printed}”推定", {}),
    ("published-differs", "印出的日期是 {printed}，与所给的见报日 {given} 不符，请核对", {}),
    ("weekday-does-not-fit", "版面印出的日期 {day} 与印出的星期不符，请核对", {}),
    ("event-date-inside", "事发日取自正文中间的“{printed}”，请核对", {}),
    ("month-by-dateline", "“{day_number}日”的月份按电头定", {}),
    ("month-by-publication", "“{day_number}日”的年月按见报日 {published} 推定", {}),
    ("day-by-publication", "“{word}”按见报日 {published} 推算", {}),
    ("year-unknown", "原文只写{month}月{day_number}日，年份未定", {}),
    ("year-by-publication", "{month}月{day_number}日的年份 {year} 是推定的：按见报日 {published}", {}),
    ("year-by-note", "{month}月{day_number}日的年份 {year} 是推定的：备注写明 {noted} 年", {}),
    ("year-by-page", "{month}月{day_number}日的年份 {year} 是推定的：同版有“{says}”“{hopes}”", {}),
    ("year-by-plans", "{month}月{day_number}日的年份 {year} 是推定的：同一句说的是{planned}年的安排", {}),
    ("region-unknown", "地区“{region}”不在地区表中，未收入", {}),
    ("region-ambiguous", "{name}不止一处（{choices}），地区未定", {}),
    ("regions-named-equally", "{names}并提，地区未定", {}),
    ("region-by-dateline", "地区只按电头定，请核对", {}),
    ("region-by-other-places", "{name}不止一处，按同版或同篇的其他地名定为{region}", {}),
    ("region-by-page", "文中没有写明地方，按同版其他报道定为{region}", {}),
    ("items-apart-region-shared", "各条不在一处，地区定为各条共有的{region}", {}),
    ("items-apart", "各条不在一处，地区未定", {}),
]
SENTENCES += [
    (code, sentence % name, {"status": status})
    for code, sentence in REPRINTS.items()
    for status, name in STORIES.items()
]
# Placeholders that are one argument: a day is a number in some sentences and a date in others.
ARGUMENT_OF = {"day_number": "day", "lines_in_all": "count"}


def pattern_of(sentence):
    """`第{line}行` as a regular expression with a group for each placeholder."""
    pieces = re.split(r"\{(\w+)\}", sentence)
    whole = [re.escape(pieces[0])]
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        shape = r"\d+" if name in NUMBERS else r"\d+(?:、\d+)*" if name == LINES else ".+"
        whole.append(f"(?P<{name}>{shape}){re.escape(after)}")
    return re.compile("".join(whole), re.DOTALL)


PATTERNS = [(code, pattern_of(sentence), fixed) for code, sentence, fixed in SENTENCES]


def doubt_of(sentence):
    """The doubt as data: {"code", "lines", "arguments"}."""
    for code, pattern, fixed in PATTERNS:
        if found := pattern.fullmatch(sentence):
            given = found.groupdict()
            lines = [int(line) for line in given.pop(LINES, "").split("、") if line]
            arguments = {ARGUMENT_OF.get(name, name): value_of(name, text) for name, text in given.items()}
            return {"code": code, "lines": lines, "arguments": {**arguments, **fixed}}
    return {"code": OTHER, "lines": [], "arguments": {"text": sentence}}


def value_of(name, text):
    if name in NAMES:
        return text.split("、")
    return int(text) if name in NUMBERS else text


def sentence_of(doubt):
    """The sentence as it was before. A kind of doubt that is younger than this migration gives its code."""
    arguments = dict(doubt["arguments"])
    if doubt["code"] == OTHER:
        return arguments["text"]
    lines = doubt["lines"]
    count = max(len(lines), arguments.get("count", 0))
    if len(lines) > 6 or (lines and "count" in arguments):
        arguments["lines_in_all"] = count
    for code, sentence, fixed in SENTENCES:
        if code != doubt["code"] or any(arguments.get(name) != value for name, value in fixed.items()):
            continue
        if ("{lines_in_all}" in sentence) != ("lines_in_all" in arguments):
            continue
        words = {name: "、".join(value) if isinstance(value, list) else value for name, value in arguments.items()}
        words = {"day_number": words.get("day"), "lines": "、".join(map(str, lines[:6])), **words}
        return sentence.format(**words)
    return doubt["code"]


def convert(apps, change):
    """Put each doubt through `change`: those of stories, of uploads, and of the edits that took doubts away."""
    for name in ("Article", "Upload"):
        model = apps.get_model("archive", name)
        rows = model.objects.exclude(doubts=[]).only("doubts")
        for some in slices(rows):
            for row in some:
                row.doubts = [change(doubt) for doubt in row.doubts]
            model.objects.bulk_update(some, ["doubts"])
    changes = apps.get_model("archive", "Change")
    for some in slices(changes.objects.filter(action__in=["fields", "correct"]).only("before", "after")):
        touched = [row for row in some if "doubts" in row.before or "doubts" in row.after]
        for row in touched:
            for side in (row.before, row.after):
                if "doubts" in side:
                    side["doubts"] = [change(doubt) for doubt in side["doubts"]]
        changes.objects.bulk_update(touched, ["before", "after"])


def slices(rows):
    """Lists of at most 200 rows, by their keys: all of them need not be in memory at once."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:200]):
        yield some
        last = some[-1].pk


def to_data(apps, schema_editor):
    convert(apps, lambda doubt: doubt_of(doubt) if isinstance(doubt, str) else doubt)


def to_sentences(apps, schema_editor):
    convert(apps, lambda doubt: doubt if isinstance(doubt, str) else sentence_of(doubt))


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_plain_help")]

    operations = [migrations.RunPython(to_data, to_sentences)]
