"""The sentence that a reader sees for each note, in the language of the page.

In: a `Note`. Out: its sentence. A new code needs an entry here; tests/search/test_note_words.py fails without it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from search.query import note
from search.query.note import Note

SENTENCES: dict[str, Any] = {
    note.TOO_MANY_WORDS: _("词太多，只按前 %(number)d 个查找。"),
    note.SIGN_WITHOUT_WORD: _("“%(sign)s”前后缺了词，没有理会。"),
    note.NOT_A_DATE: _("“%(text)s”不是日期（如 2021、2021-09、2021..2023、去年），按普通的词查找。"),
    note.BRACKETS_TOO_DEEP: _("括号套得太深，里层的括号没有理会。"),
    note.UNPAIRED_QUOTE: _("引号没有成对，按普通的词查找。"),
    note.QUERY_TOO_LONG: _("检索词太长，只按前 %(number)d 个字查找。"),
    note.FILTERS_LEFT_OUT: _("有的筛选条件档案里没有，或者条件太多，没有理会。"),
    note.FIELDS_READ_AS_TEXT: _("按字段查不到，已把冒号前的名称当作普通的词查找。"),
    note.NAME_IN_NO_STORY: _("没有一篇报道的%(kind)s名称含“%(name)s”。"),
    note.INDEX_MISSING: _("检索尚未就绪：索引还没有建好，现在什么也查不到。"),
    note.INDEX_UNREADABLE: _("索引读不出来（损坏了，或是别的版本建的），检索暂停：请运行 manage.py rebuild_index。"),
}
# Arguments that are codes themselves: how each is written on the keyboard, and what a field is called.
SIGNS: dict[str, Any] = {"OR": _("OR 或 ｜"), "NOT": _("NOT 或 -"), "field": _("字段名")}
NAME_KINDS: dict[str, Any] = {
    "province": _("省份或地区"),
    "region": _("地区"),
    "organization": _("工会或单位"),
    "source": _("来源"),
    "program": _("项目"),
}
WORDED: dict[str, dict[Any, Any]] = {"sign": SIGNS, "kind": NAME_KINDS}


def words_of_note(note: Note) -> str:
    """The sentence, as plain text: what the reader typed may be part of it."""
    arguments = {name: WORDED.get(name, {}).get(value, value) for name, value in note.arguments}
    return str(SENTENCES[note.code] % arguments)
