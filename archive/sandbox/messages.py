"""Messages between a process and the one that reads files for it: JSON, and bytes behind it. Nothing in them is run.

In: plain values and the dataclasses of ingest. Out: bytes, and from these the same values again, of the kind that
was asked for and of no other: ValueError where they are not. What a hostile file made of its reader ends here.

A message is the lengths of both its parts in eight bytes each, its JSON, then its bytes. In JSON a dataclass is the
list of its fields, a decimal number its digits, and bytes are where they begin and end in what follows.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, BinaryIO, Union, get_args, get_origin, get_type_hints

HEADER = struct.Struct(">QQ")
_Read = Callable[[Any, bytes], Any]


def packed(message: Any) -> bytes:
    behind: list[bytes] = []

    def plain(value: Any) -> Any:
        if isinstance(value, bytes):
            start = sum(map(len, behind))
            behind.append(value)
            return [start, start + len(value)]
        if isinstance(value, Decimal):
            return str(value)
        if is_dataclass(value):
            return [getattr(value, one.name) for one in fields(value)]
        raise TypeError(f"{type(value).__name__} cannot be sent")

    text = json.dumps(message, default=plain).encode()
    return b"".join((HEADER.pack(len(text), sum(map(len, behind))), text, *behind))


def receive(stream: BinaryIO) -> tuple[Any, bytes] | None:
    """The next message; None at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) != HEADER.size:
        return None
    text, behind = HEADER.unpack(header)
    return json.loads(stream.read(text)), stream.read(behind)


def read_as(kind: Any, value: Any, behind: bytes) -> Any:
    """The value of this kind that a part of a message stands for. Raises ValueError."""
    return _reader(kind)(value, behind)


@cache
def _reader(kind: Any) -> _Read:
    if kind in (str, int, bool, NoneType):
        return lambda value, _: _exactly(kind, value)
    if kind is bytes:
        return _bytes
    if kind is Decimal:
        return _decimal
    if is_dataclass(kind):
        return _fields_of(kind)
    if get_origin(kind) is tuple:
        return _tuple_of(get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        return _any_of(get_args(kind))
    raise TypeError(f"{kind} cannot be received")


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{kind.__name__} was expected")
    return value


def _bytes(value: Any, behind: bytes) -> bytes:
    start, end = _tuple_of((int, int))(value, behind)
    return behind[start:end]


def _decimal(value: Any, _: bytes) -> Decimal:
    try:
        return Decimal(_exactly(str, value))
    except InvalidOperation as error:
        raise ValueError("a number was expected") from error


def _fields_of(kind: Any) -> _Read:
    hints = get_type_hints(kind)
    kinds = tuple(hints[one.name] for one in fields(kind))

    @cache  # asked for late: what holds more of its own kind would otherwise never end
    def whole() -> _Read:
        return _tuple_of(kinds)

    return lambda value, behind: kind(*whole()(value, behind))


def _tuple_of(kinds: tuple[Any, ...]) -> _Read:
    if kinds[1:] == (...,):
        each = _reader(kinds[0])
        return lambda value, behind: tuple(each(one, behind) for one in _exactly(list, value))
    readers = [_reader(kind) for kind in kinds]
    return lambda value, behind: tuple(
        read(one, behind) for read, one in zip(readers, _exactly(list, value), strict=True)
    )


def _any_of(kinds: tuple[Any, ...]) -> _Read:
    readers = [_reader(kind) for kind in kinds]

    def read(value: Any, behind: bytes) -> Any:
        for reader in readers:
            try:
                return reader(value, behind)
            except ValueError:
                continue
        raise ValueError("a value of another kind was expected")

    return read
