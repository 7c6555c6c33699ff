"""Why a file was refused, what an editor changed and how a pasted text is called were kept as Chinese sentences.

From here on they are kept as a code and arguments. A sentence that matches none of the patterns below was written by a
person or an older version: it is kept and shown as it is. The migration can be undone.
"""

import json
import re

from django.db import migrations

OTHER = "other"
REFUSALS = {
    "legacy": "是旧版 Word 或 RTF 文件（.doc、.rtf），请用 Word 或 WPS 打开，另存为 .docx 再上传",
    "picture": "是图片，里面的字要先识别成文字再上传",
    "packed": "是 ZIP 以外的压缩包，请解开后上传，或改压成 ZIP",
    "office": "是 Office 的表格或幻灯片，不是 Word 文件；请把文字另存为 .docx 或文本",
    "binary": "是二进制文件，不是文字（能读文本、Markdown、网页、Word 的 .docx、有文字的 PDF，以及它们的 ZIP）",
    "empty": "是空的，没有文字",
    "large": "超过 20 MB（ZIP 超过 200 MB）",
    "damaged": "已损坏，读不出来",
    "encrypted": "加了密码，请先去掉密码",
    "textless": "里没有文字，可能是扫描的图片，请先识别成文字",
    "bomb": "解压或展开后过大，为安全起见不读",
    "nested": "是 ZIP 里的 ZIP，请先解开",
    "crowded": "里的文件超过 1000 个",
    "slow": "太大或太复杂，60 秒没有读完",
    "crashed": "使读取程序中断，可能已损坏",
    "illegible": "不是可以识别的文字（能读 UTF-8、UTF-16、GB18030、Big5）",
    "over-20-mb": "超过 20 MB",
    "already-here": "早已收到过",
    "interrupted": "读了 {attempts} 次都中断，未收入",
    "content-missing": "磁盘上读不到它的内容：{error}",
    "entries-skipped": "{count} 个不是文稿，没有读：{names}",
}
ROLES = {"kicker": "引题", "title": "标题", "subtitle": "副题", "byline": "署名", "body": "正文"}
CHANGES = {
    "lines-to-story": "第 {rows} 行 → 第 {number} 稿",
    "lines-to-new-story": "第 {rows} 行 → 新稿",
    "lines-to-no-story": "第 {rows} 行 → 不属于报道",
    "story-to-story": "第 {number} 稿 → 第 {into} 稿",
    "lines-up": "第 {rows} 行 上移",
    "lines-down": "第 {rows} 行 下移",
    "lines-role": "第 {rows} 行 定为{role}",
    "lines-joined": "第 {rows} 行 接上段",
    "lines-parted": "第 {rows} 行 另起段",
    "line-cut": "第 {line} 行切成 {count} 段",
    "read-again": "按行重拼",
}
OF_LINES = ("lines", "cut", "split", "merge", "fields", "correct")  # actions whose changes these may be
LOGGED = {"published": "发布", "uploaded": "上传", "reprint": "同一篇", "different": "不是同一篇"}
WITHDRAWN = "撤回："
PASTED, PASTED_AS = "粘贴的文字", "粘贴："
IMPORTED = "导入的数据有更新"
SHAPES = {"error": ".*", "names": ".*", "rows": r"\d+(?:、\d+)*", "role": "|".join(ROLES.values())}


def pattern_of(sentence, rest=""):
    """`读了 {attempts} 次` as a regular expression with a group for each placeholder."""
    pieces = re.split(r"\{(\w+)\}", sentence)
    whole = [re.escape(pieces[0])]
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        whole.append(f"(?P<{name}>{SHAPES.get(name, r'[0-9]+')}){re.escape(after)}")
    return re.compile("".join(whole) + rest, re.DOTALL)


REFUSAL_PATTERNS = {code: pattern_of(sentence) for code, sentence in REFUSALS.items()}
# A correction has its reason behind it, a story without lines its headline.
CHANGE_PATTERNS = {
    code: pattern_of(sentence, "(?:；(?P<reason>.*)|（(?P<removed>.*)）)?") for code, sentence in CHANGES.items()
}


def refusal_of(sentence):
    """(code, arguments)"""
    for code, pattern in REFUSAL_PATTERNS.items():
        if found := pattern.fullmatch(sentence):
            given = found.groupdict()
            if code == "entries-skipped":
                names = given["names"].removesuffix("……").split("、")
                return code, {"count": int(given["count"]), "names": names}
            return code, {name: int(text) if name == "attempts" else text for name, text in given.items()}
    return OTHER, {"text": sentence}


def refusal_in_words(code, arguments):
    if code == OTHER:
        return arguments["text"]
    words = dict(arguments)
    if "names" in words:
        is_cut = words["count"] > len(words["names"])
        words["names"] = "、".join(words["names"]) + ("……" if is_cut else "")
    return REFUSALS[code].format(**words) if code in REFUSALS else code


