"""What the normalization of Chinese must not touch: lines in other languages, code, addresses, markup."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import accumulate

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.code import code_lines, may_hold_code
from corpuskit.text.patterns import lazy_pattern

_HAN = lazy_pattern(f"[{HAN}]")
_FOREIGN = lazy_pattern(f"[{KANA}{HANGUL}]")
_LINE_WITHOUT_HAN = lazy_pattern(f"\n(?!\n)[^{HAN}\n]++(?=\n|\\Z)")
# Three Latin words in a row: the line may be an English one. It begins with a space, which few Chinese lines have.
_LATIN_PHRASE = lazy_pattern(r" [A-Za-z][A-Za-z'’-]{0,30}[,.;:!?]? [A-Za-z]")
_FIRST_LETTER = lazy_pattern(f"[A-Za-z{HAN}]")
_LATIN_WORD = lazy_pattern(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")

# Noncharacters that stand for a protected stretch while the rest is worked on: one that behaves like a Latin word, and one for
# tags, which belong to neither side.
PLACEHOLDER = "\ufdd0"
MARKUP = "\ufdd1"
_HIDDEN = lazy_pattern(f"[{PLACEHOLDER}{MARKUP}]")

_HAN_PER_FOREIGN = 20
_PORTION = 1_000
_BATCH = 2_000
_SHORTEST_PROSE = 60
_SENTENCE_ENDS = '。.！!？?…”"'
# Lines as near as this to each other (in characters) are worked on together.
_NEAR = 100

_NOWHERE = sys.maxsize

#: Where whole lines start and end in a text.
Stretch = tuple[int, int]

_URL_CHARACTERS = "A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=%"
_URL_END = "(?<![,.;:!?')\\]])"
# For each kind of stretch: a character and a string without which there is none, and the pattern. The character is looked for
# first, which costs a third of looking for a string; all patterns begin with a character or a class.
_SPANS = (
    ("`", "`", r"```[^\n]*|`[^`\n]{1,300}`"),
    ("/", "http", f"https?://[{_URL_CHARACTERS}]{{0,2000}}{_URL_END}"),
    ("/", "ftp://", f"ftp://[{_URL_CHARACTERS}]{{0,2000}}{_URL_END}"),
    ("w", "www.", f"www\\.[{_URL_CHARACTERS}]{{0,2000}}{_URL_END}"),
    ("@", "@", r"[A-Za-z0-9._%+-](?<![A-Za-z0-9._%+-].)[A-Za-z0-9._%+-]{0,63}+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"),
    ("]", "](", r"\]\((?:[a-z]+:|[./#]|[^()\s]{0,300}\.[A-Za-z0-9]{2,5}\))[^()\s]{0,2000}\)?"),
    ("<", "<", r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:[\s/](?<!\n)[^<>\n]{0,2000})?>|<!--[^\n]{0,2000}?-->"),
    ("&", "&", r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"),
    ("$", "$", f"\\$(?=[^\\s$])[^$\n{HAN}]{{0,300}}[^$\\s{HAN}]\\$(?![0-9])|\\$\\$[^$\n]{{1,300}}\\$\\$"),
    ("\\", "\\(", r"\\\([^\n]{1,300}?\\\)"),
    ("\\", "\\", r"\\[A-Za-z]{2,30}(?:\{[^{}\n]{0,100}\}){1,3}"),
    ("{", "{{", r"\{\{[^{}\n]{0,300}\}\}"),
    ("{", "${", r"\$\{[^{}\n]{0,300}\}"),
    ("\\", ":\\", r"[A-Za-z]:\\(?<![A-Za-z]..)[^\s，。；、！？：“”（）《》,;\"<>|]{0,300}"),
    ("/", "/", r"/(?<![A-Za-z0-9/].)[A-Za-z0-9_.-]{1,100}(?:/[A-Za-z0-9_.-]{1,100}){0,20}(?<![.])"),
)


_SIGNS = [(number, (character, sign)) for number, (character, sign, _) in enumerate(_SPANS)]


def is_chinese(line: str, *, foreign: bool = False) -> bool:
    """Say whether a line is Chinese: it has Han characters, and they are not a few words quoted in another language.

    Args:
        line: one line.
        foreign: whether kana and Hangul are no objection.

    >>> is_chinese("GDP增长"), is_chinese("GDP growth"), is_chinese("東京の天気"), is_chinese("The word 你好, or hello.")
    (True, False, False, False)
    """
    if _HAN.search(line) is None:
        return False
    if not foreign and _FOREIGN.search(line) and _is_foreign(line):
        return False
    return _LATIN_PHRASE.search(line) is None or not _is_english(line)


def fix_chinese_lines(
    text: str,
    fix: Callable[[str], str],
    *,
    unless: re.Pattern[str] | None = None,
    code: Set[int] = frozenset(),
    foreign: bool = False,
) -> str:
    """Apply a function to the Chinese lines of a text; all others stay.

    Args:
        text: the text.
        fix: a function that works line by line: it gets several lines at once and gives as many back.
        unless: leave also the lines in which this pattern hits.
        code: the numbers of the lines of code, which are left.
        foreign: whether lines with kana or Hangul count as Chinese, if they have Han.
    """
    doubtful = _HIDDEN.search(text) if PLACEHOLDER in text or MARKUP in text else None
    if unless is not None and unless.search(text) is None:
        unless = None
    plain = doubtful is None and unless is None and not code and _LATIN_PHRASE.search(text) is None
    if plain and (foreign or _FOREIGN.search(text) is None):
        others = [(found.start(), found.end() - 1) for found in _LINE_WITHOUT_HAN.finditer("\n" + text)]
        return fix_stretches(text, without_lines([(0, len(text))], others), fix)
    lines = text.split("\n")
    chinese = [
        number
        for number, line in enumerate(lines)
        if number not in code
        and is_chinese(line, foreign=foreign)
        and (doubtful is None or _HIDDEN.search(line) is None)
        and (unless is None or unless.search(line) is None)
    ]
    if not chinese:
        return text
    fixed = fix("\n".join([lines[number] for number in chinese])).split("\n")
    for number, line in zip(chinese, fixed, strict=True):
        lines[number] = line
    return "\n".join(lines)


def lines_with(sign: re.Pattern[str], text: str) -> list[Stretch]:
    """Find the lines in which a pattern hits.

    Where such lines are dense, those between and behind them are taken along: the more so the longer it goes, so that a text
    that is full of them is not searched line by line.

    Args:
        sign: a pattern that hits no line feed.
        text: the text.

    Returns:
        Where the lines start and end, in order, without the line feed at the end; several lines in a row can be one stretch.
    """
    found: list[Stretch] = []
    last = -_NEAR - 1
    hit = sign.search(text)
    while hit:
        place = hit.start()
        start = text.rfind("\n", max(0, last), place) + 1
        if start - last <= _NEAR:
            start = found.pop()[0]
            place = min(len(text), 2 * place - start)
        last = text.find("\n", place)
        if last < 0:
            return [*found, (start, len(text))]
        found.append((start, last))
        hit = sign.search(text, last)
    return found


def lines_at(places: Iterable[int], text: str) -> list[Stretch]:
    """Give the lines that hold these places, which ascend and are no line feeds."""
    found: list[Stretch] = []
    last = -1
    for place in places:
        if place > last:
            start = text.rfind("\n", max(0, last), place) + 1
            last = text.find("\n", place)
            if last < 0:
                last = len(text)
            found.append((start, last))
    return found


def merge_lines(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Put stretches of lines in order, and those together that overlap."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def fix_stretches(text: str, stretches: Sequence[Stretch], fix: Callable[[str], str]) -> str:
    """Apply a function to some lines of a text, all of them at once.

    Args:
        text: the text.
        stretches: where whole lines start and end, in order, apart from each other.
        fix: a function that works line by line.
    """
    if not stretches:
        return text
    if stretches[0] == (0, len(text)):
        return fix(text)
    taken = "\n".join([text[start:end] for start, end in stretches])
    fixed = fix(taken)
    if fixed == taken:
        return text
    pieces: list[str] = []
    done = taken_to = fixed_to = 0
    for start, end in stretches:
        begin, taken_to = taken_to, taken_to + end - start + 1
        lines = taken.count("\n", begin, taken_to - 1) + 1
        begin = fixed_to
        for _ in range(lines):
            fixed_to = fixed.find("\n", fixed_to) + 1 or len(fixed) + 1
        pieces += (text[done:start], fixed[begin : fixed_to - 1])
        done = end
    return "".join([*pieces, text[done:]])


def fix_in_portions(text: str, fix: Callable[[str], str]) -> str:
    """Apply a function that works line by line to some lines at a time, so that what is rare slows none but its neighbours."""
    if len(text) <= 2 * _BATCH:
        return fix(text)
    fixed = []
    start = 0
    while (end := text.find("\n", start + _BATCH)) >= 0:
        fixed.append(fix(text[start:end]))
        start = end + 1
    return "\n".join([*fixed, fix(text[start:])])


def fix_portions_with(suspicious: Sequence[Stretch], text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to the portions of a text in which there may be something to do.

    Args:
        suspicious: the lines that are the reason, in order.
        text: the text; where it may hold code, which is told from several lines, it is cut after plain prose only.
        fix: a function that works line by line, but for code.
    """
    pieces: list[str] = []
    done = 0
    for start, end in _portions_with(suspicious, text):
        pieces += (text[done:start], fix(text[start:end]))
        done = end
    return "".join([*pieces, text[done:]])


