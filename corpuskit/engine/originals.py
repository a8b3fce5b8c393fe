"""The original bytes of documents, kept in `originals.jsonl` where the recipe says `ledger: {edits: full}`."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from corpuskit.document import place_of
from corpuskit.io.jsonl import dump_line
from corpuskit.io.raw import RawDocument

#: Takes the id of a document, the name of its file, the SHA-256 of its bytes, and what the reader found.
Keep = Callable[[str, str, str, RawDocument], None]


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

        def keep(document: str, file: str, sha256: str, raw: RawDocument) -> None:
            # The text only where it cannot be had by decoding the bytes: it was a field of a record, or a page of a PDF.
            text = None if raw.text is None else _pack(raw.text.encode())
            known = {"kind": raw.kind, "member": raw.member, "record": raw.record, "fields": dict(raw.fields)}
            place = place_of({"path": file, "member": raw.member, "record": raw.record})
            row = {"document": document, "path": place, "sha256": sha256, **known, "zlib": _pack(raw.data), "text": text}
            lines.write(dump_line(row))

        yield keep


def kept_original(path: Path, document: str) -> RawDocument | None:
    """Look an original up.

    Args:
        path: `originals.jsonl` of a run.
        document: the id of the document.

    Returns:
        What it was made of, or None if that is not there.
    """
    if not path.is_file():
        return None
    start = b'{"document":"' + document.encode() + b'"'
    with path.open("rb") as lines:
        for line in lines:
            if line.startswith(start):
                row = orjson.loads(line)
                text = None if row["text"] is None else _unpack(row["text"]).decode()
                return RawDocument(_unpack(row["zlib"]), text, row["kind"], row["member"], row["record"], fields=row["fields"])
    return None


def _pack(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


def _unpack(packed: str) -> bytes:
    return zlib.decompress(base64.b64decode(packed))


def _keep_nothing(document: str, file: str, sha256: str, raw: RawDocument) -> None:
    """Forget it."""
