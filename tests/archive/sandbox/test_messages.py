"""Messages between processes: values arrive unchanged, and only values of the expected type are accepted."""

import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.document import FoundFigure
from archive.sandbox.messages import packed, read_as, receive


@dataclass(frozen=True)
class Thing:
    name: str
    data: bytes
    value: Decimal | None
    pair: tuple[int, int]
    more: tuple["Thing", ...] = ()


def _there_and_back(kind, value):
    message, behind = receive(io.BytesIO(packed(value)))
    return read_as(kind, message, behind)


@given(name=st.text(), data=st.binary(), pair=st.tuples(st.integers(), st.integers()), value=st.none() | st.decimals(
    allow_nan=False))  # fmt: skip
def test_values_arrive_as_they_were_sent(name, data, pair, value):
    thing = Thing(name, data, value, pair, (Thing("", data[:1], None, pair), Thing(name, b"", value, pair)))
    assert _there_and_back(Thing, thing) == thing


def test_a_figure_keeps_its_digits():
    figure = FoundFigure("近2亿元", "money", Decimal("2.00E+8"), None, "CNY", "nearly", "body", 3, 7)
    assert str(_there_and_back(FoundFigure, figure).value) == "2.00E+8"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Thing, ["a", [0, 0], None, [1, 2]]),  # a field is missing
        (Thing, ["a", [0, 0], None, [1], []]),
        (Thing, [7, [0, 0], None, [1, 2], []]),
        (Thing, ["a", [0, 0], "much", [1, 2], []]),
        (Thing, {"name": "a"}),
        (str, 7),
        (int, True),
        (bytes, "raw"),
        (tuple[str, ...], "letters"),
        (type(None), 0),
    ],
)
def test_a_value_of_an_unexpected_type_is_refused(kind, value):
    with pytest.raises(ValueError, match=r"expected|zip"):
        read_as(kind, value, b"")


def test_a_stream_that_ends_has_no_message():
    assert receive(io.BytesIO(b"")) is None
    assert receive(io.BytesIO(packed("a")[:7])) is None


def test_only_plain_values_can_be_sent():
    with pytest.raises(TypeError, match="cannot be sent"):
        packed(object())
