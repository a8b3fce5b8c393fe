"""Spoil clean text as typesetters, PDF extractors and web pages do, so that its true paragraphs are known.

for sample in degraded(paragraphs, random.Random(1)): ...
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpuskit.text.widths import cells

WIDTHS = (24, 34, 50, 80)  # cells: 12, 17, 25 and 40 columns
ENGLISH_WIDTHS = (50, 66, 72, 80, 100)
_NEVER_FIRST = "，,。．.、；;：:！!？?…—％%）)》〉」』】〕］”’ーっゃゅょッャュョ々"
_NEVER_LAST = "（(《〈「『【〔［“‘"
_UNIT = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[-'’.,_/:%@][A-Za-z0-9À-ɏ]+)*|\s+|.", re.DOTALL)
_KANA = re.compile("[\u3041-\u30fa]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_SPEECH = '“「『"'


@dataclass(frozen=True, slots=True)
class Sample:
    """A document to repair.

    Attributes:
        kind: how it was spoiled; those that begin with "as written" must come back as they are.
        text: the document.
        paragraphs: what a perfect repair gives.
        furniture: the lines that belong to the page.
    """

    kind: str
    text: str
    paragraphs: Sequence[str]
    furniture: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How a column is set.

    Attributes:
        width: in cells.
        marks: what happens to a mark that may not begin a line: "push" takes a character down with it, "hang" lets it stand
            out of the column, "anywhere" breaks without looking, in the middle of Latin words, too.
        indent: of first lines: "kept", "lost" (the room is there, the blanks are gone) or "none".
        blanks: blank lines stand nowhere ("none"), between "paragraphs", or after all "lines".
    """

    width: int
    marks: str
    indent: str
    blanks: str


def language(text: str) -> str:
    """Name the language: "ja", "en", "mixed" (Chinese with many Latin words) or "zh"."""
    sample = text[:4000]
    han, kana, latin = (len(pattern.findall(sample)) for pattern in (_HAN, _KANA, _LATIN))
    if kana > 0.2 * (han + kana):
        return "ja"
    if han < 0.1 * (han + latin):
        return "en"
    return "mixed" if latin > 0.15 * (han + latin) else "zh"


def wrap(paragraph: str, style: Style) -> list[str]:
    """Break a paragraph into lines."""
    room = 4 if style.indent != "none" else 0
    lines: list[list[str]] = [[]]
    free = style.width - room
    for unit in list(paragraph) if style.marks == "anywhere" else _UNIT.findall(paragraph):
        line = lines[-1]
        size = cells(unit)
        if size <= free or (not line and size > style.width) or (style.marks == "hang" and free >= 0 and unit in _NEVER_FIRST):
            line.append(unit)
            free -= size
            continue
        taken: list[str] = []
        if style.marks != "anywhere":
            while len(line) > 1 and ((unit if not taken else taken[0]) in _NEVER_FIRST or line[-1] in _NEVER_LAST):
                taken.insert(0, line.pop())
        lines.append([*taken, unit])
        free = style.width - sum(map(cells, lines[-1]))
    texts = [text for line in lines if (text := "".join(line).strip())]
    return ["\u3000\u3000" + texts[0], *texts[1:]] if style.indent == "kept" else texts


def set_in_column(paragraphs: Sequence[str], style: Style) -> list[str]:
    """Set paragraphs in a column; the lines, blank ones included."""
    lines: list[str] = []
    for paragraph in paragraphs:
        for line in wrap(paragraph, style):
            lines.append(line)
            if style.blanks == "lines":
                lines.append("")
        if style.blanks == "paragraphs":
            lines.append("")
    return lines


