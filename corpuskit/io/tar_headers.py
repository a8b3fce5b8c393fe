"""The headers of tar archives: ustar and pax (POSIX.1-2017, "pax Interchange Format"), and those of GNU tar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corpuskit.io.compression import CutShort, Damaged
from corpuskit.io.formats import is_tar_header

#: Bytes of a header; data is filled up to a multiple of it.
BLOCK = 512
_ZEROS = bytes(BLOCK)
_LONGEST = 1 << 16  # bytes of what describes one member
_MOST_OCTAL = 8**11  # bytes from which on the size does not fit into the header itself
_EXTENDED = b"xgXLK"
_KEYS = frozenset(b"atime charset comment ctime gid gname hdrcharset linkpath mtime path size uid uname".split())

Reader = Callable[[int], bytes]


@dataclass(slots=True)
class Header:
    """What stands before a member.

    Attributes:
        kind: one character: what the member is.
        name: its name, in bytes of any encoding.
        size: its size in bytes.
        sparse: whether its holes are left out.
    """

    kind: bytes
    name: bytes
    size: int
    sparse: bool = False


class HeaderReader:
    """Reads one header, with those that extend it.

    Attributes:
        at_end_mark: whether the last block was the mark of the end of the archive.
    """

    def __init__(self) -> None:
        self.at_end_mark = False

    def read(self, read: Reader) -> Header | None:
        """Read the header of the next member.

        Args:
            read: reads so many bytes, fewer only at the end of the archive.

        Returns:
            The header, None at an end mark or where there is nothing more.

        Raises:
            Damaged: it is damaged or cut.
        """
        path: bytes | None = None
        records: dict[bytes, bytes] = {}
        extended = False
        while True:
            block = read(BLOCK)
            self.at_end_mark = block == _ZEROS
            if not block or self.at_end_mark:
                if extended:
                    raise Damaged("the member that an extended header describes is missing")
                return None
            if len(block) < BLOCK:
                raise CutShort("it is cut inside a header")
            if not is_tar_header(block):
                raise Damaged("a header is damaged")
            kind, size = block[156:157], _number(block[124:136])
            if kind not in _EXTENDED:
                return _joined(Header(kind, _name(block), size), path, records)
            extended = True
            data = _extension(read, size)
            if kind == b"L":
                path = data.rstrip(b"\0")
            elif kind in b"xX":
                records.update(_records(data))


def _joined(header: Header, path: bytes | None, records: dict[bytes, bytes]) -> Header:
    header.name = records.get(b"path", header.name if path is None else path)
    header.sparse = header.kind == b"S" or any(key.startswith(b"GNU.sparse.") for key in records)
    if b"size" in records:
        if not records[b"size"].isdigit() or len(records[b"size"]) > 20:
            raise Damaged("an extended header gives no size")
        size = int(records[b"size"])
        # Writers put the size here when it does not fit into the header; in an archive without damage both never contradict.
        if header.size not in {0, size} and size < _MOST_OCTAL:
            raise Damaged("a header gives two sizes")
        header.size = size
    return header


def _extension(read: Reader, size: int) -> bytes:
    if size > _LONGEST:
        raise Damaged(f"an extended header of {size:,} bytes")
    data = read(size + -size % BLOCK)
    if len(data) < size + -size % BLOCK:
        raise CutShort("it is cut inside a header")
    return data[:size]


def _records(data: bytes) -> dict[bytes, bytes]:
    """Split the data of a pax header: each record is its own length, a space, `key=value` and a line feed."""
    records = {}
    at = 0
    while at < len(data):
        digits, space, _ = data[at : at + 8].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        record = data[at + len(digits) + 1 : at + length]
        key, equals, value = record.partition(b"=")
        known = key in _KEYS or b"." in key  # the keys of single programs have their name and a point
        if not known or length <= len(digits) + 1 or at + length > len(data) or not equals or not value.endswith(b"\n"):
            if not data[at:].strip(b"\0"):  # some writers fill up with zeros
                break
            raise Damaged("an extended header is damaged")
        records[key] = value[:-1]
        at += length
    return records


def _name(block: bytes) -> bytes:
    name = block[:100].split(b"\0", 1)[0]
    if block[257:263] == b"ustar\0" and block[345]:
        return block[345:500].split(b"\0", 1)[0] + b"/" + name
    return name


def _number(field: bytes) -> int:
    if field[0] & 0x80:  # GNU: the other bits are a binary number
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    digits = field.strip(b" \0")
    if digits and (not digits.isdigit() or b"8" in digits or b"9" in digits):
        raise Damaged("a header gives no size")
    return int(digits or b"0", 8)
