"""Notes that a reader sees beside an answer, as data.

In: what the parser or the search noticed. Out: a `Note`. It has no words: search/note_words.py makes the sentence
when the note is shown.
"""

from dataclasses import dataclass

# Only a part of the query could be read as it was meant.
TOO_MANY_WORDS = "too-many-words"
SIGN_WITHOUT_WORD = "sign-without-word"
NOT_A_DATE = "not-a-date"
BRACKETS_TOO_DEEP = "brackets-too-deep"
UNPAIRED_QUOTE = "unpaired-quote"
QUERY_TOO_LONG = "query-too-long"
# The query was answered in another way than it was written.
FILTERS_LEFT_OUT = "filters-left-out"
FIELDS_READ_AS_TEXT = "fields-read-as-text"
# Why nothing was found.
NAME_IN_NO_STORY = "name-in-no-story"
INDEX_MISSING = "index-missing"
INDEX_UNREADABLE = "index-unreadable"


@dataclass(frozen=True)
class Note:
    """`code`: which note it is. `arguments`: the values that its sentence needs, as pairs of name and value."""

    code: str
    arguments: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, code: str, **arguments: str | int) -> "Note":
        return cls(code, tuple(sorted(arguments.items())))
