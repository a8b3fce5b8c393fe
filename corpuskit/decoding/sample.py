"""Take the few bytes of a file that tell most about its encoding."""

from __future__ import annotations

import re

SIZE = 2400  # bytes of a sample, about
_WINDOWS = 8
_WINDOW = SIZE // _WINDOWS
_HIGH = re.compile(rb"[\x80-\xff]")
_SAFE = re.compile(rb"[\x00-\x2f]")  # no such byte is part of a character of several bytes
_NO_CONTROLS = bytes(byte if byte >= 0x20 or byte in b"\t\n\r\f" else 0x20 for byte in range(0x100))
_FAR = 1 << 16  # bytes to search for the end of a line without ASCII


def around_high_bytes(data: bytes) -> list[bytes]:
    """Take windows around bytes from 0x80 on, spread over the file.

    Args:
        data: the bytes of a whole file.

    Returns:
        Windows that begin with a whole character in any encoding that is a superset of ASCII; the first one is the start of the
        file, which may be cut, or of the first character that is not ASCII. Their ends may cut a character. Controls, which
        damage and padding leave behind, are blanked out. A short file is one window.

    >>> around_high_bytes(b"a" * 9999 + b"\\xd6\\xd0 b")
    [b'\\xd6\\xd0 b']
    """
    first = _HIGH.search(data)
    if not first:
        return []
    if len(data) <= SIZE:
        return [data.translate(_NO_CONTROLS)]
    start = first.start()
    if len(data) - start <= 2 * SIZE:
        return [data[start : start + SIZE].translate(_NO_CONTROLS)]
    windows, end = [data[start : start + _WINDOW]], start + _WINDOW
    for number in range(1, _WINDOWS):
        window = _next_window(data, max(end, start + (len(data) - start) * number // _WINDOWS))
        if window:
            windows.append(data[window[0] : window[1]])
            end = window[1]
    if len(windows) == 1:  # no ASCII to hold on to: the only safe start is that of the file
        windows = [data[start : start + SIZE]]
    return [window.translate(_NO_CONTROLS) for window in windows]


def _next_window(data: bytes, start: int) -> tuple[int, int] | None:
    safe = _SAFE.search(data, start, start + _FAR)
    high = _HIGH.search(data, safe.end()) if safe else None  # only ASCII between the two, so a character begins here
    return (high.start(), high.start() + _WINDOW) if high else None


def spread(data: bytes, skip: int) -> bytes:
    """Take windows at even offsets from `skip`, for encodings of two bytes a character."""
    if len(data) <= 2 * SIZE:
        return data[skip : skip + 2 * (SIZE // 2)]
    step = len(data) // _WINDOWS & ~1
    return b"".join(data[skip + number * step : skip + number * step + _WINDOW] for number in range(_WINDOWS))
