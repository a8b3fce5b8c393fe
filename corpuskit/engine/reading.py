"""From what a reader found to a document: its id, its encoding, its text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from corpuskit.document import Document
from corpuskit.engine.documents import Rejected
from corpuskit.text.characters import unify_returns

if TYPE_CHECKING:
    from corpuskit.io.discover import InputFile
    from corpuskit.io.raw import RawDocument, Unreadable
    from corpuskit.recipe import DecodeOptions

#: 96 bits: among 10^9 documents the chance that any two share an id is below 10^-11.
ID_DIGITS = 24


def document_id(name: str, ordinal: int, sha256: str, member: str = "", record: int = 0) -> str:
    """Give the id of a document.

    Args:
        name: the path of its file relative to its INPUT.
        ordinal: how many inputs of the same name come before it: it tells equal files below two INPUTs apart.
        sha256: of its bytes, in hexadecimal.
        member: its path inside an archive.
        record: its number among records, 0 where there are none.
    """
    parts = [name, str(ordinal or ""), sha256]
    if member or record:
        parts += [member, str(record or "")]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


def id_of(file: InputFile, raw: RawDocument | Unreadable, sha256: str) -> str:
    """Give the id of a document that a reader found in a file."""
    return document_id(file.name, file.ordinal, sha256, raw.member, raw.record)


def open_document(file: InputFile, raw: RawDocument, options: DecodeOptions, sha256: str, name: str = "") -> Document:
    """Make a document of what a reader found.

    Args:
        file: where it was found.
        raw: what was found.
        options: how bytes are decoded.
        sha256: of its bytes.
        name: its id.

    Raises:
        Rejected: it is no text, or damaged beyond `max_damage`.
    """
    if raw.text is None:
        document = decode_document(raw.data, options, name, file.name, sha256, claimed=raw.encoding)
    else:
        source = {"path": file.name, "encoding": raw.encoding or "utf-8", "confidence": 1.0, "sha256": sha256}
        document = Document(unify_returns(raw.text), name, {**source, "bytes": len(raw.data)})
    text, fields = document.text, dict(raw.fields)
    if raw.kind == "html":
        text, found = _article(text)
        fields = {**found, **fields}
    parts = {"member": raw.member, "record": raw.record, "kind": "" if raw.kind == "text" else raw.kind}
    more: dict[str, Any] = {part: value for part, value in parts.items() if value}
    if raw.given_id is not None:
        more["id"] = raw.given_id
    if not more and not fields:
        return document
    return Document(text, name, {**document.source, **more}, fields)


def decode_document(
    data: bytes, options: DecodeOptions, name: str = "", path: str = "", sha256: str = "", claimed: str | None = None
) -> Document:
    """Decode the bytes of a document.

    Args:
        data: the bytes.
        options: how.
        name, path, sha256: its id, where it came from and the hash of the bytes, as they shall stand in the record.
        claimed: an encoding that a container claims for it; believed only where the bytes themselves do not tell.

    Raises:
        Rejected: they are no text, in no encoding that can be told, or damaged beyond `max_damage`.
    """
    from corpuskit.decoding import binary_reason, decode  # one text that comes as a string needs nothing of it

    forced = None if options.encoding == "auto" else options.encoding
    if forced is None and (reason := binary_reason(data)):
        raise Rejected("decode", f"not text: {reason}")
    decoded = decode(data, forced)
    if forced is None and decoded.confidence < options.min_confidence:
        if claimed is not None and _holds(data, claimed):
            decoded = decode(data, claimed)
        else:
            raise Rejected(
                "decode",
                f"the encoding cannot be told: the best guess is {decoded.encoding} with a confidence of "
                f"{decoded.confidence:.2f} (if you know the encoding, name it with --encoding)",
            )
    lost = sum(len(fragment.raw) for fragment in decoded.damage)
    if lost > options.max_damage * len(data):
        guess = "the most likely encoding" if forced is None else "the encoding asked for"
        raise Rejected("decode", f"{lost} of {len(data)} bytes make no sense as {decoded.encoding}, {guess}")
    source: dict[str, Any] = {
        "path": path,
        "encoding": decoded.encoding,
        "confidence": float(decoded.confidence),
        "sha256": sha256,
        "bytes": len(data),
    }
    if decoded.damage:
        source["damage"] = [{"offset": fragment.offset, "bytes": fragment.raw.hex()} for fragment in decoded.damage]
    if decoded.one_way:
        source["one_way"] = [{"offset": code.offset, "bytes": code.raw.hex()} for code in decoded.one_way]
    if decoded.spans:
        source["spans"] = [span._asdict() for span in decoded.spans]
    return Document(unify_returns(decoded.text), name, source)


def _holds(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (LookupError, UnicodeError):
        return False
    return True


def _article(page: str) -> tuple[str, dict[str, str]]:
    from corpuskit.io.readers.html import article

    found = article(page)
    return found.text, dict(found.fields)