def degraded(paragraphs: Sequence[str], draw: random.Random, kinds: Sequence[str] | None = None) -> Iterator[Sample]:
    """Spoil a document in every way, or in those named, each with a style of its own.

    Args:
        paragraphs: of clean text, without blanks around them.
        draw: where the styles come from.
        kinds: some of "kept", "lost", "none", "pages", "narrowing", "dialogue", "cut", "as written".
    """
    tongue = language("".join(paragraphs))
    talk = sum(paragraph[0] in _SPEECH for paragraph in paragraphs) >= 0.3 * len(paragraphs)
    prefix = "" if tongue == "zh" else tongue + " "
    for kind in kinds or ("kept", "lost", "none", "pages", "narrowing", "dialogue", "cut", "as written"):
        if kind == "dialogue" and not talk:
            continue
        style = _any_style(draw, kind if kind in ("kept", "lost", "none") else draw.choice(("kept", "lost", "none")), tongue)
        if kind == "as written":
            gap = draw.choice(("\n", "\n\n"))
            yield Sample(kind, gap.join(paragraphs), paragraphs)
        elif kind == "cut":
            yield Sample(prefix + kind, _cut(paragraphs, draw), paragraphs)
        elif kind == "pages":
            yield _paged(prefix + kind, paragraphs, style, draw)
        elif kind == "narrowing":
            middle = len(paragraphs) // 2
            narrow = Style(
                max(20, style.width * draw.choice((40, 50, 60, 75)) // 200 * 2), style.marks, style.indent, style.blanks
            )
            lines = set_in_column(paragraphs[:middle], style) + set_in_column(paragraphs[middle:], narrow)
            yield Sample(prefix + kind, "\n".join(lines), paragraphs)
        else:
            name = f"indent {kind}" if kind in ("kept", "lost") else "no indent" if kind == "none" else kind
            yield Sample(prefix + name, "\n".join(set_in_column(paragraphs, style)), paragraphs)


def _any_style(draw: random.Random, indent: str, tongue: str) -> Style:
    marks = "push" if tongue == "en" else draw.choice(("push", "hang", "anywhere"))
    width = draw.choice(ENGLISH_WIDTHS if tongue == "en" else WIDTHS)
    return Style(width, marks, indent, draw.choice(("none", "none", "lines", "paragraphs")))


def _cut(paragraphs: Sequence[str], draw: random.Random) -> str:
    """Cut a long paragraph or two in the middle of a sentence, as a picture on a page does."""
    places = [place for place, paragraph in enumerate(paragraphs) if len(paragraph) >= 60]
    cut = set(draw.sample(places, min(len(places), 2)))
    lines = []
    for place, paragraph in enumerate(paragraphs):
        if place in cut:
            at = draw.randrange(24, len(paragraph) - 24)
            while at < len(paragraph) - 1 and (
                paragraph[at] in _NEVER_FIRST + " " or paragraph[at - 1] in "。！？.!?；;：:”’」』）) "
            ):
                at += 1
            lines.append(paragraph[:at] + "\n" * draw.choice((2, 3)) + paragraph[at:])
        else:
            lines.append(paragraph)
    return "\n".join(lines)


def _paged(kind: str, paragraphs: Sequence[str], style: Style, draw: random.Random) -> Sample:
    """Break a column into pages with numbers and running heads, on alternating sides now and then."""
    number = draw.randint(1, 90)
    form = draw.choice(("— {} —", "- {} -", "{}", "第 {} 页", "第{}页 共{}页", "{}/{}", "· {} ·", "Page {} of {}"))
    heads = draw.choice((("江城晚报　第 {} 版",), ("第二章　渡口与桥", "江上旧闻"), ("年度工作报告",), ()))
    on_top = draw.random() < 0.5
    length = draw.choice((14, 20, 30))
    lines = set_in_column(paragraphs, style)
    content = [place for place, line in enumerate(lines) if line]
    ends = set(content[length - 1 : -4 : length])
    last = number + len(ends)
    result: list[str] = []
    furniture: list[str] = []
    for place, line in enumerate(lines):
        result.append(line)
        if place in ends:
            foot = [form.format(number, last)]
            head = [heads[number % len(heads)].format(number)] if heads else []
            both = head + foot if on_top else foot + head
            furniture += both
            blank = [""] * draw.choice((1, 1, 2))
            result += [*blank, *(piece for item in both for piece in (item, *blank))]
            number += 1
    return Sample(kind, "\n".join(result), paragraphs, furniture)
