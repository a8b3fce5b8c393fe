"""Characters that were written as HTML entities and landed so in the text: `&ldquo;`, `&#20013;`, `&#x4e2d;`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from html import unescape as read_entity
from html.entities import name2codepoint

from corpuskit.stages.repair.mojibake.about import is_about_markup
from corpuskit.text.characters import HAN, HANGUL, KANA, has_han
from corpuskit.text.patterns import lazy_pattern

_ENTITY = lazy_pattern(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,7});|&#\d{5}(?=&|[^\d;]|$)")
# Marks and spaces that no identifier of a program is called after.
_MARKS = frozenset(
    "nbsp ensp emsp thinsp ldquo rdquo lsquo rsquo sbquo bdquo laquo raquo lsaquo rsaquo mdash ndash hellip middot bull".split()
)
_TAG = lazy_pattern(r"</?[A-Za-z][^<>\n]*>|<!--|<!DOCTYPE", re.IGNORECASE)
_ESCAPED_TAG = lazy_pattern(r"&(?:amp;)*(?:lt|#60|#x3c);/?[A-Za-z!]", re.IGNORECASE)
_ENOUGH = 6  # entities, to be more than an example
_MAKES_TAG = lazy_pattern(r"[/!?A-Za-z]")
_WIDE = lazy_pattern(f"[{HAN}{KANA}{HANGUL}\u3000-\u303f\uff00-\uffef]")


def resolve_entities(lines: Sequence[str], code: Collection[int]) -> list[str]:
    """Give the characters that HTML entities stand for, in text and not where HTML is written or spoken of.

    Args:
        lines: all lines of a text.
        code: the numbers of those that are program code or data.

    >>> resolve_entities(["他说&ldquo;好&rdquo;。", "用 <b>&amp;</b> 表示"], ())
    ['他说“好”。', '用 <b>&amp;</b> 表示']
    >>> resolve_entities(["写 &lt;b&gt; 就是粗体，&#x597d;"], ())
    ['写 &lt;b&gt; 就是粗体，好']
    """
    shows_tags = any("&" in line and _ESCAPED_TAG.search(line) for line in lines)
    return [
        line if "&" not in line or number in code or _is_meant(line) else _resolve_line(line, shows_tags or is_about_markup(line))
        for number, line in enumerate(lines)
    ]


def _is_meant(line: str) -> bool:
    """Say whether a line is HTML, or speaks of it in words that are not entities themselves."""
    if _TAG.search(line):
        return True
    return is_about_markup(line) and (has_han(line) or len(_ENTITY.findall(line)) < _ENOUGH)


def _resolve_line(line: str, shows_tags: bool) -> str:
    bare = _ENTITY.sub("", line)
    in_chinese = _WIDE.search(bare) is not None
    in_english = not in_chinese and any(map(str.isalpha, bare))
    parts = line.split("`")
    if len(parts) % 2 == 0:  # a lone backtick quotes nothing
        parts = [line]
    for number in range(0, len(parts), 2):  # what stands between backticks is code
        parts[number] = _ENTITY.sub(lambda found: _resolve(found, shows_tags, in_english), parts[number])
    return "`".join(parts)


def _resolve(found: re.Match[str], shows_tags: bool, in_english: bool) -> str:
    entity = found.group()
    name = entity[1:-1]
    character = read_entity(entity)
    if len(character) != 1 or unicodedata.category(character) in ("Cn", "Cs", "Co"):
        return entity
    if unicodedata.category(character) == "Cc" and not (character >= "\x80" and _is_inside_word(found)):
        return entity  # a control of Latin-1 may be a byte of mojibake
    if in_english and name not in _MARKS and not _is_inside_word(found):
        return entity
    if _WIDE.match(character):
        return character
    if shows_tags or (name[0] != "#" and name not in name2codepoint):
        return entity
    if character == "<" and _MAKES_TAG.match(found.string, found.end()):
        return entity
    return character


def _is_inside_word(found: re.Match[str]) -> bool:
    """Say whether something stands right before or after an entity: one that is spoken of stands alone."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() : found.end() + 1]
    return before.isalnum() or after.isalnum() or before == ";" or after == "&"
