"""Documents of a large archive or compressed file, unpacked into pieces that can be read one by one.

A piece is a sequence of documents, each a line of JSON with what is known of it, and then its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import orjson

from corpuskit.io.jsonl import dump_line
from corpuskit.io.raw import RawDocument, Unreadable

#: So many documents are in a piece at most, however small they are.
_MOST_DOCUMENTS = 20_000


def write_pieces(documents: Iterable[RawDocument | Unreadable], path: Callable[[int], Path], size: int) -> int:
    """Write documents into pieces.

    Args:
        documents: as a reader gives them.
        path: gives the file of a piece by its number.
        size: a piece ends once it holds so many bytes.

    Returns:
        How many pieces there are; at least one.
    """
    pieces, filled, count = 0, 0, 0
    file = path(0).open("wb")
    try:
        for document in documents:
            if filled >= size or count == _MOST_DOCUMENTS:
                file.close()
                pieces, filled, count = pieces + 1, 0, 0
                file = path(pieces).open("wb")
            filled += _write(file, document)
            count += 1
    finally:
        file.close()
    return pieces + 1


def read_piece(path: Path) -> Iterator[RawDocument | Unreadable]:
    """Read the documents of a piece back."""
    with path.open("rb") as file:
        for line in file:
            known = orjson.loads(line)
            data, text = (None if length is None else file.read(length) for length in known.pop("lengths"))
            if "reason" in known:
                yield Unreadable(**known, data=data)
            else:
                yield RawDocument(**known, data=data or b"", text=None if text is None else text.decode("utf-8", "surrogatepass"))


def _write(file: IO[bytes], document: RawDocument | Unreadable) -> int:
    known: dict[str, Any] = {"member": document.member, "record": document.record}
    text = None
    if isinstance(document, Unreadable):
        known["reason"] = document.reason
    else:
        text = None if document.text is None else document.text.encode("utf-8", "surrogatepass")
        known |= {"kind": document.kind, "given_id": document.given_id, "encoding": document.encoding}
        known["fields"] = dict(document.fields)
    parts = (document.data, text)
    known["lengths"] = [None if part is None else len(part) for part in parts]
    return sum(file.write(part) for part in (dump_line(known), *parts) if part)
