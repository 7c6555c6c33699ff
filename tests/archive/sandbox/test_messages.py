"""Messages between processes: values arrive unchanged, and only values of the expected type are accepted."""

import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.document import FoundFigure
from archive.sandbox.messages import MethodCall, RefusedFile, ReturnedValue, decoded, encoded, received


@dataclass(frozen=True)
class Thing:
    name: str
    data: bytes
    value: Decimal | None
    pair: tuple[int, int]
    more: tuple["Thing", ...] = ()


def _there_and_back(kind, value):
    return decoded(ReturnedValue[kind], received(io.BytesIO(encoded(ReturnedValue(value))))).value


INTEGERS = st.integers(-(2**63), 2**63 - 1)


@given(name=st.text(), data=st.binary(), pair=st.tuples(INTEGERS, INTEGERS), value=st.none() | st.decimals(
    allow_nan=False))  # fmt: skip
def test_values_arrive_as_they_were_sent(name, data, pair, value):
    thing = Thing(name, data, value, pair, (Thing("", data[:1], None, pair), Thing(name, b"", value, pair)))
    assert _there_and_back(Thing, thing) == thing


def test_a_figure_keeps_its_digits():
    figure = FoundFigure("近2亿元", "money", Decimal("2.00E+8"), None, "CNY", "nearly", "body", 3, 7)
    assert str(_there_and_back(FoundFigure, figure).value) == "2.00E+8"


THING = {"name": "a", "data": b"", "value": None, "pair": [1, 2], "more": []}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Thing, {name: value for name, value in THING.items() if name != "pair"}),
        (Thing, {**THING, "pair": [1]}),
        (Thing, {**THING, "pair": [1, 2, 3]}),
        (Thing, {**THING, "name": 7}),
        (Thing, {**THING, "value": "much"}),
        (Thing, {**THING, "more": [[]]}),
        (Thing, ["a", b"", None, [1, 2], []]),
        (str, 7),
        (str, b"raw"),
        (int, True),
        (int, 1.5),
        (bytes, "letters"),
        (tuple[str, ...], "letters"),
        (type(None), 0),
    ],
)
def test_a_value_of_an_unexpected_type_is_refused(kind, value):
    with pytest.raises(ValueError, match=r"[Ee]xpected|missing|Invalid decimal"):
        _there_and_back(kind, value)


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x91", b"\x93\xa4Done\x07", b"\x91" * 100_000, b"{}"])
def test_content_that_is_no_answer_is_refused(content):
    with pytest.raises((ValueError, RecursionError)):
        decoded(ReturnedValue[int] | RefusedFile, content)


def test_an_answer_is_told_from_a_refusal():
    kind = ReturnedValue[tuple[str, str]] | RefusedFile
    for answer in (ReturnedValue(("a", "b")), RefusedFile("a", "b")):
        assert decoded(kind, received(io.BytesIO(encoded(answer)))) == answer


def test_a_lone_surrogate_arrives_as_the_sign_for_a_lost_character():
    thing = Thing("a\udcb9", b"\xb9", Decimal("1.0"), (1, 2), (Thing("\ud83d", b"", None, (3, 4)),))
    arrived = _there_and_back(Thing, thing)
    assert arrived == Thing("a\ufffd", b"\xb9", Decimal("1.0"), (1, 2), (Thing("\ufffd", b"", None, (3, 4)),))
    assert str(arrived.value) == "1.0"


def test_a_stream_that_ends_has_no_message():
    assert received(io.BytesIO(b"")) is None
    assert received(io.BytesIO(encoded(RefusedFile("a", "b"))[:7])) is None


def test_only_plain_values_can_be_sent():
    with pytest.raises(TypeError, match="unsupported"):
        encoded(MethodCall("read", object()))
