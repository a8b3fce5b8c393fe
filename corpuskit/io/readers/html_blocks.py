"""The visible text of a page, paragraph by paragraph, as a reader sees it: no links, no images, tables as rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
# What is no line of the text: programs, controls, pictures, and how to read a character (`<ruby>`), which stands above it.
_UNSEEN = frozenset(
    "audio canvas datalist embed head iframe map noscript object rp rt rtc script select style svg template textarea "
    "title video".split()
)
_BESIDE = frozenset({"aside", "button", "footer", "nav"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = frozenset("article blockquote body center dd details div fieldset form html main section td".split())
_LISTS = frozenset({"dir", "menu", "ol", "ul"})
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_LONGEST_CELL = 400  # characters; a cell with more is a column of a page, not of a table
# Marks within the text of a block; the page itself has no control characters left when it comes here.
_BREAK, _LINK, _LINK_END = "\x00", "\x01", "\x02"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_INDENT = re.compile("(?:\u3000|[\u00a0\u2002\u2003]{2})")
_EDGES = " \t\n\r\f\u00a0\u2002\u2003\u3000"
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—]")


@dataclass(slots=True)
class TextBlock:
    """One paragraph, heading, item of a list or row of a table.

    Attributes:
        text: its text; a `<br>` is a line feed.
        kind: `"p"`, `"heading"`, `"item"`, `"row"` or `"pre"`.
        container: the number of the element around it; paragraphs of an article mostly share it.
        group: the number of its list or table, 0 elsewhere.
        beside: whether it is hidden or in a part that pages have beside the article.
        links: how many links it holds.
        linked: how many of its characters are in links.
    """

    text: str
    kind: str
    container: int
    group: int
    beside: bool
    links: int
    linked: int


def text_blocks(root: Any) -> list[TextBlock]:
    """Give the visible text of a page.

    Args:
        root: its `lxml` tree, without control characters. It is not changed.

    >>> from lxml import html
    >>> page = html.fromstring("<div>　　甲。<br>　　乙<a href='/'>丙</a>。<table><tr><td>一<td>二</table></div>")
    >>> [block.text for block in text_blocks(page)]
    ['甲。', '乙丙。', '一 | 二']
    """
    return _Walk().over(root)


def joined(blocks: list[TextBlock]) -> str:
    """Write blocks one below the other: a blank line between paragraphs, none within lists and tables."""
    parts: list[str] = []
    before: TextBlock | None = None
    for block in blocks:
        if before is not None:
            parts.append("\n" if block.group and block.group == before.group else "\n\n")
        parts.append(block.text)
        before = block
    return "".join(parts)


class _Walk:
    """Goes once over a tree, from element to element without recursion, and collects the blocks."""

    def __init__(self) -> None:
        self._blocks: list[TextBlock] = []
        self._buffer: list[str] = []
        self._kinds = ["p"]
        self._containers = [0]
        self._groups: list[tuple[int, int]] = []  # number of the list or table, and of its next item
        self._beside = self._links = self._preformatted = 0
        self._data_tables: list[bool] = []
        self._cells: list[str] | None = None  # of the row of the table of data that we are in
        self._elements = 0
        self._around_tables: set[Any] = set()  # tables with tables in them: they only lay out the page

    def over(self, root: Any) -> list[TextBlock]:
        from lxml import etree

        for table in root.iter("table"):
            self._around_tables.update(islice(table.iterancestors("table"), 1))
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                self._elements += 1
                if not isinstance(tag, str) or tag in _UNSEEN:
                    walk.skip_subtree()
                    if element is root:
                        break
                    continue
                self._start(element, tag)
                self._text(element.text)
            else:
                if isinstance(tag, str) and tag not in _UNSEEN:
                    self._end(element, tag)
                if element is not root:
                    self._text(element.tail)
        self._flush()
        return self._blocks

    def _start(self, element: Any, tag: str) -> None:
        self._beside += _is_beside(element, tag)
        if tag == "br":
            self._buffer.append(_BREAK)
        elif tag == "a":
            self._links += 1
            self._buffer.append(_LINK)
        elif tag in _BLOCKS:
            self._flush()
            if tag in _CONTAINERS:
                self._containers.append(self._elements)
            if tag in _LISTS or tag in ("table", "dl"):
                self._groups.append((self._elements, 1))
            if tag in _HEADINGS:
                self._kinds.append("heading")
            elif tag in ("li", "dt", "dd"):
                self._kinds.append("item")
                self._number(element)
            elif tag == "pre":
                self._kinds.append("pre")
                self._preformatted += 1
            elif tag == "table":
                data = self._cells is None and element not in self._around_tables and _holds_data(element)
                self._data_tables.append(data)
            elif tag == "tr" and self._data_tables and self._data_tables[-1] and self._cells is None:
                self._cells = []

    def _end(self, element: Any, tag: str) -> None:
        if tag == "a":
            self._links -= 1
            self._buffer.append(_LINK_END)
        elif tag in _BLOCKS:
            if tag in ("td", "th") and self._cells is not None:
                self._cells.append("".join(self._buffer))
                self._buffer = []
            self._flush()
            if tag in _CONTAINERS:
                self._containers.pop()
            if tag in _HEADINGS or tag in ("li", "dt", "dd", "pre"):
                self._kinds.pop()
                self._preformatted -= tag == "pre"
            elif tag == "table":
                self._data_tables.pop()
            elif tag == "tr" and self._cells is not None:
                self._row()
            if tag in _LISTS or tag in ("table", "dl"):
                self._groups.pop()
        self._beside -= _is_beside(element, tag)

    def _number(self, item: Any) -> None:
        """Write the number before an item of a list that browsers number."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or not self._groups:
            return
        group, number = self._groups[-1]
        self._groups[-1] = (group, number + 1)
        if "none" not in (parent.get("style") or ""):
            self._buffer.append(f"{number}. ")

    def _text(self, text: str | None) -> None:
        if text:
            self._buffer.append(text.replace("\n", _BREAK) if self._preformatted else text)

    def _flush(self) -> None:
        if self._cells is not None:
            self._buffer.append(_BREAK)
            return
        raw = "".join(self._buffer)
        self._buffer = []
        if raw and not raw.isspace():
            for text, links, linked in _paragraphs(raw, bool(self._preformatted)):
                self._add(text, self._kinds[-1], links, linked)
            if self._links:
                self._buffer.append(_LINK)  # a link around several blocks

    def _row(self) -> None:
        cells, self._cells, self._buffer = self._cells or [], None, []
        written = [" ".join(text.replace("\n", " ") for text, _, _ in _paragraphs(cell, False)) for cell in cells]
        if any(written):
            links = sum(cell.count(_LINK) for cell in cells)
            linked = sum(linked for cell in cells for _, _, linked in _paragraphs(cell, False))
            self._add(" | ".join(written).strip(), "row", links, linked)

    def _add(self, text: str, kind: str, links: int, linked: int) -> None:
        group = self._groups[-1][0] if self._groups and kind in ("item", "row") else 0
        self._blocks.append(TextBlock(text, kind, self._containers[-1], group, bool(self._beside), links, linked))


