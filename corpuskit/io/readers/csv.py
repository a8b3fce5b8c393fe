"""Comma, semicolon, tab and bar separated values: each row is a record, and a bad row costs that row."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from corpuskit.io.raw import Portion, RawDocument, ReadOptions, Unreadable
from corpuskit.io.readers.linewise import read_blocks
from corpuskit.io.readers.records import RecordReader, missing_field

_DELIMITERS = (",", "\t", ";", "|")
_NO_DELIMITER = "\x1f"  # the unit separator: for files of one column
_SAMPLE = 200  # lines by which the delimiter is told
_LARGEST_FIELD = 2**31 - 1  # characters; what a C long holds everywhere
_LONGEST_ROW = 256 * 2**20  # bytes; a quote that is never closed would take in the rest of any file
_MOST_LINES = 1 << 17  # in one row
_NOT_DOUBLED = "a quote within a value in quotes that is not doubled"
_NEVER_CLOSED = "a quote that is never closed"


@dataclass(slots=True)
class _Line:
    number: int
    data: bytes
    text: str


@dataclass(slots=True)
class _Row:
    """One row, or what should have been one.

    Attributes:
        lines: the lines of the file that it stands on.
        cells: its values.
        fault: why it is no row; then there are no cells.
    """

    lines: list[_Line]
    cells: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def data(self) -> bytes:
        return b"\n".join(line.data for line in self.lines)


def read(stream: BinaryIO, options: ReadOptions, portion: Portion | None = None) -> Iterator[RawDocument | Unreadable]:
    """Read a table of text with a header.

    The delimiter is found out; values may stand in quotes, and then hold delimiters, line breaks and doubled quotes.

    Args:
        stream: the whole file.
        options: which columns are the text, the id and kept; the encoding. A table of one column needs no name for the text.
        portion: not for this format, as a line break may be part of a value.

    Yields:
        A document for each row, an `Unreadable` for each that has more or fewer values than the header or quotes that do not
        match; `record` is the number of its first line in the file.

    >>> import io
    >>> table = "编号;text\\n1;\\"水;\\n山\\"\\n2\\n".encode("gb18030")
    >>> [(found.record, getattr(found, "text", None)) for found in read(io.BytesIO(table), ReadOptions())]
    [(2, '水;\\n山'), (4, None)]
    """
    assert portion is None
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    lines = _Lines(stream, options)
    there_are_lines = bool(lines.ahead(1))
    yield from lines.faults()
    if not there_are_lines:
        return
    delimiter = lines.take_named_delimiter() or _delimiter([line.text for line in lines.ahead(_SAMPLE)], options.text_field)
    rows = _rows(lines, delimiter)
    header = next((row for row in rows if row.fault or any(cell.strip() for cell in row.cells)), None)
    if header is None:
        return
    names = [cell.strip() for cell in header.cells]
    fault = header.fault or _fault_of_header(names, options)
    if fault:
        yield Unreadable(f"the first row names no columns: {fault}" if header.fault else fault, data=header.data)
        return
    yield from _documents(rows, names, lines, options)


def _documents(
    rows: Iterator[_Row], names: Sequence[str], lines: _Lines, options: ReadOptions
) -> Iterator[RawDocument | Unreadable]:
    only = len(names) == 1
    reader = RecordReader(options)
    distinct = _distinct(names)
    if only:
        distinct = [options.text_field]
    for row in rows:
        yield from lines.faults()
        number = row.lines[0].number
        extra = [cell for cell in row.cells[len(names) :] if cell]
        if row.fault:
            yield Unreadable(row.fault, record=number, data=row.data)
        elif not any(row.cells):
            continue  # a blank line, or one of delimiters only
        elif len(row.cells) < len(names) or extra:
            found = f"{len(row.cells)} values in a row where the header has {len(names)}"
            yield Unreadable(found, record=number, data=row.data)
        else:
            record = dict(zip(distinct, row.cells, strict=False))
            yield reader.document(record, row.data, number, lines.encoding)
    yield from lines.faults()


def _fault_of_header(names: Sequence[str], options: ReadOptions) -> str:
    count = names.count(options.text_field)
    if count > 1:
        return f"{count} columns are called {options.text_field!r}"
    if count == 0 and len(names) > 1:
        return missing_field(options.text_field, names)
    return ""


def _distinct(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    distinct = []
    for number, name in enumerate(names, 1):
        seen[name] += 1
        name = name or f"column {number}"
        distinct.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return distinct


class _Lines:
    """The lines of a table, some of them looked at before they are read."""

    def __init__(self, stream: BinaryIO, options: ReadOptions) -> None:
        self._blocks = read_blocks(stream, options)
        self._waiting: deque[_Line] = deque()
        self._faults: list[Unreadable] = []
        #: What the lines were decoded with, None for UTF-8.
        self.encoding: str | None = None

    def faults(self) -> Iterator[Unreadable]:
        """Give the lines that could not be read, as far as that is known by now."""
        found, self._faults = self._faults, []
        yield from found

    def ahead(self, count: int) -> list[_Line]:
        """Look at the next lines; there may be fewer."""
        while len(self._waiting) < count and self._fill():
            pass
        return [self._waiting[index] for index in range(min(count, len(self._waiting)))]

    def next(self) -> _Line | None:
        """Take the next line; None at the end."""
        while not self._waiting:
            if not self._fill():
                return None
        return self._waiting.popleft()

    def put_back(self, lines: Sequence[_Line]) -> None:
        """Give back lines that were taken."""
        self._waiting.extendleft(reversed(lines))

    def take_named_delimiter(self) -> str | None:
        """Take the line `sep=;`, which Excel understands, if it is there."""
        first = self.ahead(1)[0].text.strip().strip('"')
        if not first.startswith("sep=") or len(first) > len("sep=") + 1:
            return None
        self.next()
        return first[len("sep=") :] or "\t"

    def _fill(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        if isinstance(block, Unreadable):
            self._faults.append(block)
            return True
        texts, encoding = block.texts
        self.encoding = None if encoding.startswith(("utf-8", "ascii")) else encoding
        parts = block.lines
        if block.first == 1:
            texts[0] = texts[0].removeprefix("\ufeff")
            if len(texts) == 1 and "\r" in texts[0][:-1]:
                parts, texts = _split_at_returns(parts[0], texts[0])
        self._waiting.extend(map(_Line, range(block.first, block.first + len(texts)), parts, texts))
        return True


def _split_at_returns(line: bytes, text: str) -> tuple[list[bytes], list[str]]:
    """Divide what has no line feed at all into lines, as old Macintoshes wrote them."""
    parts, texts = line.split(b"\r"), text.split("\r")
    if len(parts) != len(texts):
        parts = [part.encode("utf-8", "replace") for part in texts]
    return parts, texts


def _delimiter(sample: Sequence[str], text_field: str) -> str:
    """Find the delimiter: the header names the text field with it, or else the rows are as wide as the header with it."""
    sample = sample[next((index for index, line in enumerate(sample) if line.strip()), 0) :]
    best, best_score = _NO_DELIMITER, (False, -1.0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in sample[0]:
            continue
        rows = _rows_of_sample(sample, delimiter)
        if not rows or len(rows[0]) == 1:
            continue
        widths = [len(row) for row in rows[1:-1] or rows[1:]]  # the sample may end within the last one
        alike = widths.count(len(rows[0])) / len(widths) if widths else 1.0
        score = (text_field in (cell.strip() for cell in rows[0]), alike, len(rows[0]))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows_of_sample(sample: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # what comes after a bad row says nothing
        rows.extend(row for row in csv.reader((f"{line}\n" for line in sample), delimiter=delimiter) if row)
    return rows


class _Feed:
    """Hands lines to the parser, and remembers those of the row that it is in."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self.taken: list[_Line] = []
        self._size = 0

    def begin_row(self) -> None:
        self.taken, self._size = [], 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > _LONGEST_ROW or len(self.taken) >= _MOST_LINES:
            raise csv.Error(_NEVER_CLOSED)
        line = self._lines.next()
        if line is None:
            raise StopIteration
        self.taken.append(line)
        self._size += len(line.data)
        return f"{line.text}\n"


