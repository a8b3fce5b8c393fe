"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

#: What a file is called until it is whole.
TEMPORARY = ".corpuskit-partial"


def partial(path: Path) -> Path:
    """Give the temporary name, in the same folder, that a file has while it is written."""
    return path.with_name(f".{path.name}{TEMPORARY}")


def publish(path: Path) -> None:
    """Give a file that was written under its temporary name its final one: on the disk first, then in one step."""
    temporary = partial(path)
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file so that a reader sees the old content or the new one, never a part.

    Raises:
        OSError: no space or no permission; the old content is still there.
    """
    partial(path).write_bytes(data)
    publish(path)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
