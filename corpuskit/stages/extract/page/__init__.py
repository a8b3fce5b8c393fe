"""Take metadata tables and page chrome out of the text of a web page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from corpuskit.stage import Removal, Result, TextStage
from corpuskit.stages.extract.page import credits, headline, metadata, stacked, tables
from corpuskit.stages.extract.page.bylines import read_bylines
from corpuskit.stages.extract.page.chrome import BLANK, BODY, LONE_BULLETS, Kind, Line, read_line
from corpuskit.stages.extract.page.gate import candidate_lines
from corpuskit.stages.extract.page.layout import Page, Reading
from corpuskit.text.blocks import fenced


def extract_page(text: str) -> Result:
    """Leave the article: read what a page says of itself into fields, and take page chrome out.

        Only whole lines leave, each as one span with its line feed; all other lines stay as they are, blank ones too.

    A line is chrome if it consists of known items from end to end (`【字体：大 中 小】`, `首页 > 新闻 > 正文`, a pager) or has
    the form of an imprint (`版权所有：…`, an ICP number) or of a notice (`您的浏览器不支持…`). Ordinary words such as `打印` are
    chrome only beside others, and most of it only above the first sentence or below the last one, where also a block such as
    `相关阅读` leaves with the titles below its heading.

    A row is metadata if it pairs known keys with values (`索引号 | 12/2024`, `来源：云川日报　作者：江照`), at the head or the
    tail of the page and not alone, unless it cannot be anything else, as a date of publication. Who wrote the article and
    who took its pictures is read from lines that stay (`本报记者 江照`, `江照 摄`).

    Args:
        text: the text of a page, with its line breaks as they came.

    Returns:
        The article; the lines taken out, with their reasons; and the fields: the keys in Simplified characters, the values as
        they stand there, `""` for a key without one. `标题` is a title that the page says twice, or that stands alone above a
        line of credits.

    >>> page = "索引号 | 12/2024 | 文号 | |\\n招生通知\\n今年九月开学。\\n打印本页 | 关闭窗口"
        >>> extract_page(page).text, extract_page(page).fields
        ('招生通知\\n今年九月开学。\\n', {'索引号': '12/2024', '文号': ''})
    """
    bylines = read_bylines(text)
    if (reading := _read(text)) is None:
        return Result(text, fields=bylines)
    lines = reading.lines
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    fields: dict[str, str] = {}
    reasons: dict[int, str] = {}
    left = list(range(len(lines)))
    removed: Sequence[Removal] = ()
    after = text
    while reading is not None and (found := _decide(reading, fields)):
        reasons |= {left[number]: reason for number, reason in found.items()}
        left = [number for number in left if number not in reasons]
        removed = [(starts[number], min(starts[number + 1], len(text)), reasons[number]) for number in sorted(reasons)]
        after = _without(text, removed)
        reading = _read(after)  # what has moved to the head or the tail of the page now may be seen to be chrome
    for role, names in bylines.items():
        fields[role] = fields.get(role) or names
    return Result(after, removed, fields=fields)


def _read(text: str) -> Reading | None:
    """Look at the lines of a page one by one; None if none of them can be anything but article."""
    candidates = candidate_lines(text)
    chrome = {number: found for number, line in candidates.items() if (found := read_line(line)).kind is not Kind.BODY}
    rest = {number: line for number, line in candidates.items() if number not in chrome}
    found_credits = {number: row for number, line in rest.items() if (row := credits.read_credits(line))}
    rows = {number: row for number, line in rest.items() if number not in found_credits and (row := _read_row(line))}
    pairs = rows | found_credits
    if not chrome and not pairs and not headline.may_be_page_title(text):
        return None
    lines = text.split("\n")
    for number in fenced(lines) if "```" in text or "~~~" in text else ():
        chrome.pop(number, None)
        pairs.pop(number, None)
    forms = ["colons" if number in found_credits else tables.form_of(line) for number, line in enumerate(lines)]
    beside, pairs = pairs, stacked.join_values(lines, pairs, chrome)
    for number, row in pairs.items():
        if row != beside.get(number):
            forms[number] = tables.STACKED
    return Reading(
        lines,
        [chrome.get(number) or _plain(line) for number, line in enumerate(lines)],
        [pairs.get(number) for number in range(len(lines))],
        forms,
    )


def _read_row(line: str) -> dict[str, str] | None:
    row = metadata.cells(line)
    return metadata.read_row(row) if row else None


def _plain(line: str) -> Line:
    if len(line) > 3 and not line.isspace():
        return BODY
    shown = line.strip()
    return Line(Kind.BULLET) if shown in LONE_BULLETS else BODY if shown else BLANK


def _decide(reading: Reading, fields: dict[str, str]) -> dict[int, str]:
    """Give the numbers of the lines that leave with the reason for each, and add what they say to the fields."""
    page = Page(reading.lines, list(reading.chrome), reading.pairs, reading.forms)
    gone = page.chrome_lines()
    rows = tables.metadata_lines(page, gone)
    for number in sorted(rows):
        for key, value in (page.pairs[number] or {}).items():
            fields[key] = fields.get(key) or value
    leaving = {number: page.chrome[number].reason for number in gone} | rows
    if found := headline.page_title(page):
        fields["标题"] = fields.get("标题") or found[1]
        leaving[found[0]] = headline.PAGE_TITLE
    elif title := headline.headline(page, [number for number, reason in rows.items() if reason == tables.CREDITS], fields):
        fields["标题"] = title
    return leaving


def _without(text: str, removed: Sequence[tuple[int, int, str]]) -> str:
    kept, position = [], 0
    for start, end, _ in removed:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])


STAGE = TextStage(extract_page, version=2)
