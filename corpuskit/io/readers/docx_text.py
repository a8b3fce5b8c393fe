"""The text of WordprocessingML, element by element in one pass (ECMA-376, part 1, chapter 17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast
from xml.etree import ElementTree

from corpuskit.io.readers.docx_numbers import Numbering

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again for old versions of Word
_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = frozenset({"footnote", "endnote"})
_MADE_UP = frozenset({"separator", "continuationSeparator", "continuationNotice"})  # notes that are only lines across the page


class _Paragraphs(list[str]):
    """The paragraphs of the body, of a cell, or of a text box."""


class DocxText:
    """Collects paragraphs from the parts of a document.

    >>> part = (
    ...     '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>春</w:t></w:r>'
    ...     '<w:del><w:r><w:delText>夏</w:delText></w:r></w:del><w:ins><w:r><w:t>秋</w:t></w:r></w:ins></w:p></w:body>'
    ... )
    >>> text = DocxText()
    >>> text.read([part.encode()])
    >>> text.text()
    '春秋'
    """

    def __init__(self, numbering: Numbering | None = None) -> None:
        """Begin with nothing.

        Args:
            numbering: the lists of the document.
        """
        self._numbering = numbering or Numbering()
        self._body = _Paragraphs()
        self._places = [self._body]  # where paragraphs go, the innermost last
        self._open: list[list[str]] = []  # paragraphs that have begun, each in its text box in the one before
        self._boxes: list[_Paragraphs] = []  # text boxes, which follow the paragraph that they hang on
        self._rows: list[list[str]] = []  # of the rows that have begun, their cells
        self._tables: list[list[list[str]]] = []

    def read(self, parts: Iterable[bytes]) -> None:
        """Read one part of the document.

        Args:
            parts: its XML, in any pieces.

        Raises:
            xml.etree.ElementTree.ParseError: it is no XML.
        """
        parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("start", "end"))
        skipping = 0
        for part in parts:
            parser.feed(part)
            skipping = self._events(parser, skipping)
        parser.close()
        self._events(parser, skipping)

    def text(self) -> str:
        """Give all paragraphs with blank lines between them."""
        return "\n\n".join(self._body)

    def _events(self, parser: ElementTree.XMLPullParser[ElementTree.Element], skipping: int) -> int:
        for event, element in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
            space, _, name = element.tag.rpartition("}")
            is_word = space + "}" in _WORD
            left_out = (is_word and (name in _LEFT_OUT or _is_made_up(element, name))) or element.tag == _FALLBACK
            if event == "start":
                skipping += left_out
                if not skipping and is_word:
                    self._start(name)
            else:
                if not skipping and (is_word or (space + "}" in _MATHS and name == "t")):
                    self._end(element, name)
                skipping -= left_out
                if not skipping and name == "pPr" and self._open and not self._open[-1]:
                    self._write(self._numbering.before(element))
                if name in ("p", "tr", "sectPr") or left_out:
                    element.clear()  # what has been read need not stay in memory
        return skipping

    def _start(self, name: str) -> None:
        if name == "p":
            self._open.append([])
        elif name in ("tc", "txbxContent"):
            self._places.append(_Paragraphs())
        elif name == "tbl":
            self._tables.append([])
        elif name == "tr":
            self._rows.append([])

    def _end(self, element: ElementTree.Element, name: str) -> None:
        if name == "t":
            self._write(element.text or "")
        elif name in _SIGNS:
            self._write(_SIGNS[name])
        elif name == "sym":
            self._write(_symbol(element))
        elif name == "p" and self._open:
            self._paragraph("".join(self._open.pop()))
        elif name == "txbxContent" and len(self._places) > 1:
            self._boxes.append(self._places.pop())
        elif name == "tc" and self._rows and len(self._places) > 1:
            self._rows[-1].append("\n".join(self._places.pop()))
        elif name == "tr" and self._rows:
            row = self._rows.pop()
            if self._tables:
                self._tables[-1].append(row)
        elif name == "tbl" and self._tables:
            self._table(self._tables.pop())

    def _write(self, text: str) -> None:
        if self._open:
            self._open[-1].append(text)

    def _paragraph(self, text: str) -> None:
        if text.strip():  # a number alone, too: Word shows it
            self._places[-1].append(text.strip(" \t\n"))
        if not self._open:
            for box in self._boxes:
                self._places[-1].extend(box)
            self._boxes = []

    def _table(self, rows: list[list[str]]) -> None:
        if all(len(row) <= 1 for row in rows):  # a frame around paragraphs
            self._places[-1].extend(paragraph for row in rows for cell in row for paragraph in cell.split("\n") if paragraph)
            return
        lines = [" | ".join(" ".join(cell.split("\n")) for cell in row).strip() for row in rows if any(row)]
        if lines:
            self._places[-1].append("\n".join(lines))


def _is_made_up(element: ElementTree.Element, name: str) -> bool:
    return name in _NOTES and any(value in _MADE_UP for key, value in element.items() if key.endswith("type"))


def _symbol(element: ElementTree.Element) -> str:
    code = next((value for key, value in element.items() if key.endswith("}char")), "")
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
