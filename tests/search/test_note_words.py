"""Every note has a sentence, and it shows what the reader typed as it was typed."""

from search.note_words import NAME_KINDS, SENTENCES, SIGNS, words_of_note
from search.query import note
from search.query.note import Note
from search.query.parsed_query import NAME_FIELDS
from tests.search.support.typed_queries import parse


def test_every_code_has_a_sentence():
    codes = {value for name, value in vars(note).items() if name.isupper()}
    assert codes == SENTENCES.keys()


def test_every_kind_of_name_has_a_word():
    assert NAME_KINDS.keys() == set(NAME_FIELDS)


def test_a_sentence_has_the_values_of_its_note():
    assert words_of_note(Note.of(note.TOO_MANY_WORDS, number=500)) == "词太多，只按前 500 个查找。"
    typed = Note.of(note.NAME_IN_NO_STORY, kind="province", name="100%火星")
    assert words_of_note(typed) == "没有一篇报道的省份或地区名称含“100%火星”。"


def test_a_sign_is_named_as_it_is_typed():
    assert [words_of_note(note) for note in parse("驿站 OR").notes] == ["“OR 或 ｜”前后缺了词，没有理会。"]
    assert [words_of_note(note) for note in parse("驿站 AND").notes] == ["“AND”前后缺了词，没有理会。"]
    assert set(SIGNS) == {"OR", "NOT", "field"}
