"""Page chrome: the lines of a web page that are tools and ways about, not article.

A line is chrome only if it consists of known items and of what stands between them (spaces, bars, brackets, bullets) from end to
end, or has the form of an imprint or a notice. How much that proves depends on the items, see `Kind`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from corpuskit.stages.extract.page import footer, links
from corpuskit.stages.extract.page.folding import simplify
from corpuskit.stages.extract.page.items import ITEMS
from corpuskit.text.patterns import lazy_pattern

TOOLS, NAVIGATION, IMPRINT, NOTICE, LINKS = "page chrome", "navigation", "imprint of the site", "page notice", "related links"


class Kind(Enum):
    """What a line is as far as page chrome goes."""

    BODY = auto()  # anything else
    BLANK = auto()
    BULLET = auto()  # a list mark or a bar alone on its line
    SOLID = auto()  # cannot be article text anywhere
    TOOL = auto()  # chrome at the head and the tail of a page; in the middle it may be an item of a manual
    COUNT = auto()  # how often the page was read: like TOOL, but a line of a statistic may look the same
    NEXT = auto()  # the way to the next or the last article: chrome at the tail only
    WEAK = auto()  # an ordinary word such as 打印: chrome only in company
    WAY = auto()  # a path or a menu that begins with 首页: chrome above all else
    SITE = auto()  # where to share something, such as 微信: chrome below a share bar
    SERVICE = auto()  # what a site offers, such as 联系我们: chrome where several stand together, or by an imprint
    IMPRINT = auto()  # rights and registrations: chrome below the last sentence
    CONTACT = auto()  # who runs something and how to reach them: chrome only with an imprint
    RIGHTS = auto()  # who may copy the page: chrome below the last sentence
    NOTICE = auto()  # the page speaks of itself: chrome above the first sentence and below the last one
    LINKS = auto()  # the heading of a block of links, and the titles below it


class Line(NamedTuple):
    """A line as page chrome.

    Attributes:
        kind: what it is.
        items: how many items stand on it.
        bullet: whether it begins with a list mark.
        reason: why it leaves, if it does.
    """

    kind: Kind
    items: int = 0
    bullet: bool = False
    reason: str = TOOLS


BODY, BLANK = Line(Kind.BODY), Line(Kind.BLANK)
BULLETS = "-*•·●■◆▪"
LONE_BULLETS = frozenset([*BULLETS, "|", "｜", "–", "—"])

_IN_SENTENCE = ("。", "；", "，", "、", "……")  # no item ends like this, and most lines of an article do
_MAX_LINE, _MAX_NOTICE = 160, 300  # characters; no line of tools, and no notice, is longer
_BETWEEN = lazy_pattern(r"[ |/·•↑\-【】\[\]()「」]+")
_ITEM = lazy_pattern("|".join(f"(?P<{name}>{pattern})" for name, pattern in ITEMS.items()))
_SOLID = frozenset({"SIZES", "SHARE", "POST", "SCAN", "PLACE", "PATH", "PAGER"})
_NAVIGATION = frozenset({"PLACE", "PATH", "PAGER", "WAY", "NEXT", "SERVICE"})
_STRENGTH = (Kind.SOLID, Kind.WAY, Kind.NEXT, Kind.TOOL, Kind.COUNT, Kind.SERVICE, Kind.SITE, Kind.WEAK)
_BY_THEMSELVES = frozenset({Kind.WEAK, Kind.SITE, Kind.SERVICE})


def read_line(line: str) -> Line:
    """Say what a line is as page chrome.

    >>> read_line("- 字体: 【 大 中 小 】").kind, read_line("打印 | 关闭").items, read_line("打印机已关闭").kind
    (<Kind.SOLID: 4>, 2, <Kind.BODY: 1>)
    """
    if len(line) > _MAX_NOTICE:
        return BLANK if line.isspace() else BODY
    words = line.split()
    if not words:
        return BLANK
    folded = simplify(" ".join(words))
    if folded in LONE_BULLETS:
        return Line(Kind.BULLET)
    if links.is_heading(folded):
        return Line(Kind.LINKS, reason=LINKS)
    bullet = folded[0] in BULLETS
    if len(folded) <= _MAX_LINE and not words[-1].endswith(_IN_SENTENCE) and (found := _items(folded[1:] if bullet else folded)):
        kind, reason = _strongest(found, folded[0] in "【[")
        return Line(kind, len(found), bullet, reason)
    return _read_whole(folded)


def _read_whole(folded: str) -> Line:
    if footer.read_notice(folded):
        return Line(Kind.NOTICE, reason=NOTICE)
    if footer.read_rights(folded):
        return Line(Kind.RIGHTS, reason=NOTICE)
    if footer.read_imprint(folded):
        return Line(Kind.IMPRINT, reason=IMPRINT)
    return Line(Kind.CONTACT, reason=IMPRINT) if footer.read_contact(folded) else BODY


def _items(line: str) -> list[str]:
    """Give the names of the items that the line is made of, nothing if there is anything else on it."""
    names: list[str] = []
    position, apart = 0, True
    while position < len(line):
        if between := _BETWEEN.match(line, position):
            position, apart = between.end(), True
            continue
        item = _ITEM.match(line, position)
        if item is None or not item.lastgroup or item.end() == position:
            return []
        # A word is an item only where it stands by itself: not in 打印机, not in 关闭打印.
        ends = item.end() == len(line) or _BETWEEN.match(line, item.end()) is not None
        if _kind(item.lastgroup) in _BY_THEMSELVES and not (apart and ends):
            return []
        names.append(item.lastgroup)
        position, apart = item.end(), item.group().endswith((" ", "】", "]", ")"))
    return names


def _kind(name: str) -> Kind:
    return Kind.SOLID if name in _SOLID else Kind[name]


def _strongest(names: list[str], in_brackets: bool) -> tuple[Kind, str]:
    if names.count("TOOL") > 1:
        return Kind.SOLID, TOOLS
    if set(names) == {"WEAK"} and len(names) > (1 if in_brackets else 2):
        return Kind.TOOL, TOOLS
    name = min(names, key=lambda name: _STRENGTH.index(_kind(name)))
    return _kind(name), NAVIGATION if name in _NAVIGATION else TOOLS