def _is_beside(element: Any, tag: str) -> bool:
    if tag in _BESIDE or element.get("hidden") is not None:
        return tag not in ("body", "html")
    style = element.get("style")
    return bool(style and tag not in ("body", "html") and _HIDDEN.search(style))


def _holds_data(table: Any) -> bool:
    """Tell a table of data from one that only puts the parts of a page side by side."""
    if table.get("role") == "presentation":
        return False
    several = False
    for row in table.iterdescendants("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        several = several or len(cells) > 1
        if any(sum(len(text) for text in cell.itertext()) > _LONGEST_CELL for cell in cells):
            return False
    return several


def _paragraphs(raw: str, preformatted: bool) -> Iterator[tuple[str, int, int]]:
    """Divide the text of a block at two line breaks, or at one before an indent.

    Yields:
        The text, the number of links in it, and how many of its characters are in links.
    """
    if preformatted:
        text = raw.translate({0: "\n", 1: None, 2: None}).strip("\n").rstrip()
        if text:
            yield text, 0, 0
        return
    lines: list[str] = []
    links = linked = 0
    inside = False
    for line in _SPACES.sub(_space, raw).split(_BREAK):
        bare = line.replace(_LINK, "").replace(_LINK_END, "")
        text = bare.strip(_EDGES)
        if lines and (not text or _INDENT.match(bare.lstrip(" "))):
            yield "\n".join(lines), links, linked
            lines, links, linked = [], 0, 0
        started, size, inside = _linked(line, inside)
        if text:
            lines.append(text)
            links += started
            linked += min(size, len(text))
    if lines:
        yield "\n".join(lines), links, linked


def _linked(line: str, inside: bool) -> tuple[int, int, bool]:
    if _LINK not in line and _LINK_END not in line:
        return 0, len(line) if inside else 0, inside
    count = size = 0
    for part in re.split(f"([{_LINK}{_LINK_END}])", line):
        if part == _LINK:
            inside = True
            count += 1
        elif part == _LINK_END:
            inside = False
        elif inside:
            size += len(part.strip(_EDGES))
    return count, size, inside


def _space(run: re.Match[str]) -> str:
    """Give what stands for white space of the source: nothing where it breaks a line of Chinese, else one space."""
    text, start, end = run.string, run.start(), run.end()
    if "\n" not in run.group() or not start or end == len(text):
        return " "
    return "" if _WIDE.match(text[start - 1]) and _WIDE.match(text[end]) else " "
