"""Take out the spaces that Chinese typesetting does not know, and leave those that mean something."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import chain
from typing import Literal

from pydantic import Field

from corpuskit.stage import Context, Options, TextStage
from corpuskit.text.characters import HAN
from corpuskit.text.code import code_lines, may_hold_code
from corpuskit.text.marks import CLOSERS, OPENERS, RIGHT, STOPS
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import PLACEHOLDER, fix_chinese_lines, fix_outside_spans
from corpuskit.text.spacing import close_up_marks
from corpuskit.text.stretches import (
    Stretch,
    fix_in_portions,
    fix_lines_with,
    fix_portions_with,
    fix_stretches,
    lines_at,
    lines_with,
    merge_lines,
)

_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f"
_WIDE = _BLANKS + "\u3000"

# Spaces that some rule may change, with the loosest form of what it asks of the neighbours: without them all is right already.
# The ordinary space is looked for on its own: that is much quicker than a class.
_ODD_SPACE = lazy_pattern(f"[\f{_WIDE}]")
_STRAY_SPACE = lazy_pattern(
    f" (?:(?=[\\s%％‰℃℉°㎡㎥㎏㎞㎝㎜{STOPS}{CLOSERS}])|(?<=[{STOPS}{OPENERS}] )|(?<=[\\n{CLOSERS}] )(?=[{RIGHT}0-9])"
    f"|(?<=[{HAN}] )(?=[{OPENERS}])|(?<=[0-9] )(?=[年月日时時分秒])|(?<=[年月日时時分] )(?=[0-9])|(?=[{HAN}] {{1,3}}[{HAN}]))"
)
_TRAILING = lazy_pattern(f"[ \t\f{_WIDE}](?<![ \t\f{_WIDE}].)[ \t\f{_WIDE}]*+(?=\n|\\Z)")
_LINE_ENDS = (" \n", "\u3000\n", "\t\n", "\f\n")
_BLANK = lazy_pattern(f"[{_BLANKS}]")
_WIDE_INDENT = lazy_pattern(f"\n[ \t]*[{_WIDE}][ \t{_WIDE}]*")
# With ordinary spaces only what plainly begins a Chinese paragraph; a list item or a line of code may need its indentation.
_INDENT = lazy_pattern(f"\n +(?=[{HAN}{OPENERS}]|[0-9]{{1,4}} *[年月日、])")
_WIDE_RUN = lazy_pattern("\u3000[ \u3000]*| (?<!  ) *\u3000[ \u3000]*")

# Begins with the space, the cheap part, and looks back from there.
_BEFORE_SIGN = lazy_pattern(r" (?<=[0-9] ) *(?=[%％](?! ?[0-9A-Za-z(])|[‰℃℉°㎡㎥㎏㎞㎝㎜])")
_DATE = lazy_pattern(
    r"[0-9](?<![0-9A-Za-z.].)(?<![A-Za-z] .)[0-9]{0,3} {0,2}(?:[年月日]|[时時分](?= {0,2}[0-9]))"
    r"(?: {0,2}[0-9]{1,2} {0,2}[月日时時分秒号])*"
)
_SPACED_FIGURES = lazy_pattern("(?:[0-9]+ +[年月日时時分秒号] *)+")
_DATE_GATE = lazy_pattern(" (?<=[0-9] ) *[年月日时時分秒]| (?<=[年月日时時分] ) *[0-9]")
_LETTER_SPACED = lazy_pattern(
    f"[{HAN}](?<![{HAN}].)(?<![{HAN}][ \u3000].)(?<![{HAN}][ \u3000]{{2}}.)(?<![{HAN}][ \u3000]{{3}}.)"
    f"(?:[ \u3000]{{1,3}}[{HAN}]){{2,}}+(?![ \u3000]*[{HAN}])"
)
_GAPS = lazy_pattern("[ \u3000]+")
_WIDE_GATE = lazy_pattern(f"\u3000[{HAN}][ \u3000]")
_LETTER_SPACED_GATE = lazy_pattern(f" [{HAN}] ")
_BETWEEN_HAN = lazy_pattern(f" (?<=[{HAN}] ) *(?=[{HAN}])")

_WORD = f"A-Za-z0-9{PLACEHOLDER}"
_NO_SPACE = lazy_pattern(f"(?<=[{HAN}])(?=[{_WORD}])|(?<=[{_WORD}%])(?=[{HAN}])")
_HAN_LATIN_SPACE = lazy_pattern(f" (?<=[{HAN}] ) *(?=[{_WORD}])| (?<=[{_WORD}%] ) *(?=[{HAN}])")


class SpacesOptions(Options):
    """Options of `normalize.spaces`."""

    han_latin: Literal["preserve", "insert", "remove"] = Field(
        "preserve",
        description="The space between Han and Latin letters or digits (`增长 6 家`): `preserve` leaves what is there, `insert` "
        "puts one everywhere (`GDP增长` becomes `GDP 增长`), `remove` takes it out.",
    )
    kana_and_hangul: Literal["keep", "convert"] = Field(
        "keep",
        description="Lines with more kana or Hangul than a quotation: `keep` leaves their spaces, `convert` treats them as "
        "Chinese (`寿司（ すし ） 。` becomes `寿司（すし）。`).",
    )
    han_han: Literal["auto", "keep", "remove"] = Field(
        "auto",
        description="The space between Han characters (`上半年 亮点纷呈`): `keep` leaves it, since it sets phrases of a headline "
        "apart; `remove` takes it out; `auto` removes it from PDFs, where it comes from the layout, and keeps it elsewhere.",
    )


def normalize_spaces(text: str, options: SpacesOptions, context: Context) -> str:
    """Take out trailing and stray spaces of Chinese lines, and indents of paragraphs.

    Stray are spaces beside full-width marks, inside brackets and quotes, before `%`, inside dates, and between letter-spaced
    characters (`通 知 公 告`). No line is joined, cut or lost.

    Args:
        text: the text; each line is a paragraph.
        options: what to do where usage differs.
        context: the kind of the source, `"pdf"` or another.

    >>> normalize_spaces("　　2023年 6月 30日， 增长77.53 %。 ", SpacesOptions(), Context())
    '2023年6月30日，增长77.53%。'
    """
    close_up = options.han_han == "remove" or (options.han_han == "auto" and context.kind == "pdf")
    every_line = options.han_latin != "preserve" or close_up
    suspicious = _suspicious_lines(text, every_line)
    if not suspicious:
        return text

    def fix(lines: str) -> str:
        return _normalize(_strip_ends(lines), options, close_up)

    if not may_hold_code(text):
        return fix_stretches(text, suspicious, lambda lines: fix_in_portions(lines, fix))

    def fix_portion(portion: str) -> str:
        """Fix all lines where there is code, since its indents are kept; else the suspicious ones only."""
        stripped = _strip_ends(portion)
        if may_hold_code(stripped) and (code := code_lines(stripped.split("\n"))):
            return _normalize(stripped, options, close_up, code)
        return fix_stretches(portion, _suspicious_lines(portion, every_line), fix)

    return fix_portions_with(suspicious, text, fix_portion)


def _suspicious_lines(text: str, every_line: bool) -> list[Stretch]:
    """Find, at little cost, the lines that some rule may have to do with: in all others there is nothing to do."""
    whole = [(0, len(text))] if text else []
    if every_line:
        return whole
    found = [lines_with(_ODD_SPACE, text)]
    if " " in text:
        ends = [place for place in (0, len(text) - 1) if text[place] == " "]
        found += [lines_with(_STRAY_SPACE, text), lines_at(ends, text)]
    if "\t" in text:
        found.append(lines_with(_TRAILING, text))
    return merge_lines(list(chain.from_iterable(found)))


def _strip_ends(text: str) -> str:
    if _BLANK.search(text) or any(end in text for end in _LINE_ENDS) or text[-1:] in (" ", "\t", "\f", "\u3000"):
        return _TRAILING.sub("", text)
    return text


def _normalize(text: str, options: SpacesOptions, close_up: bool, code: Set[int] = frozenset()) -> str:
    """Fix lines without trailing spaces, of which some are code."""
    odd = _BLANK.search(text) is not None
    keep_indents = bool(code)

    def fix_inner(lines: str) -> str:
        return _fix_inner_spaces(lines, options, close_up)

    def fix(lines: str) -> str:
        return fix_outside_spans(_fix_wide_spaces(lines, odd, keep_indents), fix_inner)

    text = fix_chinese_lines(text, fix, code=code, foreign=options.kana_and_hangul == "convert")
    return _BLANK.sub(" ", text) if odd else text


def _fix_wide_spaces(text: str, odd: bool, keep_indents: bool) -> str:
    """Take out indents, and make wide spaces ordinary ones.

    Args:
        text: Chinese lines.
        odd: whether there are other wide spaces than U+3000.
        keep_indents: whether the text has code, in which ordinary spaces mean something.
    """
    text = "\n" + text
    if odd or "\u3000" in text:
        text = _WIDE_INDENT.sub("\n", text)
        text = fix_lines_with(_WIDE_GATE, text, lambda line: _LETTER_SPACED.sub(_close_letters, line))
        text = _WIDE_RUN.sub(" ", _BLANK.sub(" ", text) if odd else text)
    if not keep_indents and "\n " in text:
        text = _INDENT.sub("\n", text)
    return text[1:]


def _fix_inner_spaces(text: str, options: SpacesOptions, close_up: bool) -> str:
    """Take out the stray spaces inside lines that are Chinese and have only ordinary spaces."""
    if options.han_latin == "insert":
        text = _NO_SPACE.sub(" ", text)
    if " " in text:
        text = _BEFORE_SIGN.sub("", close_up_marks(text))
        if options.han_latin != "insert":
            text = fix_lines_with(_DATE_GATE, text, lambda line: _DATE.sub(_close_date, line))
        text = fix_lines_with(_LETTER_SPACED_GATE, text, lambda line: _LETTER_SPACED.sub(_close_letters, line))
        if close_up:
            text = _BETWEEN_HAN.sub("", text)
        if options.han_latin == "remove":
            text = _HAN_LATIN_SPACE.sub("", text)
    return text


def _close_date(found: re.Match[str]) -> str:
    """Close a date up, unless spaces around all its figures are the style of the text (`在 1975 年 6 月`)."""
    date, before = found[0], found.string[max(0, found.start() - 1) : found.start()]
    return date if before == " " and _SPACED_FIGURES.fullmatch(date) else date.replace(" ", "")


def _close_letters(found: re.Match[str]) -> str:
    """Close letter-spaced characters up; where narrow and wide gaps take turns, they are names of two characters each."""
    letters = _GAPS.split(found[0])
    gaps = _GAPS.findall(found[0])
    if len(set(gaps)) == 2 and len(set(gaps[::2])) == 1 and len(set(gaps[1::2])) == 1 and len(letters) % 2 == 0:
        return " ".join(first + second for first, second in zip(letters[::2], letters[1::2], strict=True))
    return "".join(letters)


STAGE = TextStage(normalize_spaces, SpacesOptions, version=3)
