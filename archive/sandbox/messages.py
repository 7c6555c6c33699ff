"""Messages between a process and the sandbox that reads files for it, in MessagePack. Nothing in a message is run.

In: declared types, which are the messages below and the dataclasses of reading. Out: bytes, and the same values again.
A receiver says which type it expects and gets a value of that type or ValueError. So a sandbox that a hostile file has
taken over can give wrong answers, but cannot make its client do anything.

A message is its length in eight bytes, then its content. A decimal number is sent as its digits, bytes as they are.
"""

import re
import struct
from functools import cache
from typing import Any, BinaryIO, Generic, TypeVar

import msgspec

HEADER = struct.Struct(">Q")
# Known to both sides. They are here so that the client need not import process.py, and with it every library that
# reads a format.
NOT_OPEN = "not open"  # the code of a refusal: the sandbox has no ZIP open
IDLE = 300.0  # seconds without a call after which the sandbox ends
SURROGATE = re.compile("[\ud800-\udfff]")
T = TypeVar("T")
_ENCODER = msgspec.msgpack.Encoder()


class MethodCall(msgspec.Struct, Generic[T], array_like=True):
    """The name of a method of the sandbox, and its arguments in a tuple."""

    method: str
    arguments: T


class ReturnedValue(msgspec.Struct, Generic[T], array_like=True, tag=True):
    """The answer to a call: what the method returned."""

    value: T


class RefusedFile(msgspec.Struct, array_like=True, tag=True):
    """The answer to a call if the file cannot be read. The fields are those of `UnreadableFile`."""

    message: str
    code: str


def encoded(message: MethodCall[Any] | ReturnedValue[Any] | RefusedFile) -> bytearray:
    """The message with its length before it. Raises TypeError if a value in it is not plain data."""
    content = bytearray(HEADER.size)
    try:
        _ENCODER.encode_into(message, content, HEADER.size)
    except UnicodeEncodeError:
        plain = _without_surrogates(msgspec.to_builtins(message, builtin_types=(bytes,)))
        _ENCODER.encode_into(plain, content, HEADER.size)
    HEADER.pack_into(content, 0, len(content) - HEADER.size)
    return content


def received(stream: BinaryIO) -> bytes | None:
    """The content of the next message, or None at the end of the stream."""
    header = stream.read(HEADER.size)
    return stream.read(*HEADER.unpack(header)) if len(header) == HEADER.size else None


def decoded(kind: Any, content: bytes | msgspec.Raw) -> Any:
    """The value of this type. Raises ValueError if the content is anything else."""
    try:
        return _decoder(kind).decode(content)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def _without_surrogates(value: Any) -> Any:
    """Plain data with U+FFFD for each lone surrogate, which UTF-8 cannot hold: some file names have them."""
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return {name: _without_surrogates(item) for name, item in value.items()} if isinstance(value, dict) else value


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
