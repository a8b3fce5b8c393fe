"""Read the bytes behind some characters again, in the smallest pieces that begin and end at a character in both readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpuskit.stages.repair.mojibake.kinds import LOST_BYTE, ONE_BYTE, ByteView, CodeTable, Kind, other_codes

LOST = "\ufffd"
_LOST_CODE = bytes([LOST_BYTE])
# How far a piece may reach, in characters: two readings that never meet again belong to nothing.
_LONGEST_PIECE = 4096
# Windows reads the byte 80 as a euro sign, GB18030 has that sign elsewhere.
_EURO_IN_GB18030, _EURO_IN_CP936 = b"\xa2\xe3", b"\x80"

Codes = Sequence[bytes | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the old reading and what they are in the new one.

    Attributes:
        end: the number of the first character after the piece.
        text: the new reading.
        lost: how many U+FFFD of it stand for bytes that are missing without a trace.
        broken: how many U+FFFD of it stand for what is left beside a byte whose loss is marked.
    """

    end: int
    text: str
    lost: int = 0
    broken: int = 0


class Rereader:
    """Gives the pieces of a line that was in one encoding and read in another.

    >>> from corpuskit.stages.repair.mojibake.kinds import KINDS
    >>> reader = rereader(KINDS[0])
    >>> codes = reader.codes_of("浣犲ソ")
    >>> reader.pieces(codes, 0)
    [Piece(end=3, text='你好', lost=0, broken=0)]
    """

    def __init__(self, kind: Kind) -> None:
        self._view = ByteView(kind.wrong)
        self._others = other_codes(kind.wrong)
        self.codes = CodeTable(kind.right)

    def codes_of(self, line: str) -> list[bytes | None]:
        """Give for each character the bytes that it was made of, None where it is none of the wrong encoding."""
        view = self._view
        codes = [view[character] for character in line]
        if LOST in line:
            codes = [_LOST_CODE if character == LOST else code for character, code in zip(line, codes, strict=True)]
        return codes

    def other_codes_of(self, line: str, codes: Codes) -> list[bytes | None] | None:
        """Give the same with the other code of each character that has two, None if the line has no such character."""
        if not self._others or self._others.keys().isdisjoint(line):
            return None
        others = self._others
        return [others.get(character, code) for character, code in zip(line, codes, strict=True)]

    def pieces(self, codes: Codes, start: int) -> list[Piece]:
        """Give the pieces that may begin at a character: none, one, or two where a lost byte may be half a character or a whole.

        Args:
            codes: what `codes_of` gave for the line.
            start: the number of a character that has a code.
        """
        raise NotImplementedError