def _rows(lines: _Lines, delimiter: str) -> Iterator[_Row]:
    feed = _Feed(lines)
    parser = csv.reader(feed, delimiter=delimiter, strict=True)
    width = 0
    while True:
        feed.begin_row()
        try:
            row = _Row(feed.taken, next(parser))
        except StopIteration:
            return
        except csv.Error as error:
            row = _Row(feed.taken, fault=_fault(str(error)))
            row = _only_the_first_line(row, lines, delimiter, width)
        width = width or len(row.cells)
        yield row


def _fault(message: str) -> str:
    if "expected after" in message:
        return _NOT_DOUBLED
    if message in ("unexpected end of data", _NEVER_CLOSED):
        return _NEVER_CLOSED
    return "a carriage return within a value without quotes" if "new-line" in message else f"no row: {message}"


def _only_the_first_line(row: _Row, lines: _Lines, delimiter: str, width: int) -> _Row:
    """Put back the lines that a stray quote took in, if each of them is plainly a row of its own.

    No line is put back twice: a run of quotes that leaves one open also closes one that is.

    Args:
        row: one with a fault.
        lines: where to put them.
        delimiter: of the table.
        width: of its header, 0 before there is one.

    Returns:
        The row as it is, or with its first line alone; between tabs, where quotes often mean nothing, they are characters then.
    """
    alone = len(row.lines) == 1
    parts = [line.text.removesuffix("\r").split(delimiter) for line in row.lines]
    if any(len(cells) != width for cells in parts) or (width == 1 and not alone):
        return row
    lines.put_back(row.lines[1:])
    bare_quotes = delimiter in ("\t", _NO_DELIMITER) and (row.fault == _NOT_DOUBLED or not alone)
    return _Row(row.lines[:1], parts[0]) if bare_quotes else _Row(row.lines[:1], fault=row.fault)
