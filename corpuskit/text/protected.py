"""What the normalization of Chinese must not touch: lines in other languages, code, addresses, markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from functools import cache

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.stretches import fix_stretches, without_lines

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