class MultibyteRereader(Rereader):
    """Reads the double-byte encodings again: a byte above 7F begins a character of two bytes, with few exceptions."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._has_four = kind.right == "gb18030"
        self._three = 0x8F if kind.right == "euc_jp" else None
        self._single = range(0xA1, 0xE0) if kind.right == "shift_jis" else range(0)

    def pieces(self, codes: Codes, start: int) -> list[Piece]:
        """See `Rereader.pieces`."""
        found = self._piece(codes, start)
        pieces = [found] if found else []
        if codes[start] == _LOST_CODE:
            pieces.append(Piece(start + 1, LOST))
        return pieces

    def _piece(self, codes: Codes, start: int) -> Piece | None:
        waiting, text, end, broken = codes[start] or b"", "", start + 1, 0
        while waiting:
            while len(waiting) < (length := self._length(waiting)):
                more = codes[end] if end < len(codes) else None
                if more is None or end - start > _LONGEST_PIECE:
                    return None
                waiting, end = waiting + more, end + 1
            code, waiting = waiting[:length], waiting[length:]
            character = LOST if LOST_BYTE in code else self.codes[code]
            if character is None:
                return None
            text += character
            broken += character == LOST
        return Piece(end, text, 0, broken)

    def _length(self, code: bytes) -> int:
        if code[0] < 0x80 or code[0] in self._single:
            return 1
        if self._has_four and len(code) > 1 and 0x30 <= code[1] <= 0x39:
            return 4
        return 3 if code[0] == self._three else 2


class Utf8Rereader(Rereader):
    """Reads UTF-8 again; a character that has lost a byte becomes one U+FFFD."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self._has_euro = kind.wrong == "gb18030"
        self._has_letters = kind.wrong in ONE_BYTE

    def pieces(self, codes: Codes, start: int) -> list[Piece]:
        """See `Rereader.pieces`."""
        first = codes[start]
        if first is None or _is_rest(first[0]):  # the rest of a character whose beginning is not here
            return []
        text, lost, broken, end, waiting = "", 0, 0, start + 1, first
        while waiting and end - start <= _LONGEST_PIECE:
            waiting, end = self._gather(codes, waiting, end)
            length = _length_in_utf8(waiting[0])
            character = self.codes[waiting[:length]] if length else None
            if character is None:
                if _is_none(waiting[0]) or (self._has_letters and self._is_letter(codes, start, waiting)):
                    return []
                length = _broken_length(waiting)
                if LOST_BYTE in waiting[:length]:
                    broken += length > 1
                elif codes[end : end + 1] == [b"?"] and length == len(waiting):
                    end += 1  # what some programs write for a byte that they cannot read
                    broken += 1
                else:
                    lost += 1
                character = "" if text.endswith(LOST) and _is_rest(waiting[0]) else LOST
            text += character
            waiting = waiting[length:]
        return [] if waiting else [Piece(end, text, lost, broken)]

    def _gather(self, codes: Codes, waiting: bytes, end: int) -> tuple[bytes, int]:
        """Add the bytes that complete the first character, as far as they are there."""
        length = _length_in_utf8(waiting[0]) or 4
        while len(waiting) < length and _may_go_on(waiting):
            code = codes[end] if end < len(codes) else None
            if code is None:
                break
            if self._has_euro and code == _EURO_IN_GB18030 and self._is_byte_80(codes, end, length - len(waiting)):
                code = _EURO_IN_CP936
            if not _is_rest(code[0]) and (code[0] != LOST_BYTE or waiting[0] == LOST_BYTE):
                break
            waiting, end = waiting + code, end + 1
        return waiting, end

    @staticmethod
    def _is_letter(codes: Codes, start: int, waiting: bytes) -> bool:
        """Say whether a character that would get lost is a letter with an accent: alone, and not where a line was cut."""
        before = codes[start - 1] if start else None
        is_cut = start + 1 == len(codes) and before is not None and before > b"\x80"
        return len(waiting) == 1 and not is_cut

    @staticmethod
    def _is_byte_80(codes: Codes, place: int, missing: int) -> bool:
        """Say whether a euro sign is the byte 80: as A2 E3 it would end one character and begin the next."""
        after = codes[place + 1] if place + 1 < len(codes) else None
        return missing > 1 or after is None or not (_is_rest(after[0]) or after[0] == LOST_BYTE)


def _length_in_utf8(lead: int) -> int:
    """Say how many bytes a character of UTF-8 has by its first one; 0 for a byte that begins none."""
    if lead < 0x80:
        return 1
    if 0xC2 <= lead < 0xE0:
        return 2
    if 0xE0 <= lead < 0xF0:
        return 3
    return 4 if 0xF0 <= lead < 0xF5 else 0


def _is_rest(byte: int) -> bool:
    return 0x80 <= byte < 0xC0


def _is_none(byte: int) -> bool:
    """Say whether a byte occurs nowhere in UTF-8."""
    return byte in (0xC0, 0xC1) or LOST_BYTE > byte > 0xF4


def _may_go_on(waiting: bytes) -> bool:
    return all(_is_rest(byte) or byte == LOST_BYTE for byte in waiting[1:])


def _broken_length(waiting: bytes) -> int:
    """Say how many bytes belong to a broken character: its first one, and what may be the rest of it."""
    longest = _length_in_utf8(waiting[0]) or 4
    end = 1
    while end < min(len(waiting), longest) and _may_go_on(waiting[: end + 1]):
        end += 1
    return end


@cache
def rereader(kind: Kind) -> Rereader:
    """Give the reader of a kind; its tables grow with use and are kept."""
    return Utf8Rereader(kind) if kind.right == "utf-8" else MultibyteRereader(kind)