def code_near(suspicious: Sequence[Stretch], text: str) -> list[Stretch]:
    """Find the lines of code in the portions that have something suspicious, in order; each line is a stretch."""
    found: list[Stretch] = []
    if not may_hold_code(text):
        return found
    for start, end in _portions_with(suspicious, text):
        portion = text[start:end]
        if may_hold_code(portion):
            lines = portion.split("\n")
            if code := code_lines(lines):
                places = accumulate((len(line) + 1 for line in lines), initial=start)
                found += [
                    (place, place + len(line)) for n, (place, line) in enumerate(zip(places, lines, strict=False)) if n in code
                ]
    return found


def without_lines(stretches: Sequence[Stretch], lines: Sequence[Stretch]) -> list[Stretch]:
    """Take some lines, each a stretch and in order, out of longer stretches."""
    rest: list[Stretch] = []
    coming = iter(lines)
    first, last = next(coming, (_NOWHERE, _NOWHERE))
    for start, end in stretches:
        while first <= end:
            if first >= start:
                if first > start:
                    rest.append((start, first - 1))
                start = last + 1
            first, last = next(coming, (_NOWHERE, _NOWHERE))
        if start <= end:
            rest.append((start, end))
    return rest


def _portions_with(stretches: Sequence[Stretch], text: str) -> Iterator[Stretch]:
    """Give the portions of a text that some of these stretches, in order, have a part of."""
    coming = iter(stretches)
    first, last = next(coming, (_NOWHERE, _NOWHERE))
    for start, end in _portions(text):
        while last < start:
            first, last = next(coming, (_NOWHERE, _NOWHERE))
        if first <= end:
            yield start, end


