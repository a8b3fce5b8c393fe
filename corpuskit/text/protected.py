"""What the normalization of Chinese must not touch: lines in other languages, code, addresses, markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.code import code_lines, may_hold_code

_HAN = re.compile(f"[{HAN}]")
_FOREIGN = re.compile(f"[{KANA}{HANGUL}]")
_LINE_WITHOUT_HAN = re.compile(f"\n(?!\n)[^{HAN}\n]++(?=\n|\\Z)")

# A noncharacter: it stands for a protected stretch while the rest is worked on, and it behaves like a Latin letter there.
PLACEHOLDER = "\ufdd0"

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
    ("<", "<", r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:[\s/][^<>\n]{0,2000})?>|<!--[^\n]{0,2000}?-->"),
    ("&", "&", r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"),
    ("{", "{{", r"\{\{[^{}\n]{0,300}\}\}"),
    ("{", "${", r"\$\{[^{}\n]{0,300}\}"),
    ("\\", ":\\", r"[A-Za-z]:\\(?<![A-Za-z]..)[^\s，。；、！？：“”（）《》,;\"<>|]{0,300}"),
    ("/", "/", r"/(?<![A-Za-z0-9/].)[A-Za-z0-9_.-]{1,100}(?:/[A-Za-z0-9_.-]{1,100}){0,20}(?<![.])"),
)


def is_chinese(line: str) -> bool:
    """Say whether a line is Chinese: it has Han characters, and next to no kana and Hangul.

    >>> is_chinese("GDP增长"), is_chinese("GDP growth"), is_chinese("東京の天気")
    (True, False, False)
    """
    if _HAN.search(line) is None:
        return False
    return _FOREIGN.search(line) is None or not _is_foreign(line)


def fix_chinese_lines(text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to the Chinese lines of a text; all others stay.

    Args:
        text: the text.
        fix: a function that works line by line: it gets several lines at once and gives as many back.
    """
    foreign = _FOREIGN.search(text) is not None or PLACEHOLDER in text
    code = code_lines(text.split("\n")) if may_hold_code(text) else set()
    if not foreign and not code and _LINE_WITHOUT_HAN.search("\n" + text) is None:
        return fix(text)
    lines = text.split("\n")
    if code:
        chinese = [
            number for number, line in enumerate(lines) if number not in code and is_chinese(line) and PLACEHOLDER not in line
        ]
    elif foreign:
        chinese = [number for number, line in enumerate(lines) if is_chinese(line) and PLACEHOLDER not in line]
    else:
        chinese = [number for number, line in enumerate(lines) if _HAN.search(line)]
    if not chinese:
        return text
    fixed = fix("\n".join([lines[number] for number in chinese])).split("\n")
    for number, line in zip(chinese, fixed, strict=True):
        lines[number] = line
    return "\n".join(lines)


def fix_lines_with(sign: re.Pattern[str], text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to each line in which a pattern hits."""
    if sign.search(text) is None:
        return text
    return "\n".join([fix(line) if sign.search(line) else line for line in text.split("\n")])


def fix_outside_spans(text: str, fix: Callable[[str], str]) -> str:
    """Apply a function to a text in which addresses, paths, code and markup are hidden behind placeholders.

    The marks that end an address belong to the sentence: `https://a.cn,然后` keeps its comma outside.

    Args:
        text: the text; it must not hold the placeholder.
        fix: a function that keeps the placeholders, in their order.
    """
    kinds = tuple(
        number for number, (character, sign, _) in enumerate(_SPANS) if character in text and (character == sign or sign in text)
    )
    if not kinds:
        return fix(text)
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        return PLACEHOLDER

    masked = _spans(kinds).sub(hide, text)
    if not hidden:
        return fix(text)
    first, *rest = fix(masked).split(PLACEHOLDER)
    return first + "".join(stretch + piece for stretch, piece in zip(hidden, rest, strict=True))


@cache
def _spans(kinds: tuple[int, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_SPANS[number][2] for number in kinds))


def _is_foreign(line: str) -> bool:
    foreign = len(_FOREIGN.findall(line))
    return foreign * _HAN_PER_FOREIGN >= len(_HAN.findall(line))
