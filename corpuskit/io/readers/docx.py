"""DOCX: the paragraphs and tables of the body, then the notes. Headers, footers, comments and what was deleted are left out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.docx_numbers import Numbering
from corpuskit.io.readers.docx_text import DocxText
from corpuskit.io.readers.whole import read_whole

_PART = 1 << 16
_ALWAYS = 10 * 2**20  # bytes that a part may have, however small it is compressed
_MAIN = "word/document.xml"
_NOTES = ("footnotes.xml", "endnotes.xml")
_PROPERTIES = {"title": "title", "creator": "author", "created": "created"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class _Refused(Exception):
    """The file is none that we read, for a reason that can be told."""


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a Word document.

    Args:
        stream: the whole file.
        options: how large it may be, and how much larger than its compressed form.
        portion: not for this format.

    Yields:
        One document: its paragraphs with blank lines between them, rows of tables as `a | b`, and the fields `title`, `author`
        and `created`; or one `Unreadable`.
    """
    data = read_whole(stream, options)
    if isinstance(data, Unreadable):
        yield data
        return
    try:
        text, fields = _content(data, options)
    except _Refused as refused:
        yield Unreadable(str(refused), data=data)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, EOFError, ValueError, KeyError, OSError) as error:
        yield Unreadable(f"damaged DOCX file: {' '.join(str(error).split())[:200]}", data=data)
    except (NotImplementedError, RuntimeError) as error:  # an encrypted part, an unknown compression
        yield Unreadable(f"DOCX file that cannot be opened: {' '.join(str(error).split())[:200]}", data=data)
    else:
        yield RawDocument(data, text, "docx", fields=fields) if text.strip() else Unreadable("DOCX file without text", data=data)


def _content(data: bytes, options: ReadOptions) -> tuple[str, dict[str, str]]:
    from io import BytesIO

    if data.startswith(_OLE):
        raise _Refused("an old Word document (.doc) or an encrypted one: save it as .docx without a password")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        main = _main_part(archive, names, options)
        if main not in names:
            raise _Refused("a ZIP archive without a Word document in it")
        folder = main.rpartition("/")[0]
        collected = DocxText(_numbering(archive, names, folder, options))
        collected.read(_parts(archive, main, options))
        for name in _NOTES:
            if (path := f"{folder}/{name}") in names:
                collected.read(_parts(archive, path, options))
        return collected.text(), _fields(archive, names, options)


def _main_part(archive: zipfile.ZipFile, names: set[str], options: ReadOptions) -> str:
    if _MAIN in names or "_rels/.rels" not in names:
        return _MAIN
    for relation in _tree(archive, "_rels/.rels", options).iter():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return _MAIN


def _numbering(archive: zipfile.ZipFile, names: set[str], folder: str, options: ReadOptions) -> Numbering:
    numbering = Numbering()
    if (path := f"{folder}/numbering.xml") in names:
        numbering.define(_tree(archive, path, options))
        if (path := f"{folder}/styles.xml") in names:
            numbering.define_styles(b"".join(_parts(archive, path, options)))
    return numbering


def _fields(archive: zipfile.ZipFile, names: set[str], options: ReadOptions) -> dict[str, str]:
    if "docProps/core.xml" not in names:
        return {}
    try:
        properties = _tree(archive, "docProps/core.xml", options)
    except (ElementTree.ParseError, zipfile.BadZipFile, zlib.error, _Refused):
        return {}  # the text is what matters
    said = {element.tag.rpartition("}")[2]: " ".join((element.text or "").split()) for element in properties}
    return {name: said[tag] for tag, name in _PROPERTIES.items() if said.get(tag)}


def _tree(archive: zipfile.ZipFile, name: str, options: ReadOptions) -> ElementTree.Element:
    return ElementTree.fromstring(b"".join(_parts(archive, name, options)))  # noqa: S314 - a DTD is refused below


def _parts(archive: zipfile.ZipFile, name: str, options: ReadOptions) -> Iterator[bytes]:
    """Decompress a part of the file, as far as it is not suspiciously large."""
    most = max(_ALWAYS, options.max_expansion * archive.getinfo(name).compress_size)
    size = 0
    with archive.open(name) as file:
        while part := file.read(_PART):
            size += len(part)
            if size > min(most, options.max_member_bytes):
                raise _Refused(
                    f"{name} is larger than {min(most, options.max_member_bytes):,} bytes, too much for its compressed size"
                )
            if size == len(part) and b"<!DOCTYPE" in part:
                raise _Refused(f"{name} has a document type declaration, which no Word document has")
            yield part
