"""PDF: the text of each page, line by line as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.needs import extra
from corpuskit.io.readers.pdf_check import damaged_streams, is_cut
from corpuskit.io.readers.pdf_lines import laid_out
from corpuskit.io.readers.whole import read_whole

_HYPHENS = re.compile("[\ufffe\x02]")  # what pdfium gives for a hyphen together with the line break behind it
_FIELDS = {"Title": "title", "Author": "author", "CreationDate": "created"}
_SAYS_NOTHING = frozenset({"untitled", "anonymous", "unknown", "unspecified", "user", "administrator", "无标题", "未命名"})
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_MOST_FAILURES = 50  # pages one after the other; some damaged files claim to have millions


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a PDF file.

    Args:
        stream: the whole file.
        options: how large it may be.
        portion: not for this format.

    Yields:
        One document: its pages with form feeds between them, and the fields `title`, `author`, `created`, `pages`, and
        `pages_without_text`, those of which there is nothing but a picture. One `Unreadable` where there is no text at all, and
        one beside the document where a part of the file is damaged.

    Raises:
        InputError: pypdfium2 is not installed.
    """
    with extra("pdf", "PDF files"):
        import pypdfium2
    data = read_whole(stream, options)
    if isinstance(data, Unreadable):
        yield data
        return
    try:
        document = pypdfium2.PdfDocument(data)
    except Exception as error:
        yield Unreadable(_cannot_open(str(error)), data=data)
        return
    try:
        yield from _documents(document, data, options)
    finally:
        document.close()


def _documents(document: Any, data: bytes, options: ReadOptions) -> Iterator[RawDocument | Unreadable]:
    pages: list[str] = []
    pictures: list[int] = []
    damaged: list[int] = []
    failures = size = 0
    count = len(document)
    for index in range(count):
        try:
            text, is_picture = _page(document, index)
            failures = 0
        except Exception:
            damaged.append(index + 1)
            failures += 1
            if failures == _MOST_FAILURES:
                break
            continue
        pages.append(text)
        size += len(text)
        if size > options.max_member_bytes:
            yield Unreadable(f"more than {options.max_member_bytes:,} characters of text", data=data)
            return
        if is_picture:
            pictures.append(index + 1)
    if not any(text.strip() for text in pages):
        yield Unreadable(_no_text(count, pictures, damaged), data=data)
        return
    fields = {**_metadata(document), "pages": str(count)}
    if pictures:
        fields["pages_without_text"] = ", ".join(map(str, pictures))
    yield RawDocument(data, "\f".join(pages), "pdf", fields=fields)
    if damaged:
        yield Unreadable(f"damaged PDF file: {len(damaged)} of {count} pages cannot be read, from page {damaged[0]} on")
    elif is_cut(data):
        yield Unreadable("damaged PDF file: its end is missing, and there may have been more pages")
    elif b"/Encrypt" not in data and (streams := damaged_streams(data)):
        yield Unreadable(f"damaged PDF file: {streams} of its streams cannot be expanded, so that text may be missing")


def _page(document: Any, index: int) -> tuple[str, bool]:
    """Give the text of a page, and whether it is a picture without text."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            text = laid_out(text_page, text_page.get_text_range())
        finally:
            text_page.close()
        text = _HYPHENS.sub("-\n", text.replace("\r\n", "\n")).replace("\r", "\n").replace("\0", "\ufffd")
        is_picture = not text.strip() and next(iter(page.get_objects(filter=[_IMAGE], max_depth=3)), None) is not None
        return text, is_picture
    finally:
        page.close()


def _cannot_open(message: str) -> str:
    if "password" in message.lower():
        return "encrypted PDF file: it needs a password"
    if "security" in message.lower():
        return "encrypted PDF file, in a way that pdfium does not know"
    return f"damaged PDF file: {' '.join(message.split())[:200]}"


def _no_text(count: int, pictures: list[int], damaged: list[int]) -> str:
    if damaged:
        return "damaged PDF file: none of its pages can be read" if len(damaged) >= count else "damaged PDF file without text"
    if not count:
        return "PDF file without pages"
    return "PDF file without a text layer: it needs OCR" if pictures else "PDF file without text"


def _metadata(document: Any) -> dict[str, str]:
    try:
        said = document.get_metadata_dict(skip_empty=True)
    except Exception:
        return {}
    fields = {}
    for key, name in _FIELDS.items():
        value = " ".join(said.get(key, "").replace("\0", "").split())
        if key == "CreationDate":
            found = _DATE.match(value)
            value = "-".join(filter(None, found.groups())) if found else ""
        if value and value.lower() not in _SAYS_NOTHING:
            fields[name] = value
    return fields
