"""Where files lie: paths of this machine, and URLs of anything that fsspec knows."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from corpuskit.io.urls import file_system, is_remote, one_line, open_url

_GLOB = re.compile(r"[*?\[]")
_BUFFER = 1 << 18  # bytes that are asked for at once
# What backends call the time of the last change, and what else tells one content from another.
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "modifiedTime")
_MARKS = (
    "ETag",
    "etag",
    "checksum",
    "md5Hash",
    "content_md5",
    "crc32c",
    "blob_id",
    "oid",
    "sha",
    "version_id",
    "generation",
    "created",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A file that a listing found.

    Attributes:
        path: its path or URL, ready for `open_input`.
        bytes: its size; -1 if the file system does not say.
        modified: when it was modified, in nanoseconds; where the file system does not say that, a number made of what it says
            instead (an ETag, a checksum), 0 if there is nothing of the kind.
    """

    path: str
    bytes: int
    modified: int


def open_input(path: str) -> BinaryIO:
    """Open a file for reading.

    Args:
        path: a path of this machine, or a URL.

    Returns:
        A stream; one of a URL fetches what is read of it, and can be sought where the file system can.

    Raises:
        OSError: it cannot be opened, or the package that knows this kind of URL is not installed.
    """
    if not is_remote(path):
        return open(path, "rb")
    return io.BufferedReader(open_url(path), _BUFFER)


def status(path: str) -> Place:
    """Ask for the size and the time of a file.

    Raises:
        OSError: it is not there, or cannot be asked.
    """
    if not is_remote(path):
        found = os.stat(path)
        return Place(path, found.st_size, found.st_mtime_ns)
    with one_line(path):
        system, inner = file_system(path)
        return _place(path, system.info(inner))


def canonical(path: str) -> str:
    """Give the one form of a path or URL by which places can be compared.

    Raises:
        OSError: the package that knows this kind of URL is not installed.
    """
    if not is_remote(path):
        return os.path.realpath(path)
    if "::" in path or path.startswith("http"):
        return path.rstrip("/")
    with one_line(path):
        system, inner = file_system(path)
        full = str(system.unstrip_protocol(inner)).rstrip("/")
    return os.path.realpath(full.removeprefix("file://")) if full.startswith("file://") else full


def list_remote(url: str) -> Iterator[tuple[Place, str]]:
    """List the files of a URL: itself, those below it, or those that its glob characters match.

    Args:
        url: of a file or a folder; `*`, `?`, `[` and `**` as in a shell, unless there is a file of exactly this name.

    Yields:
        Each file with its path relative to the folder, or to the last folder before the first glob character.

    Raises:
        OSError: there is nothing, or it cannot be asked.
    """
    with one_line(url):
        system, inner = file_system(url)
        found, root = _listing(system, inner)
    head, separator, chained = url.partition("::")
    for path, info in found.items():
        name = path[len(root) :].lstrip("/") if path.startswith(root) else path.lstrip("/")
        # Of a file system within another only the first part of the URL says where in it.
        inside = f"{head.partition('://')[0]}://{path.lstrip('/')}::{chained}"
        full = inside if separator else str(system.unstrip_protocol(path))
        name = name.partition("?")[0] if head.startswith("http") else name
        if not path.endswith("/"):  # some stores have empty objects where others have folders
            yield _place(full, info), name


def _listing(system: Any, inner: str) -> tuple[dict[str, dict[str, Any]], str]:
    """Give the files by their path, and the folder that their names are relative to."""
    glob = _GLOB.search(inner)
    if glob is None or system.exists(inner):
        info = system.info(inner)
        if info.get("type") != "directory":
            return {inner: info}, inner.rstrip("/").rpartition("/")[0]
        return {path: about for path, about in system.find(inner, detail=True).items() if about.get("type") != "directory"}, inner
    root = inner[: glob.start()].rpartition("/")[0]
    found = system.glob(inner, detail=True)
    files = {path: info for path, info in found.items() if info.get("type") != "directory"}
    if not found:
        raise FileNotFoundError(errno.ENOENT, "nothing matches")
    return files, root


def _place(path: str, info: dict[str, Any]) -> Place:
    size = info.get("size")
    return Place(path, size if isinstance(size, int) else -1, _modified(info))


def _modified(info: dict[str, Any]) -> int:
    for key in _TIMES:
        value = info.get(key)
        if isinstance(value, datetime):
            return int(value.timestamp() * 1_000_000) * 1000
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value * 1_000_000) * 1000
        if value and isinstance(value, str):
            return _number(key, value)
    for key in _MARKS:
        if value := info.get(key):
            return _number(key, value.timestamp() if isinstance(value, datetime) else value)
    return 0


def _number(key: str, value: object) -> int:
    return int.from_bytes(hashlib.sha256(f"{key}={value}".encode()).digest()[:7], "big")


def exists(url: str) -> bool:
    """Say whether there is a file at a URL.

    Raises:
        OSError: it cannot be asked.
    """
    with one_line(url):
        system, inner = file_system(url)
        system.invalidate_cache()
        return bool(system.isfile(inner))


def list_names(url: str) -> list[str]:
    """Give the names in a folder at a URL; none if there is no folder.

    Raises:
        OSError: it cannot be asked.
    """
    with one_line(url):
        system, inner = file_system(url)
        if not system.isdir(inner):
            return []
        return [str(path).rstrip("/").rpartition("/")[2] for path in system.ls(inner, detail=False)]


def put(file: Path, url: str) -> None:
    """Copy a file of this machine to a URL.

    Raises:
        OSError: the store refuses it, or the network failed.
    """
    with one_line(url):
        system, inner = file_system(url)
        system.makedirs(inner.rpartition("/")[0], exist_ok=True)
        system.put_file(str(file), inner)


def delete(url: str) -> None:
    """Remove a file at a URL.

    Raises:
        OSError: the store refuses it, or the network failed.
    """
    with one_line(url):
        system, inner = file_system(url)
        system.rm_file(inner)
