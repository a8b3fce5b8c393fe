"""The original bytes of documents, kept in `originals.jsonl` where the recipe says `ledger: {edits: full}`."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from corpuskit.io.jsonl import dump_line

#: Takes the id, path, SHA-256 and bytes of a document.
Keep = Callable[[str, str, str, bytes], None]


@contextmanager
def keeping(path: Path, wanted: bool) -> Iterator[Keep]:
    """Open a file for originals.

    Args:
        path: the file.
        wanted: whether they are kept at all; if not, no file is made.

    Yields:
        A function to call with each document.
    """
    if not wanted:
        yield _keep_nothing
        return
    with path.open("wb") as lines:

        def keep(document: str, name: str, sha256: str, data: bytes) -> None:
            packed = base64.b64encode(zlib.compress(data)).decode()
            lines.write(dump_line({"document": document, "path": name, "sha256": sha256, "zlib": packed}))

        yield keep


def original(path: Path, document: str) -> bytes | None:
    """Look an original up.

    Args:
        path: `originals.jsonl` of a run.
        document: the id of the document.

    Returns:
        Its bytes, or None if they are not there.
    """
    if not path.is_file():
        return None
    start = b'{"document":"' + document.encode() + b'"'
    with path.open("rb") as lines:
        for line in lines:
            if line.startswith(start):
                return zlib.decompress(base64.b64decode(orjson.loads(line)["zlib"]))
    return None


def _keep_nothing(document: str, name: str, sha256: str, data: bytes) -> None:
    """Forget it."""
