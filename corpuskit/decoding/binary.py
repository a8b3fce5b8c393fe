"""Tell files that hold no text at all, before anybody tries to read them."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from corpuskit.decoding.detect import is_wide
from corpuskit.decoding.guess import from_mark


class _Magic(NamedTuple):
    offset: int
    signature: bytes
    kind: str


# Signatures with a byte that no text has near its start.
_CERTAIN = (
    _Magic(0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    _Magic(0, b"\xff\xd8\xff", "a JPEG image"),
    _Magic(0, b"II*\0", "a TIFF image"),
    _Magic(0, b"MM\0*", "a TIFF image"),
    _Magic(0, b"\0\0\1\0", "an icon"),
    _Magic(0, b"%PDF-", "a PDF file"),
    _Magic(0, b"PK\3\4", "a ZIP archive (also .docx, .xlsx)"),
    _Magic(0, b"PK\5\6", "a ZIP archive (also .docx, .xlsx)"),
    _Magic(0, b"\x1f\x8b\x08", "a gzip archive"),
    _Magic(0, b"\x1f\x9d", "a compress (.Z) archive"),
    _Magic(0, b"\xfd7zXZ\0", "an xz archive"),
    _Magic(0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    _Magic(0, b"\x04\x22\x4d\x18", "an LZ4 archive"),
    _Magic(0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    _Magic(0, b"Rar!\x1a\x07", "a RAR archive"),
    _Magic(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt)"),
    _Magic(0, b"\x7fELF", "an ELF program"),
    _Magic(0, b"\xca\xfe\xba\xbe", "a Java class or Mach-O program"),
    _Magic(0, b"\0asm", "a WebAssembly module"),
    _Magic(0, b"SQLite format 3\0", "an SQLite database"),
    _Magic(0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    _Magic(0, b"\x93NUMPY", "a NumPy array"),
    _Magic(0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
)
# Signatures of letters, with which a text may begin too: they count only where control characters follow.
_WITH_CONTROLS = (
    _Magic(0, b"GIF87a", "a GIF image"),
    _Magic(0, b"GIF89a", "a GIF image"),
    _Magic(0, b"BM", "a BMP image"),
    _Magic(0, b"MZ", "a Windows program"),
    _Magic(0, b"BZh", "a bzip2 archive"),
    _Magic(0, b"ID3", "an MP3 file"),
    _Magic(0, b"OggS", "an Ogg file"),
    _Magic(0, b"fLaC", "a FLAC file"),
    _Magic(0, b"PAR1", "a Parquet file"),
    _Magic(0, b"ARROW1", "an Arrow file"),
    _Magic(0, b"wOFF", "a font"),
    _Magic(0, b"wOF2", "a font"),
    _Magic(0, b"\0\1\0\0\0", "a font"),
    _Magic(257, b"ustar", "a tar archive"),
    _Magic(4, b"ftyp", "an MP4 or HEIF file"),
    _Magic(8, b"WEBP", "a WebP image"),
    _Magic(8, b"WAVE", "a WAV file"),
    _Magic(8, b"AVI ", "an AVI video"),
)
# Not tab, line ends and form feed; not the backspace of old manual pages, the escape of ISO-2022 and terminals, nor its shifts.
_CONTROLS = bytes({*range(1, 0x20)} - {*b"\b\t\n\v\f\r\x0e\x0f\x1b"}) + b"\x7f"
_PART = 1 << 15  # bytes to look at in each of three places
_MOST_CONTROLS = 0.03  # share of the bytes that are no NUL; compressed data have 0.08, text next to none
_MOST_BESIDE_NULS = 0.005  # the same where there are many NULs
_MANY_NULS = 0.1


def binary_reason(data: bytes) -> str | None:
    """Say why some bytes are no text at all.

    Args:
        data: the bytes of a whole file.

    Returns:
        What they are, in a few words; None if they are text in some encoding.

    >>> binary_reason(b"%PDF-1.7"), binary_reason("文".encode("utf-16-le")), binary_reason(b"")
    ('a PDF file', None, None)
    """
    if from_mark(data):
        return None
    head = data[:512]
    for magic in _CERTAIN:
        if head.startswith(magic.signature, magic.offset):
            return magic.kind
    part = _parts(data)
    if not _has_controls(part):
        return None
    if _has_controls(head):
        for magic in _WITH_CONTROLS:
            if head.startswith(magic.signature, magic.offset):
                return magic.kind
    return _controls(part) if not is_wide(data) else None


def _has_controls(part: bytes) -> bool:
    return len(part.translate(None, b"\0" + _CONTROLS)) < len(part)  # quicker than any search


def _parts(data: bytes) -> bytes:
    if len(data) <= 3 * _PART:
        return data
    middle = len(data) // 2
    return data[:_PART] + data[middle : middle + _PART] + data[-_PART:]


def _controls(part: bytes) -> str | None:
    nuls = part.count(0)
    if nuls == len(part):
        return "nothing but NUL bytes"
    controls = len(part) - len(part.translate(None, _CONTROLS))
    most = _MOST_BESIDE_NULS if nuls > _MANY_NULS * len(part) else _MOST_CONTROLS
    if controls <= 1 or controls <= most * (len(part) - nuls):
        return None  # NUL bytes alone are padding of records
    if not nuls and _is_multibyte_utf8(part[:_PART]):
        return None  # compressed data are never valid by chance
    named = "NUL bytes and control characters" if nuls else "control characters"
    return f"{named}, no known text encoding"


def _is_multibyte_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not head.isascii()
