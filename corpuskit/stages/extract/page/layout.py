"""Where on the page a line stands, and what follows from that: which chrome and which table rows leave.

Every decision rests on lines that stay (article lines), or on evidence that leaves together with what it proves. So a second look
at the result decides nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpuskit.stages.extract.page import metadata
from corpuskit.stages.extract.page.chrome import BODY, BULLETS, Kind, Line, read_line
from corpuskit.text.blocks import fenced

_HEAD_LINES = 12  # article lines that may stand above the body text: titles, a date, a byline
_PROSE_LENGTH = 50  # characters; no title is longer
_SENTENCE_ENDS = ("。", "！", "？", "；", "…", "”", "!", "?")
_STATISTIC = re.compile(r"[^：:]{1,16}[：:] ?[0-9][0-9,.]*[^0-9]{0,6}")

Group = list[int]


class Page:
    """The lines of a page with what each is by itself.

    Args:
        lines: the lines, without line feeds.

    Attributes:
        chrome: what each line is as page chrome.
        rows: the cells of each line that has the form of a table row.
        pairs: the keys and values of each line that is a metadata row.
        rules: whether each line is the line of dashes of a Markdown table.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        code = fenced(lines)
        self.lines = lines
        self.chrome: list[Line] = [BODY if n in code else read_line(line) for n, line in enumerate(lines)]
        self.rows = [None if n in code else metadata.cells(line) for n, line in enumerate(lines)]
        self.pairs = [metadata.read_row(row) if row else None for row in self.rows]
        self.rules = [row is not None and metadata.is_rule(row) for row in self.rows]
        articles = [n for n, line in enumerate(self.chrome) if line.kind is Kind.BODY and not self._is_transparent(n)]
        self.first_article = articles[0] if articles else len(lines)
        self.last_article = articles[-1] if articles else -1
        self.body_text = self._body_text(articles)

    def chrome_lines(self) -> list[int]:
        """Give the numbers of the lines that are page chrome."""
        return [number for group in self._groups() for number in self._leaving(group)]

    def table_lines(self, gone: set[int]) -> list[int]:
        """Give the numbers of the lines of metadata tables at the head and the tail of the page, in order.

        Args:
            gone: the lines that leave as chrome; tables are looked at as if these had never been there.
        """
        blocks = self._blocks(gone)
        taken: set[int] = set()
        above = self.first_article
        for block in blocks:
            if block[0] >= self.body_text:
                break
            leaving = self._metadata_rows(block, at_least=1 if block[0] < above else 2)
            if not leaving:
                above = min(above, block[0])
            taken.update(leaving)
        for block in reversed(blocks):
            if block[-1] < self.last_article or block[-1] in taken:
                break
            leaving = self._metadata_rows(block, at_least=2)
            if not leaving:
                break
            taken.update(leaving)
        return sorted(taken)

    def _body_text(self, articles: list[int]) -> int:
        """Give the number of the line where the head of the page ends and the body text begins."""
        for number in articles[:_HEAD_LINES]:
            line = self.lines[number].strip()
            if len(line) > _PROSE_LENGTH or line.endswith(_SENTENCE_ENDS):
                return number
        return articles[_HEAD_LINES] if len(articles) > _HEAD_LINES else len(self.lines)

    def _groups(self) -> list[Group]:
        """Gather the chrome lines that stand together; blank lines and metadata rows do not part them."""
        groups: list[Group] = []
        open_group: Group = []
        for number, line in enumerate(self.chrome):
            if self._is_transparent(number):
                continue
            if line.kind is not Kind.BODY:
                open_group.append(number)
            elif open_group:
                groups.append(open_group)
                open_group = []
        return [*groups, open_group] if open_group else groups

    def _leaving(self, group: Group) -> Group:
        """Give the lines of a group that there is evidence enough to take out."""
        kinds = {self.chrome[number].kind for number in group}
        at_tail, at_head = group[0] > self.last_article, group[0] < self.body_text
        proven = (
            Kind.SOLID in kinds
            or (at_tail and self._proves_tail(group, kinds))
            or (at_head and not at_tail and self._proves_head(group, kinds))
        )
        if not proven:
            return []
        if at_tail:
            return group
        stays = {Kind.NEXT}
        if not at_head or (group[0] < self.first_article and self._count(group, Kind.WEAK) == 1):
            stays.add(Kind.WEAK)  # above all else such a word may be the title
        return [number for number in group if self.chrome[number].kind not in stays]

    def _proves_head(self, group: Group, kinds: set[Kind]) -> bool:
        if Kind.COUNT in kinds:
            return not self._is_statistic(group)
        return Kind.TOOL in kinds and self._items(group, Kind.TOOL, Kind.WEAK) > 1  # one alone may be a heading

    def _proves_tail(self, group: Group, kinds: set[Kind]) -> bool:
        if self.last_article < 0:  # nothing but chrome: there is no page to clean
            return False
        if kinds & {Kind.TOOL, Kind.NEXT} or (Kind.COUNT in kinds and not self._is_statistic(group)):
            return True
        return self._items(group, Kind.WEAK) > 1 and not self._ends_a_list(group)

    def _count(self, group: Group, kind: Kind) -> int:
        return sum(self.chrome[number].kind is kind for number in group)

    def _items(self, group: Group, *kinds: Kind) -> int:
        return sum(self.chrome[number].items for number in group if self.chrome[number].kind in kinds)

    def _is_statistic(self, group: Group) -> bool:
        """Say whether the counts of a group are figures of a report: several of them, or beside a line like them."""
        if self._count(group, Kind.COUNT) > 1:
            return True
        return any(_STATISTIC.fullmatch(self.lines[number].strip()) for number in self._neighbours(group))

    def _ends_a_list(self, group: Group) -> bool:
        """Say whether the line before a group looks like one more item of a list of words, as of menu entries."""
        before = self._neighbours(group)[0]
        line = self.lines[before].strip()
        bulleted = any(self.chrome[number].bullet for number in group) and line.startswith(tuple(BULLETS))
        return bulleted or (len(line) <= 6 and line.isalpha())

    def _neighbours(self, group: Group) -> list[int]:
        """Give the visible line before a group and the one after it, metadata rows passed over."""
        before, after = range(group[0] - 1, -1, -1), range(group[-1] + 1, len(self.lines))
        nearest = (next((n for n in side if not self._is_transparent(n)), None) for side in (before, after))
        return [number for number in nearest if number is not None]

    def _is_transparent(self, number: int) -> bool:
        """Say whether a line tells nothing of where chrome stands: a blank one, or one that may leave with a table."""
        kind = self.chrome[number].kind
        return kind is Kind.BLANK or (kind is Kind.BODY and (self.rules[number] or self.pairs[number] is not None))

    def _blocks(self, gone: set[int]) -> list[list[int]]:
        """Gather the table rows that stand line by line; only blocks with a metadata row are given."""
        blocks: list[list[int]] = []
        rows = [number for number in range(len(self.lines)) if number not in gone]
        previous_is_row = False
        for number in rows:
            is_row = self.rows[number] is not None
            if is_row and previous_is_row:
                blocks[-1].append(number)
            elif is_row:
                blocks.append([number])
            previous_is_row = is_row
        return [block for block in blocks if any(self.pairs[number] for number in block)]

    def _metadata_rows(self, block: list[int], at_least: int) -> list[int]:
        """Give the rows of a block that leave; all stay where the block is some other table."""
        found = [number for number in block if self.pairs[number]]
        others = len(block) - len(found) - sum(self.rules[number] for number in block)
        telling = any(key in metadata.TELLING_KEYS for number in found for key in self.pairs[number] or ())
        if len(found) < at_least or len(found) <= others or not telling:
            return []
        return found if others else block
