"""How characters sound, and how letters are read as syllables."""

from text.sounds import sounds


def _syllables(char: str) -> set[str]:
    names = {number: name for name, number in sounds().numbers.items()}
    return {names[number] for number in sounds().of[ord(char)].tolist() if number}


def test_a_character_has_all_its_common_readings_without_tones():
    assert _syllables("工") == {"gong"}
    assert _syllables("重") >= {"zhong", "chong"}
    assert _syllables("女") >= {"nv"}
    assert _syllables("a") == set()


def test_syllables_that_speakers_confuse_have_one_number():
    alike = sounds().alike_of
    for one, other in ("民明", "三山", "津经", "农侬"):
        assert set(alike[ord(one)].tolist()) & set(alike[ord(other)].tolist()) - {0}, (one, other)
    assert not set(alike[ord("工")].tolist()) & set(alike[ord("会")].tolist()) - {0}


def test_letters_are_read_as_syllables_in_every_way():
    names = {number: name for name, number in sounds().numbers.items()}
    read = {tuple(names[number] for number in found) for found in sounds().syllables("xian")}
    assert read >= {("xian",), ("xi", "an")}
    assert sounds().syllables("foxconn") == []
