"""Which document a task is at, written where it outlives the process: so that one that kills its worker can be named."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

_PLACE = struct.Struct("<q")
#: What the file says while no document is being worked on.
NONE = -1


class Watch(Protocol):
    """Takes the number of the document that is worked on from now on."""

    def __call__(self, order: int) -> None:
        """Note a document."""
        ...


@contextmanager
def watching(path: Path) -> Iterator[Watch]:
    """Open the file for a task.

    Args:
        path: the file; it is made anew.

    Yields:
        A function to call with the number of each document before it is worked on, and with `NONE` after the last.
    """
    # Mapped, so that noting a document costs nothing and the system keeps the last one if the process is killed.
    with path.open("w+b", 0) as file:
        file.write(_PLACE.pack(NONE))
        place = mmap.mmap(file.fileno(), _PLACE.size)
    with place:

        def note(order: int) -> None:
            _PLACE.pack_into(place, 0, order)

        yield note
        note(NONE)


def last_seen(path: Path) -> int:
    """Give the document that a task was at when it ended; `NONE` if it was at none, or nobody knows."""
    try:
        return int(_PLACE.unpack(path.read_bytes())[0])
    except (OSError, struct.error):
        return NONE
