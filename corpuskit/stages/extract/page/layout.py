"""Where on the page a line stands, and what follows from that: which chrome leaves.

Decisions rest on lines that stay (article lines), or on evidence that leaves together with what it proves. So a second look at
the result seldom decides anything new; where it does, the page is looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpuskit.stages.extract.page import links
from corpuskit.stages.extract.page.chrome import BODY, BULLETS, Kind, Line
from corpuskit.text.patterns import lazy_pattern

_HEAD_LINES, _FOOT_LINES = 12, 60  # article lines that may stand above the body text, titles and a byline, and below it
_PROSE_LENGTH = 50  # characters; no title is longer
_SENTENCE_ENDS = ("。", "！", "？", "；", "…", "”", "!", "?", "」", ";")
_STATISTIC = lazy_pattern(r"[^：:]{1,16}[：:] ?[0-9][0-9,.]*[^0-9]{0,6}")
_ABOUT_RIGHTS = lazy_pattern("[版著][权權]|版權|[转轉][载載]|[声聲]明|侵[权權]|[隐隱]私|[条條]款|[备備]案")

Group = list[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What each line of a page is by itself.

    Attributes:
        lines: the lines, without line feeds.
        chrome: what each of them is as page chrome.
        pairs: the keys and values of each line that is metadata, none for the value of the key above; else None.
        forms: `"bars"` or `"colons"` for a line that has the form of a row, `"stacked"` for a key with its value on the next line
            and for that value, and `"rule"` for the dashes of a Markdown table.
    """

    lines: Sequence[str]
    chrome: Sequence[Line]
    pairs: Sequence[Mapping[str, str] | None]
    forms: Sequence[str]


