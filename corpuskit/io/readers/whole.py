"""Files that are one document: read whole, up to what a document may have."""

from __future__ import annotations

from typing import BinaryIO

from corpuskit.io.raw import ReadOptions, Unreadable

_PART = 1 << 20


def read_whole(stream: BinaryIO, options: ReadOptions) -> bytes | Unreadable:
    """Read a stream to its end.

    Args:
        stream: from where it stands.
        options: how large a document may be.

    Returns:
        The bytes, or that there are too many of them.
    """
    parts: list[bytes] = []
    size = 0
    while part := stream.read(_PART):
        parts.append(part)
        size += len(part)
        if size > options.max_member_bytes:
            return Unreadable(f"larger than {options.max_member_bytes:,} bytes")
    return parts[0] if len(parts) == 1 else b"".join(parts)
