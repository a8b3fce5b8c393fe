"""Lists of words or addresses that users keep in files: one entry a line, `#` before a remark."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

#: The lists that this process has read, by the hash of their file: a stage finds its list here and opens no file.
_LISTS: dict[str, tuple[str, ...]] = {}


def read_lists(files: Sequence[str], known: Sequence[str] = ()) -> tuple[str, ...]:
    """Read lists, or make sure that they are still those that a run began with.

    Args:
        files: UTF-8 files.
        known: the hashes of these files as found earlier, in the same order; empty: not found yet.

    Returns:
        The SHA-256 of each file, in hexadecimal.

    Raises:
        ValueError: a file cannot be read, is not UTF-8, has no entry, or is another one by now.
    """
    if known and len(known) != len(files):
        raise ValueError(f"{len(known)} hashes for {len(files)} files")
    hashes = tuple(_read(file) for file in files)
    for file, found, expected in zip(files, hashes, known or hashes, strict=True):
        if found != expected:
            raise ValueError(f"{file} has changed: its SHA-256 is {found}, and {expected} was expected")
    return hashes


def entries(hashes: Sequence[str]) -> tuple[str, ...]:
    """Give the entries of lists that were read in this process, by the hashes that `read_lists` gave."""
    return tuple(entry for digest in hashes for entry in _LISTS[digest])


def parse_list(text: str) -> tuple[str, ...]:
    """Give the entries of a list, each once: lines without the space around; blank ones and those that begin with `#` are none.

    >>> parse_list("# 赌博\\n六合彩\\n\\n 百家乐 \\n六合彩\\n")
    ('六合彩', '百家乐')
    """
    lines = (line.strip() for line in text.replace("\r", "\n").split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _read(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            data = stream.read()
        digest = hashlib.sha256(data).hexdigest()
        if digest not in _LISTS:
            found = parse_list(data.decode("utf-8-sig"))
            if not found:
                raise ValueError(f"{file} has no entries")
            _LISTS[digest] = found
    except OSError as error:
        raise ValueError(f"cannot read {file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{file} is not UTF-8: convert it first") from None
    return digest