@dataclass(slots=True)
class Page:
    """The lines of a page in their places.

    Attributes:
        lines, pairs, forms: see `Reading`.
        chrome: what each line is as page chrome, now that its place is known.
        articles: the numbers of the lines of the article.
        body_text: where the head of the page ends and the first sentence begins.
        last_sentence: where the last sentence of the article stands; -1 if there is none, or far above the end.
    """

    lines: Sequence[str]
    chrome: list[Line]
    pairs: Sequence[Mapping[str, str] | None]
    forms: Sequence[str]
    articles: list[int] = field(init=False)
    body_text: int = field(init=False)
    last_sentence: int = field(init=False)

    def __post_init__(self) -> None:
        self._place_next_titles()
        self._place_links()
        self.articles = [n for n, line in enumerate(self.chrome) if line.kind is Kind.BODY and not self.is_transparent(n)]
        self.body_text = self._find_body_text()
        self.last_sentence = next((n for n in self.articles[: -_FOOT_LINES - 1 : -1] if self._is_prose(n)), -1)

    @property
    def first_article(self) -> int:
        """The number of the first line of the article."""
        return self.articles[0] if self.articles else len(self.lines)

    @property
    def last_article(self) -> int:
        """The number of the last line of the article, -1 if there is none."""
        return self.articles[-1] if self.articles else -1

    def chrome_lines(self) -> list[int]:
        """Give the numbers of the lines that are page chrome."""
        return [number for group in self._groups() for number in self._leaving(group)]

    def is_transparent(self, number: int) -> bool:
        """Say whether a line tells nothing of where chrome stands: a blank one, or one that may leave as metadata."""
        kind = self.chrome[number].kind
        return kind is Kind.BLANK or (kind is Kind.BODY and (self.forms[number] == "rule" or self.pairs[number] is not None))

    def neighbours(self, group: Group) -> tuple[int | None, int | None]:
        """Give the visible line before a group and the one after it, metadata passed over."""
        before, after = range(group[0] - 1, -1, -1), range(group[-1] + 1, len(self.lines))
        nearest = [next((n for n in side if not self.is_transparent(n)), None) for side in (before, after)]
        return nearest[0], nearest[1]

    def _is_prose(self, number: int) -> bool:
        line = self.lines[number].strip()
        return len(line) > _PROSE_LENGTH or line.endswith(_SENTENCE_ENDS)

    def _find_body_text(self) -> int:
        for number in self.articles[:_HEAD_LINES]:
            if self._is_prose(number):
                return number
        return self.articles[_HEAD_LINES] if len(self.articles) > _HEAD_LINES else len(self.lines)

    def _place_next_titles(self) -> None:
        """Take the title on the line after `上一篇：` for a part of it."""
        visible = [n for n, line in enumerate(self.chrome) if line.kind is not Kind.BLANK]
        for at, number in enumerate(visible[:-1]):
            here, title = self.chrome[number], visible[at + 1]
            is_open = here.kind is Kind.NEXT and self.lines[number].rstrip().endswith((":", "："))
            if is_open and self.chrome[title].kind is Kind.BODY and not self._is_prose(title):
                after = self.chrome[visible[at + 2]].kind if at + 2 < len(visible) else Kind.NEXT
                if after not in (Kind.BODY, Kind.BULLET):
                    self.chrome[title] = here

    def _place_links(self) -> None:
        """Mark the block of links that ends the page; other such headings are headings of the article."""
        headings = [n for n, line in enumerate(self.chrome) if line.kind is Kind.LINKS]
        if not headings:
            return
        body = [n for n, line in enumerate(self.chrome) if line.kind in (Kind.BODY, Kind.LINKS) and self.lines[n].strip()]
        prose = next((n for n in body if self.chrome[n].kind is Kind.BODY and self._is_prose(n)), len(self.lines))
        block = links.find_blocks(self.lines, body, [n for n in headings if n > prose])
        heading = self.chrome[headings[0]]
        for number in headings:
            self.chrome[number] = BODY
        for number in block:
            self.chrome[number] = heading

    def _groups(self) -> list[Group]:
        """Gather the chrome lines that stand together; blank lines and metadata do not part them."""
        groups: list[Group] = []
        open_group: Group = []
        for number, line in enumerate(self.chrome):
            if self.is_transparent(number):
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
        below = at_tail or group[0] > self.last_sentence >= 0
        quoted = below and self._is_introduced(group)
        special = self._special(group, below=below and not quoted, at_head=at_head)
        proven = (
            Kind.SOLID in kinds
            or (at_tail and not quoted and (bool(special) or self._proves_tail(group, kinds)))
            or (below and not quoted and self._count(group, Kind.NEXT) > 1)
            or (at_head and not at_tail and self._proves_head(group, kinds))
            or ((at_head or below) and not quoted and Kind.SITE in kinds and self._has_share_bar(group, with_colon=True))
        )
        if not proven:
            return sorted(special)
        stays = {Kind.IMPRINT, Kind.CONTACT, Kind.RIGHTS, Kind.NOTICE, Kind.SERVICE}
        if not at_tail and not (below and not quoted and Kind.SOLID in kinds):
            if not below or self._count(group, Kind.NEXT) < 2:
                stays.add(Kind.NEXT)
            if not at_head or (group[0] < self.first_article and self._count(group, Kind.WEAK) == 1):
                stays.add(Kind.WEAK)  # above all else such a word may be the title
            if not at_head:
                stays.add(Kind.WAY)
            if not self._has_share_bar(group):
                stays.add(Kind.SITE)
        return [number for number in group if self.chrome[number].kind not in stays or number in special]

    def _special(self, group: Group, *, below: bool, at_head: bool) -> set[int]:
        """Give the lines that leave for what they are and where they stand, whatever the others are."""
        if not self.articles:  # nothing but chrome: there is no page to clean
            return set()
        kinds = [self.chrome[number].kind for number in group]
        above_all = group[0] < self.first_article
        in_row = Kind.IMPRINT in kinds or any(self.chrome[n].items > 1 for n in group if self.chrome[n].kind is Kind.SERVICE)
        services = self._items(group, Kind.SERVICE) > (1 if in_row else 2) and (below or at_head)
        leaves = {
            Kind.LINKS: True,
            Kind.WAY: above_all or (at_head and kinds.count(Kind.WAY) == 1 and not self._is_about_ways(group)),
            Kind.SERVICE: services,
            Kind.IMPRINT: below,
            Kind.RIGHTS: below and not self._is_about_rights(),
            Kind.NOTICE: below or at_head,
        }
        found = {number for number, kind in zip(group, kinds, strict=True) if leaves.get(kind, False)}
        if below and Kind.IMPRINT in kinds:
            # Contacts right after the article may be its own; after other chrome they belong to the imprint.
            first = next(n for n, kind in zip(group, kinds, strict=True) if kind is not Kind.CONTACT)
            found |= {n for n in group if n > first and self.chrome[n].kind is Kind.CONTACT}
        return found

    def _is_about_ways(self, group: Group) -> bool:
        """Say whether the article leads up to a path, or has more of them: then it tells how to use a site."""
        others = range(self.body_text, self.last_article)
        return self._is_introduced(group) or any(self.chrome[number].kind is Kind.WAY for number in others)

    def _is_introduced(self, group: Group) -> bool:
        """Say whether the article leads up to a group, as to an example."""
        before = self.neighbours(group)[0]
        return before is not None and self.lines[before].rstrip().endswith((":", "："))

    def _is_about_rights(self) -> bool:
        titles = (self.lines[number] for number in self.articles[:3] if number <= self.body_text)
        return any(_ABOUT_RIGHTS.search(title[:_PROSE_LENGTH]) for title in titles)

    def _has_share_bar(self, group: Group, *, with_colon: bool = False) -> bool:
        """Say whether a share bar stands among the sites of a group; `分享：` has nothing but its colon to prove it."""
        others = (self.lines[number].rstrip() for number in group if self.chrome[number].kind is not Kind.SITE)
        return any("分享" in line and (not with_colon or line.endswith((":", "："))) for line in others)

    def _proves_head(self, group: Group, kinds: set[Kind]) -> bool:
        if Kind.COUNT in kinds:
            return not self._is_statistic(group)
        if group[-1] < self.first_article and self._items(group, Kind.WEAK) > 2:
            return True
        return Kind.TOOL in kinds and self._items(group, Kind.TOOL, Kind.WEAK) > 1  # one alone may be a heading

    def _proves_tail(self, group: Group, kinds: set[Kind]) -> bool:
        if not self.articles:
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
        return any(n is not None and _STATISTIC.fullmatch(self.lines[n].strip()) for n in self.neighbours(group))

    def _ends_a_list(self, group: Group) -> bool:
        """Say whether the line before a group looks like one more item of a list of words, as of menu entries."""
        before = self.neighbours(group)[0]
        if before is None:
            return False
        line = self.lines[before].strip()
        bulleted = any(self.chrome[number].bullet for number in group) and line.startswith(tuple(BULLETS))
        return bulleted or (len(line) <= 6 and line.isalpha())
