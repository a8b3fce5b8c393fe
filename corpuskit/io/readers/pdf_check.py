"""Whether a PDF file is whole: pdfium repairs what it can and says nothing of what it could not."""

from __future__ import annotations

import re
import zlib

_END = b"%%EOF"
_TAIL = 2048  # bytes at the end of the file in which its end mark stands; some programs write something behind it
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 400  # bytes before a stream that say what it is
_COMPRESSED = re.compile(rb"/Filter\s{0,9}\[?\s{0,9}/FlateDecode\s{0,9}[\]/>]")
_OTHER = re.compile(rb"/(?:Subtype\s{0,9}/(?:Image|Type1C|CIDFontType0C|OpenType)|Length1|FontFile|ASCII85Decode|LZWDecode)\b")
_INPUT = 1 << 16  # bytes that are given to the decompressor at once
_PIECE = 1 << 20


def is_cut(data: bytes) -> bool:
    """Say whether the end of the file is missing.

    >>> is_cut(b"%PDF-1.4 ..."), is_cut(b"%PDF-1.4 ... startxref 9 %%EOF ")
    (True, False)
    """
    return _END not in data[-_TAIL:]


def damaged_streams(data: bytes) -> int:
    """Count the compressed streams, but for pictures and fonts, that cannot be expanded to their end.

    Args:
        data: a file that is not encrypted.
    """
    damaged = 0
    for found in _STREAM.finditer(data):
        if data.endswith(b"end", 0, found.start()):
            continue  # of `endstream`
        head = data[max(0, found.start() - _DICTIONARY) : found.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if _COMPRESSED.search(head) and not _OTHER.search(head):
            damaged += not _expands(data, found.end())
    return damaged


def _expands(data: bytes, start: int) -> bool:
    # The next `stream` is the end of `endstream`, unless that is missing; so no byte is looked at twice.
    end = data.find(b"stream", start) - len(b"end")
    if end < start or not data.startswith(b"end", end):
        return False
    inflater = zlib.decompressobj()
    try:
        for at in range(start, end, _INPUT):
            left = data[at : min(at + _INPUT, end)]
            while left and not inflater.eof:
                inflater.decompress(left, _PIECE)
                left = inflater.unconsumed_tail
        inflater.flush()
    except zlib.error:
        return False
    return inflater.eof