def change_of(action, sentence):
    """(code, arguments, reason)"""
    if action == "undo" and (found := re.fullmatch(r"([0-9]+) (.*)", sentence, re.DOTALL)):
        name, is_pasted = name_of(found[2])
        return "upload-undone", {"number": int(found[1]), "name": name, "is_pasted": is_pasted}, ""
    for code, pattern in CHANGE_PATTERNS.items() if action in OF_LINES else ():
        if found := pattern.fullmatch(sentence):
            given = {name: text for name, text in found.groupdict().items() if text is not None}
            reason = given.pop("reason", "")
            return code, {name: argument_of(name, text) for name, text in given.items()}, reason
    return "", {}, sentence


def argument_of(name, text):
    if name == "rows":
        return [int(row) for row in text.split("、")]
    if name == "role":
        return next(role for role, word in ROLES.items() if word == text)
    return text if name == "removed" else int(text)


def change_in_words(code, arguments, reason):
    if code == "upload-undone":
        return f"{arguments['number']} {shown_name(arguments['name'], arguments.get('is_pasted', False))}"
    words = {**arguments, "rows": "、".join(map(str, arguments.get("rows", ())))}
    words["role"] = ROLES.get(arguments.get("role", ""), "")
    what = CHANGES.get(code, code).format(**words)
    if "removed" in arguments:
        what += f"（{arguments['removed']}）"
    return "；".join(part for part in (what, reason) if part)


def name_of(shown):
    """(name, whether it is of pasted text)"""
    if shown == PASTED:
        return "", True
    return shown.removeprefix(PASTED_AS), shown.startswith(PASTED_AS)


def shown_name(name, is_pasted):
    if not is_pasted:
        return name
    return f"{PASTED_AS}{name}" if name else PASTED


def logged_of(message):
    if message.startswith(WITHDRAWN):
        return json.dumps([{"code": "withdrawn", "reason": message.removeprefix(WITHDRAWN)}])
    code = next((code for code, word in LOGGED.items() if word == message), None)
    return json.dumps([{"code": code}]) if code else message


def logged_in_words(message):
    try:
        (note,) = json.loads(message)
        return f"{WITHDRAWN}{note['reason']}" if note["code"] == "withdrawn" else LOGGED[note["code"]]
    except (KeyError, TypeError, ValueError):
        return message


def slices(rows):
    """Lists of at most 500 rows, by their keys: all of them need not be in memory at once."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:500]):
        yield some
        last = some[-1].pk


def convert(model, names, rows, change):
    """Let `change` set the columns `names` of each of the rows."""
    for some in slices(rows.only(*names)):
        for row in some:
            change(row)
        model.objects.bulk_update(some, names, batch_size=100)


def to_data(apps, schema_editor):
    def refusal(row):
        row.reason_code, row.reason_arguments = refusal_of(row.reason)

    def pasted(row):
        row.name, row.is_pasted = name_of(row.name)

    def change(row):
        row.code, row.arguments, row.reason = change_of(row.action, row.reason)

    def logged(row):
        row.change_message = logged_of(row.change_message)

    files, uploads = apps.get_model("archive", "DeliveredFile"), apps.get_model("archive", "Upload")
    changes, log = apps.get_model("archive", "Change"), apps.get_model("admin", "LogEntry")
    convert(files, ["reason", "reason_code", "reason_arguments"], files.objects.exclude(reason=""), refusal)
    for model in (files, uploads):
        named = model.objects.filter(name=PASTED) | model.objects.filter(name__startswith=PASTED_AS)
        convert(model, ["name", "is_pasted"], named, pasted)
    convert(changes, ["action", "code", "arguments", "reason"], changes.objects.exclude(reason=""), change)
    old = log.objects.filter(change_message__in=LOGGED.values()) | log.objects.filter(
        change_message__startswith=WITHDRAWN
    )
    convert(log, ["change_message"], old.filter(content_type__app_label="archive"), logged)
    imported = apps.get_model("archive", "Version").objects.filter(reason=IMPORTED, replaced_by=None)
    imported.update(reason="", reason_code="imported")


def to_sentences(apps, schema_editor):
    def refusal(row):
        row.reason = refusal_in_words(row.reason_code, row.reason_arguments)

    def pasted(row):
        row.name = shown_name(row.name, row.is_pasted)[-255:]

    def change(row):
        row.reason = change_in_words(row.code, row.arguments, row.reason)

    def logged(row):
        row.change_message = logged_in_words(row.change_message)

    files, uploads = apps.get_model("archive", "DeliveredFile"), apps.get_model("archive", "Upload")
    changes, log = apps.get_model("archive", "Change"), apps.get_model("admin", "LogEntry")
    convert(files, ["reason", "reason_code", "reason_arguments"], files.objects.exclude(reason_code=""), refusal)
    for model in (files, uploads):
        convert(model, ["name", "is_pasted"], model.objects.filter(is_pasted=True), pasted)
    convert(changes, ["code", "arguments", "reason"], changes.objects.exclude(code=""), change)
    noted = log.objects.filter(change_message__startswith='[{"code"', content_type__app_label="archive")
    convert(log, ["change_message"], noted, logged)
    apps.get_model("archive", "Version").objects.filter(reason_code="imported").update(reason=IMPORTED)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0010_columns_for_outcomes"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(to_data, to_sentences)]
