"""What a reader hands over: documents as they lie in their files, before anything is decoded or cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a reader found it.

    Attributes:
        data: its bytes as they lie in the file, the archive or the line of the record; they are hashed, and kept where the
            ledger keeps originals.
        text: the text, where the format says which bytes are text and how they are encoded; None: `data` has to be decoded.
        kind: what it is: `"text"`, `"html"`, `"pdf"`, `"docx"`, `"record"`.
        member: its path inside an archive, in POSIX form, `""` outside; archives within archives are joined by `/`.
        record: its number among the records of the file or member, from 1; 0 where there are no records.
        given_id: the value of the field that the user named as the id, None if there is none.
        encoding: an encoding that the container claims (a header of HTTP, say); a hint only.
        fields: what the container says about the document, for `meta.fields`.
    """

    data: bytes
    text: str | None = None
    kind: str = "text"
    member: str = ""
    record: int = 0
    given_id: str | None = None
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document, or the rest of a file, that cannot be read: it counts as one document in quarantine.

    Attributes:
        reason: one line: what is wrong, and what to do about it.
        member, record: as for `RawDocument`.
        data: its bytes, where there are any.
    """

    reason: str
    member: str = ""
    record: int = 0
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read.

    Attributes:
        format: `"auto"` (by name and by first bytes), or the name of a format that all files are known to have.
        text_field: the field or column of a record that holds the text.
        id_field: the field or column that holds the id of a record, None if there is none.
        keep_fields: fields or columns that go into `meta.fields`; `("*",)`: all of them.
        encoding: `"auto"`, or the encoding that all files are known to have.
        max_member_bytes: an archive's member, or what a compressed file expands to as one document, may have this many bytes.
        max_expansion: and it may be this many times as large as its compressed form.
        max_depth: archives within archives are opened so deep.
    """

    format: str = "auto"
    text_field: str = "text"
    id_field: str | None = None
    keep_fields: tuple[str, ...] = ()
    encoding: str = "auto"
    max_member_bytes: int = 2 * 2**30
    max_expansion: int = 200
    max_depth: int = 3


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a large file that is read by itself.

    Attributes:
        start, stop: for lines: bytes, both at the beginning of a line (`stop` may be the end); for columns: row groups.
        first_record: how many records of the file come before it.
    """

    start: int
    stop: int
    first_record: int = 0
