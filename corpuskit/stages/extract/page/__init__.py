"""Take metadata tables and page chrome out of the text of a web page."""

from __future__ import annotations

from itertools import accumulate

from corpuskit.stage import Result, TextStage
from corpuskit.stages.extract.page import chrome, metadata
from corpuskit.stages.extract.page.layout import Page

CHROME = "page chrome"
TABLE = "metadata table"


def extract_page(text: str) -> Result:
    """Leave the article: read the metadata table of a notice into fields, and take page chrome out.

    Only whole lines leave, each as one span with its line feed; all other lines stay as they are, blank ones too. A line is
    chrome if it consists of known items from end to end (`【字体：大 中 小】`, `打印本页 | 关闭窗口`); ordinary words such as
    `打印` only beside other chrome at the head or the tail of the page. A table is metadata if its rows pair known keys with
    values, before the body text or, with two rows or more, at the very end.

    Args:
        text: the text of a page, with its line breaks as they came.

    Returns:
        The article, the lines taken out (`page chrome`, `metadata table`), and the fields of the table: the keys in
        Simplified characters, the values as they stand there, `""` for a key without one.

    >>> page = "索引号 | 12/2024 | 文号 | |\\n招生通知\\n今年九月开学。\\n打印本页 | 关闭窗口"
    >>> extract_page(page).text, extract_page(page).fields
    ('招生通知\\n今年九月开学。\\n', {'索引号': '12/2024', '文号': ''})
    """
    if not chrome.may_have_chrome(text) and not _may_have_table(text):
        return Result(text)
    lines = text.split("\n")
    page = Page(lines)
    reasons = dict.fromkeys(page.chrome_lines(), CHROME)
    table = page.table_lines(set(reasons))
    reasons.update(dict.fromkeys(table, TABLE))
    if not reasons:
        return Result(text)

    fields: dict[str, str] = {}
    for number in table:
        for key, value in (page.pairs[number] or {}).items():
            fields[key] = fields.get(key) or value
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    removed = [(starts[number], min(starts[number + 1], len(text)), reasons[number]) for number in sorted(reasons)]
    return Result(_without(text, removed), removed, fields=fields)


def _may_have_table(text: str) -> bool:
    return any(bar in text for bar in metadata.BARS)


def _without(text: str, removed: list[tuple[int, int, str]]) -> str:
    kept, position = [], 0
    for start, end, _ in removed:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])


STAGE = TextStage(extract_page, version=1)
