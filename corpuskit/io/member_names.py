"""The names of what lies in archives: bytes of unknown encoding, which may be anything, made fit to be shown and to be ids."""

from __future__ import annotations

import unicodedata
from array import array
from hashlib import blake2b

_LONGEST = 1024  # characters of a name
_SAMPLE = 1 << 14  # bytes of names that tell their encoding
_RUBBISH = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


class MemberNames:
    """Gives each member of one archive a name of its own."""

    def __init__(self) -> None:
        self._seen = _Numbers()
        self._repeats: dict[str, int] = {}
        self._sample = b""
        self._encoding: str | None = None
        self._looked_at = 0

    def learn(self, raw: bytes) -> None:
        """See the bytes of a name, which help to find out how all names are encoded."""
        if not raw.isascii() and len(self._sample) < _SAMPLE and not _is_utf8(raw):
            self._sample += raw + b"\n"

    def text(self, raw: bytes) -> str:
        """Decode a name: as UTF-8 where it is that, else in the encoding that fits all names learnt so far."""
        if _is_utf8(raw):
            return raw.decode()
        from corpuskit.decoding import decode

        self.learn(raw)
        if self._encoding is None or len(self._sample) >= 2 * self._looked_at:
            self._encoding = decode(self._sample).encoding
            self._looked_at = len(self._sample)
        decoded = decode(raw, self._encoding)
        return raw.decode("ascii", "backslashreplace") if decoded.damage else decoded.text

    def give(self, name: str) -> str:
        """Give the name of a member: printable, and another one for each member of the same name."""
        clean = printable_member(name)
        if not self._is_new(clean):
            number = self._repeats.get(clean, 1) + 1
            while not self._is_new(f"{clean} ({number})"):
                number += 1
            self._repeats[clean] = number
            return f"{clean} ({number})"
        return clean

    def _is_new(self, name: str) -> bool:
        digest = blake2b(name.encode("utf-8", "backslashreplace"), digest_size=8).digest()
        return self._seen.add(int.from_bytes(digest, "little") or 1)


class _Numbers:
    """A set of numbers of 64 bits, none of them 0, in some 20 bytes for each: an archive may have millions of names."""

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * 64))
        self._count = 0

    def add(self, number: int) -> bool:
        """Add a number and say whether it is a new one."""
        table, size = self._table, len(self._table)
        place = number % size
        while table[place]:
            if table[place] == number:
                return False
            place = (place + 1) % size
        table[place] = number
        self._count += 1
        if 3 * self._count > 2 * size:
            self._grow()
        return True

    def _grow(self) -> None:
        old, self._table, self._count = self._table, array("Q", bytes(16 * len(self._table))), 0
        for number in old:
            if number:
                self.add(number)


def printable_member(name: str) -> str:
    r"""Make a POSIX path of the name of a member that points nowhere outside: no root, no `..`, no control characters.

    >>> printable_member("/etc/../新闻\\一.txt"), printable_member("a\0b\u202e.txt"), printable_member("../..")
    ('etc/新闻/一.txt', 'a\\x00b\\u202e.txt', 'unnamed')
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    shown = "/".join(parts)
    if not shown.isprintable():
        shown = "".join(_shown(character) for character in shown)
    return shown[:_LONGEST] or "unnamed"


def is_rubbish(name: str) -> bool:
    """Say whether a member is what a file manager leaves in archives, not what somebody put there.

    >>> is_rubbish("__MACOSX/._a.txt"), is_rubbish("news/.DS_Store"), is_rubbish("news/a.txt")
    (True, True, False)
    """
    return any(part in _RUBBISH for part in name.split("/"))


def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
