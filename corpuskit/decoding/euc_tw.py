"""EUC-TW as a codec: ASCII, plane 1 of CNS 11643 in two bytes, all planes in four."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from corpuskit.decoding import cns11643
from corpuskit.decoding.cns11643 import CELLS, ROWS

if TYPE_CHECKING:
    import numpy as np
    from _typeshed import ReadableBuffer as Buffer
    from numpy.typing import NDArray

NAME = "euc_tw"
_SHIFT = 0x8E  # begins a character of four bytes; the plane follows
_FIRST_PLANE = 0xA0  # the byte of plane 0, if there were one
_LOW, _HIGH = 0xA1, 0xFE
_CODE = re.compile(rb"[\xa1-\xfe]{2}|\x8e[\xa1-\xb0][\xa1-\xfe]{2}")
_BLOCK = 1 << 18  # bytes to convert at once
_SHORT = 96  # bytes; so few are converted one by one, and so are those after an error, as more errors are likely there
_CELLS_OF_PLANE = ROWS * CELLS


class _Converted(NamedTuple):
    """The text of the bytes before an error, how many these are, and the length of what is wrong then (0: nothing, or cut)."""

    text: str
    used: int
    wrong: int


def decode(data: bytes, errors: str = "strict", final: bool = True) -> tuple[str, int]:
    """Decode, as `codecs.decode` has it.

    Args:
        data: the bytes.
        errors: the name of an error handler.
        final: whether a character cut at the end is an error; otherwise it is left.

    Returns:
        The text and the number of bytes used.

    >>> decode(bytes.fromhex("c4e3 41 8ea2a1a1 ff"), "replace")
    ('中A乂\ufffd', 8)
    """
    data = bytes(data)
    parts, at, size = [], 0, _BLOCK
    while at < len(data):
        piece = data[at : at + size]
        text, used, wrong = _decode_short(piece) if len(piece) <= _SHORT else _decode_block(piece)
        parts.append(text)
        at += used
        if not wrong and used < len(piece) and at + len(piece) - used == len(data):
            if not final:
                break
            wrong = len(data) - at
        size = _SHORT if wrong else _BLOCK
        if wrong:
            error = UnicodeDecodeError(NAME, data, at, at + wrong, "illegal or incomplete multibyte sequence")
            put, at = codecs.lookup_error(errors)(error)
            parts.append(str(put))
            at += len(data) if at < 0 else 0
    return "".join(parts), at


def _decode_short(piece: bytes) -> _Converted:
    """Do what `_decode_block` does, one character after the other."""
    table = cns11643.characters()
    text, at = [], 0
    while at < len(piece):
        first = piece[at]
        if first < 0x80:
            text.append(chr(first))
            at += 1
            continue
        code = _CODE.match(piece, at)
        if not code:
            wrong = 0 if _may_be_cut(piece[at:]) else 1
            return _Converted("".join(text), at, wrong)
        raw = code.group()
        plane = 1 if len(raw) == 2 else raw[1] - _FIRST_PLANE
        character = table[plane * _CELLS_OF_PLANE + (raw[-2] - _LOW) * CELLS + raw[-1] - _LOW]
        if character == "\0":
            return _Converted("".join(text), at, len(raw))
        text.append(character)
        at = code.end()
    return _Converted("".join(text), at, 0)


def _decode_block(piece: bytes) -> _Converted:
    """Decode up to the first error or the character that is cut at the end."""
    if piece.isascii():
        return _Converted(piece.decode("ascii"), len(piece), 0)
    import numpy as np

    size = len(piece)
    codes = np.frombuffer(piece + bytes(3), np.uint8)  # with three more a character of four bytes can be looked at everywhere
    shifts = np.flatnonzero(codes[:size] == _SHIFT)
    in_four = np.zeros(size + 3, bool)
    for number in (1, 2, 3):
        in_four[shifts + number] = True
    graphic = (codes >= _LOW) & (codes <= _HIGH)
    in_two = graphic[:size] & ~in_four[:size]
    places = np.arange(size)
    # The bytes of plane 1 come in runs; each first, third, fifth byte of a run is a lead byte.
    lead = in_two & ((places - np.maximum.accumulate(np.where(in_two, -1, places))) % 2 == 1)
    single = (codes[:size] < 0x80) & ~in_four[:size]

    points = np.zeros(size, np.uint32)
    points[single] = codes[:size][single]
    table = cns11643.code_points()
    length = np.ones(size, np.int8)
    leads = np.flatnonzero(lead)
    whole = leads[graphic[leads + 1]]
    points[whole] = table[_CELLS_OF_PLANE + _cell(codes, whole)]
    length[whole] = 2
    plane = codes[shifts + 1].astype(np.int32) - _FIRST_PLANE
    named = (plane > 0) & (plane < cns11643.PLANE_LIMIT)
    long = shifts[named & graphic[shifts + 2] & graphic[shifts + 3]]
    points[long] = table[(codes[long + 1].astype(np.int32) - _FIRST_PLANE) * _CELLS_OF_PLANE + _cell(codes, long + 2)]
    length[long] = 4

    start = single | lead
    start[shifts] = True
    start |= ~in_four[:size] & ~in_two & ~single  # bytes that begin nothing
    bad = np.flatnonzero(start & (points == 0) & (codes[:size] != 0))
    end = int(bad[0]) if len(bad) else size
    text = points[:end][start[:end]].astype("<u4").tobytes().decode("utf-32-le")
    wrong = 0 if end == size or _may_be_cut(piece[end:]) else int(length[end])
    return _Converted(text, end, wrong)


def _cell(codes: NDArray[np.uint8], at: NDArray[np.intp]) -> NDArray[np.int32]:
    import numpy as np

    return (codes[at].astype(np.int32) - _LOW) * CELLS + codes[at + 1] - _LOW


def _may_be_cut(rest: bytes) -> bool:
    """Whether some bytes are the beginning of a longer character, and nothing else."""
    if rest[0] != _SHIFT:
        return len(rest) == 1 and _LOW <= rest[0] <= _HIGH
    plane_known = len(rest) == 1 or _FIRST_PLANE < rest[1] < _FIRST_PLANE + cns11643.PLANE_LIMIT
    return len(rest) < 4 and plane_known and all(_LOW <= byte <= _HIGH for byte in rest[2:])


def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """Encode, as `codecs.encode` has it: each character in the shortest of its codes.

    >>> encode("中文")[0].hex(" ")
    'c4 e3 c5 c6'
    """
    import numpy as np

    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    cell = cns11643.cells()[np.minimum(points, cns11643.LAST_CODE_POINT)]
    missing = np.flatnonzero((cell < 0) & (points >= 0x80))
    parts: list[bytes] = []
    at = 0
    while True:
        later = int(np.searchsorted(missing, at))
        end = int(missing[later]) if later < len(missing) else len(text)
        parts.append(_encode_known(points[at:end], cell[at:end]))
        if end == len(text):
            return b"".join(parts), len(text)
        error = UnicodeEncodeError(NAME, text, end, end + 1, "no character of CNS 11643")
        put, at = codecs.lookup_error(errors)(error)
        parts.append(put if isinstance(put, bytes) else encode(put)[0])
        at += len(text) if at < 0 else 0


def _encode_known(points: NDArray[np.uint32], cell: NDArray[np.int32]) -> bytes:
    import numpy as np

    plane, within = np.divmod(cell, _CELLS_OF_PLANE)
    row, column = np.divmod(within, CELLS)
    codes = np.stack([np.full_like(plane, _SHIFT), plane + _FIRST_PLANE, row + _LOW, column + _LOW], axis=1)
    ascii_only = points < 0x80
    codes[ascii_only, 3] = points[ascii_only]
    wanted = np.ones(codes.shape, bool)
    wanted[:, :2] = (~ascii_only & (plane > 1))[:, None]
    wanted[:, 2] = ~ascii_only
    return codes.astype(np.uint8)[wanted].tobytes()


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    return decode(bytes(data), errors)


class _IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input: Any, errors: str, final: bool) -> tuple[str, int]:
        return decode(input, errors, final)


class _IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input: str, final: bool = False) -> bytes:
        return encode(input, self.errors)[0]


CODEC = codecs.CodecInfo(
    encode, _decode, incrementalencoder=_IncrementalEncoder, incrementaldecoder=_IncrementalDecoder, name=NAME
)