def _portions(text: str) -> Iterator[Stretch]:
    """Cut a text at line ends; where it may hold code, after plain prose outside of fences only."""
    if len(text) <= 2 * _PORTION:
        yield 0, len(text)
        return
    code = may_hold_code(text)
    fences = sorted([*_places_of("```", text), *_places_of("~~~", text)]) if code else []
    start = passed = 0
    end = text.find("\n", _PORTION)
    line = text.rfind("\n", 0, end) + 1
    while end >= 0:
        while passed < len(fences) and fences[passed] < end:
            passed += 1
        if code and (end - line <= _SHORTEST_PROSE or passed % 2 or not _is_prose(text, line, end)):
            line = end + 1
            end = text.find("\n", line)
            continue
        yield start, end
        start = end + 1
        end = text.find("\n", start + _PORTION)
        line = text.rfind("\n", start, end) + 1 or start
    yield start, len(text)


def _places_of(sign: str, text: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + len(sign))


def _is_prose(text: str, start: int, end: int) -> bool:
    """Say whether a line of the text that is not short is plainly a paragraph."""
    return text[end - 1] in _SENTENCE_ENDS and text[start] > "\u3000" and text.find("|", start, end) < 0


def fix_lines_with(sign: re.Pattern[str], text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to each line in which a pattern hits."""
    if sign.search(text) is None:
        return text
    return "\n".join([fix(line) if sign.search(line) else line for line in text.split("\n")])


def fix_outside_spans(text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to a text in which addresses, paths, code and markup are hidden behind placeholders.

    Tags are hidden behind `MARKUP`, all others behind `PLACEHOLDER`. The marks that end an address belong to the sentence:
    `https://a.cn,然后` keeps its comma outside.

    Args:
        text: the text; it must hold neither placeholder.
        fix: a function that keeps the placeholders, in their order.
    """
    kinds = [number for number, (character, sign) in _SIGNS if character in text and (character == sign or sign in text)]
    if not kinds:
        return fix(text)
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        return MARKUP if found[0][0] == "<" else PLACEHOLDER

    masked = _spans(tuple(kinds)).sub(hide, text)
    if not hidden:
        return fix(text)
    first, *rest = _HIDDEN.split(fix(masked))
    return first + "".join([stretch + piece for stretch, piece in zip(hidden, rest, strict=True)])


@cache
def _spans(kinds: tuple[int, ...]) -> re.Pattern[str]:
    return lazy_pattern("|".join(_SPANS[number][2] for number in kinds))


def _is_foreign(line: str) -> bool:
    foreign = len(_FOREIGN.findall(line))
    return foreign * _HAN_PER_FOREIGN >= len(_HAN.findall(line))


def _is_english(line: str) -> bool:
    """Say whether a line begins with a Latin word and has as many of them as Han: it quotes Chinese, and not the reverse."""
    first = _FIRST_LETTER.search(line)
    return first is not None and first[0].isascii() and len(_LATIN_WORD.findall(line)) >= len(_HAN.findall(line))
