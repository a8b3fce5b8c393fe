"""ISO-2022-CN and ISO-2022-CN-EXT (RFC 1922) as codecs: GB 2312 and CNS 11643 in seven bits, shifted in by escape sequences."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpuskit.decoding import cns11643, euc_tw

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

NAME = "iso2022_cn"
_SHIFT_OUT, _SHIFT_IN, _SINGLE_2, _SINGLE_3 = b"\x0e", b"\x0f", b"\x1bN", b"\x1bO"
_GB = 0  # stands for GB 2312 where a number above 0 is a plane of CNS 11643
# What each escape sequence designates: the shift that leads to a character set, and the set.
# ISO-IR-165 (E) is GB 2312 with additions, which are not known here.
_DESIGNATIONS = {
    b"\x1b$)E": (_SHIFT_OUT, _GB),
    b"\x1b$)A": (_SHIFT_OUT, _GB),
    b"\x1b$)G": (_SHIFT_OUT, 1),
    b"\x1b$*H": (_SINGLE_2, 2),
    **{b"\x1b$+" + bytes([ord("I") + plane - 3]): (_SINGLE_3, plane) for plane in range(3, 8)},
}
_ESCAPES = {character_set: (shift, escape) for escape, (shift, character_set) in _DESIGNATIONS.items()}
_TO_EIGHT_BITS = bytes(range(0x80, 0x100)) * 2
_TO_SEVEN_BITS = bytes(range(0x80)) * 2
_TOKEN = re.compile(
    rb"(?P<designation>\x1b\$(?:\)[AEG]|\*H|\+[I-M]))"
    rb"|(?P<single>\x1b[NO][!-~]{2})"
    rb"|(?P<shift>[\x0e\x0f])"
    rb"|(?P<line_end>[\r\n]+)"
    rb"|(?P<graphic>[!-~]+)"
    rb"|(?P<control>(?:[\x00-\x09\x0b\x0c\x10-\x1a\x1c-\x20\x7f]|\x1b(?![$NO])(?=[\x00-\x7f]))+)"
)


@dataclass(slots=True)
class _Line:
    """What the bytes of a line have designated so far; the next line begins anew."""

    shifted: bool = False
    sets: dict[bytes, int] = field(default_factory=dict)


class _Decoder:
    """Goes through bytes token by token; `text` is what they say."""

    def __init__(self, data: bytes, errors: str) -> None:
        self.text: list[str] = []
        self._data = data
        self._errors = errors
        self._line = _Line()
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            at = self._take(token) if token else self._report(at, at + 1)

    def _take(self, token: re.Match[bytes]) -> int:
        """Decode a token, or the start of it; give the offset to go on from."""
        raw, end = token.group(), token.end()
        match token.lastgroup:
            case "designation":
                shift, character_set = _DESIGNATIONS[raw]
                self._line.sets[shift] = character_set
            case "shift":
                self._line.shifted = raw == _SHIFT_OUT
            case "single":
                return self._characters(raw[2:], end - 2, raw[:2], begin=end - 4)
            case "graphic" if self._line.shifted:
                return self._characters(raw, token.start(), _SHIFT_OUT, begin=token.start())
            case group:
                self.text.append(raw.decode("ascii"))
                if group == "line_end":
                    self._line = _Line()
        return end

    def _characters(self, codes: bytes, at: int, shift: bytes, begin: int) -> int:
        """Decode characters of two bytes each from `at` on; an error begins at `begin` if the first one is wrong."""
        character_set = self._line.sets.get(shift)
        if character_set is None:
            return self._report(begin, at + len(codes))
        raw = codes.translate(_TO_EIGHT_BITS)
        if character_set > 1:
            raw = bytes([0x8E, 0xA0 + character_set]) + raw
        try:
            self.text.append(raw.decode("gbk") if character_set == _GB else euc_tw.decode(raw)[0])
        except UnicodeDecodeError as error:
            good = error.start & ~1
            if good:
                self._characters(codes[:good], at, shift, begin)
                begin = at + good
            return self._report(begin, min(at + good + 2, at + len(codes)))
        return at + len(codes)

    def _report(self, start: int, end: int) -> int:
        error = UnicodeDecodeError(NAME, self._data, start, end, "illegal or incomplete sequence")
        put, at = codecs.lookup_error(self._errors)(error)
        self.text.append(str(put))
        return at + len(self._data) if at < 0 else at


def decode(data: bytes, errors: str = "strict") -> tuple[str, int]:
    """Decode, as `codecs.decode` has it.

    >>> decode(b"\\x1b$)A\\x0eVPND\\x0f, \\x1b$)G\\x0eDcEF\\x0f")[0]
    '中文, 中文'
    """
    data = bytes(data)
    return "".join(_Decoder(data, errors).text), len(data)


def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """Encode, as `codecs.encode` has it: in GB 2312 what it has, in the lowest plane of CNS 11643 what it has not.

    >>> encode("中文 ok")[0]
    b'\\x1b$)A\\x0eVPND\\x0f ok'
    """
    parts: list[bytes] = []
    line = _Line()
    at = 0
    while at < len(text):
        code = _code(text[at], line.sets.get(_SHIFT_OUT))
        if code is None:
            error = UnicodeEncodeError(NAME, text, at, at + 1, "in no character set of ISO-2022-CN")
            put, at = codecs.lookup_error(errors)(error)
            parts += [_SHIFT_IN if line.shifted else b"", put if isinstance(put, bytes) else encode(put)[0]]
            line = _Line()
            at += len(text) if at < 0 else 0
            continue
        parts += _written(text[at], code, line)
        if text[at] in "\r\n":
            line = _Line()
        at += 1
    return b"".join([*parts, _SHIFT_IN if line.shifted else b""]), len(text)


def _code(character: str, designated: int | None) -> tuple[int, bytes] | None:
    """Find the character set and the code of a character, in the set that is designated already if it is there."""
    if character < "\x80":
        return (_GB, b"") if character not in "\x0e\x0f\x1b" else None
    plane, row, cell = cns11643.cell_of(character)
    in_planes = (plane, bytes([row + 0x21, cell + 0x21])) if 1 <= plane <= 7 else None
    if designated == 1 == plane:
        return in_planes
    in_gb = character.encode("gbk", "ignore")
    return (_GB, in_gb.translate(_TO_SEVEN_BITS)) if len(in_gb) == 2 and min(in_gb) > 0xA0 else in_planes


def _written(character: str, code: tuple[int, bytes], line: _Line) -> list[bytes]:
    if character < "\x80":
        shift_in = [_SHIFT_IN] if line.shifted else []
        line.shifted = False
        return [*shift_in, character.encode("ascii")]
    character_set, raw = code
    shift, escape = _ESCAPES[character_set]
    parts = [] if line.sets.get(shift) == character_set else [escape]
    line.sets[shift] = character_set
    if shift != _SHIFT_OUT or not line.shifted:
        parts.append(shift)
    line.shifted = line.shifted or shift == _SHIFT_OUT
    return [*parts, raw]


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    return decode(bytes(data), errors)


class _IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input: Any, errors: str, final: bool) -> tuple[str, int]:
        data = bytes(input)
        whole = len(data) if final else max(data.rfind(b"\n"), data.rfind(b"\r")) + 1  # nothing designated outlives a line
        return decode(data[:whole], errors)[0], whole


class _IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input: str, final: bool = False) -> bytes:
        return encode(input, self.errors)[0]


CODEC = codecs.CodecInfo(
    encode, _decode, incrementalencoder=_IncrementalEncoder, incrementaldecoder=_IncrementalDecoder, name=NAME
)
