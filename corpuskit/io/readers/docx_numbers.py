"""The numbers that Word writes before paragraphs and headings, which are nowhere in their text (ECMA-376, part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

_LEVELS = 9
_NOT_YET = -1
_MOST = 9999  # numbers beyond that are counted and not written out in words
_STYLE_END = re.compile(rb"</(?:\w{1,9}:)?style>")
_STYLE_ID = re.compile(rb"styleId=[\"']([^\"'<>]{1,200})[\"']")
_NUMBER_ID = re.compile(rb"numId\s[^<>]{0,100}?val=[\"'](\d{1,9})[\"']")
_LEVEL_ID = re.compile(rb"ilvl\s[^<>]{0,100}?val=[\"'](\d)[\"']")
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {
    "m": 1000,
    "cm": 900,
    "d": 500,
    "cd": 400,
    "c": 100,
    "xc": 90,
    "l": 50,
    "xl": 40,
    "x": 10,
    "ix": 9,
    "v": 5,
    "iv": 4,
    "i": 1,
}


def counted(number: int) -> str:
    """Write a number in Chinese.

    >>> [counted(number) for number in (1, 10, 12, 20, 101, 110, 2003)]
    ['一', '十', '十二', '二十', '一百〇一', '一百一十', '二千〇三']
    """
    written, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            written += ("〇" if gap and written else "") + _DIGITS[digit] + name
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def _roman(number: int) -> str:
    written = ""
    for sign, value in _ROMAN.items():
        written += sign * (number // value)
        number %= value
    return written


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"),
        counted,
    ),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    _lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _of_number: dict[str, str] = field(default_factory=dict)
    _of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def define(self, root: ElementTree.Element) -> None:
        """Learn the lists from `numbering.xml`."""
        for element in root:
            match _name(element):
                case "abstractNum":
                    levels = {_number(level, "ilvl"): _level(level) for level in _children(element, "lvl")}
                    self._lists[_value(element, "abstractNumId")] = levels
                case "num":
                    of = next(_children(element, "abstractNumId"), None)
                    if of is not None:
                        self._of_number[_value(element, "numId")] = _value(of, "val")

    def define_styles(self, data: bytes) -> None:
        """Learn from `styles.xml` which styles number their paragraphs; it is large, and few of them do."""
        for style in _STYLE_END.split(data) if b"numPr" in data else ():
            if b"numPr" not in style:
                continue
            name = _STYLE_ID.match(style, max(0, style.rfind(b"styleId=")))
            number, level = _NUMBER_ID.search(style), _LEVEL_ID.search(style)
            if name and number:
                of = unescape(name.group(1).decode("utf-8", "replace"))
                self._of_style[of] = number.group(1).decode(), int(level.group(1)) if level else 0

    def before(self, properties: ElementTree.Element) -> str:
        """Count a paragraph and give what Word writes before it.

        Args:
            properties: the `pPr` of the paragraph.
        """
        number, level = _asked(properties)
        if not number:
            style = next(_children(properties, "pStyle"), None)
            number, level = self._of_style.get(_value(style, "val") if style is not None else "", ("", 0))
        of = self._of_number.get(number, "")
        levels = self._lists.get(of, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(of, [_NOT_YET] * _LEVELS)
        counts[level] = levels[level].start if counts[level] == _NOT_YET else counts[level] + 1
        counts[level + 1 :] = [_NOT_YET] * (_LEVELS - level - 1)

        def written(place: re.Match[str]) -> str:
            index = int(place.group(1)) - 1
            other = levels.get(index, _Level())
            count = other.start if counts[index] == _NOT_YET else counts[index]
            return _FORMATS.get(other.format, str)(count) if 0 < count <= _MOST else str(count)

        if levels[level].format in ("bullet", "none"):
            return ""
        label = _PLACE.sub(written, levels[level].text)
        return f"{label} " if label and label[-1].isascii() and label[-1] != " " else label


def _asked(properties: ElementTree.Element) -> tuple[str, int]:
    for asked in _children(properties, "numPr"):
        number = next(_children(asked, "numId"), None)
        level = next(_children(asked, "ilvl"), None)
        if number is not None:
            return _value(number, "val"), _number(level, "val") if level is not None else 0
    return "", 0


def _level(element: ElementTree.Element) -> _Level:
    level = _Level()
    for child in element:
        match _name(child):
            case "numFmt":
                level.format = _value(child, "val")
            case "lvlText":
                level.text = _value(child, "val")[:50]
            case "start":
                level.start = _number(child, "val")
    return level


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in element if _name(child) == name)


def _value(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _number(element: ElementTree.Element, name: str) -> int:
    value = _value(element, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
