r"""Characters that were written as escapes of a programming language, `\u4e2d`, and landed so in the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from corpuskit.stages.repair.mojibake.about import is_about_encodings
from corpuskit.text.characters import HAN, HANGUL, KANA, has_han
from corpuskit.text.patterns import lazy_pattern

# A backslash before it makes it something to be shown.
_ESCAPE = lazy_pattern(r"(?<!\\)\\u([0-9a-fA-F]{4})")
_RUN = lazy_pattern(f"(?:{_ESCAPE.pattern})+")
_CJK = lazy_pattern(f"[{HAN}{KANA}{HANGUL}\u3000-\u303f\uff00-\uffef“”‘’—…]")
_QUOTED = lazy_pattern(r"""(?<!\\)(["'])(?:(?!\1)[^\\]|\\.)*+\1""")
# A range of characters in a regular expression, a line of a properties file, a comment.
_SOURCE = lazy_pattern(r"""\[\^?\\u|\[[^\]\n]{1,80}\\u[0-9a-fA-F]{4}-\\u|^\s*(?:[\w.$-]+\s*=|//|/\*)""")
_ENOUGH = 4  # characters in the text; fewer may be meant
_ENOUGH_IN_LINE = 2


def unescape(lines: Sequence[str], code: Collection[int]) -> list[str]:
    r"""Give the characters that escapes stand for, where they are Chinese, Japanese or Korean text and not source code.

    Args:
        lines: all lines of a text.
        code: the numbers of those that are program code or data.

    >>> unescape([r"\u6e21\u53e3\u5f88\u5b89\u9759\u3002", r"正则表达式 [\u4e00-\u9fa5]"], ())
    ['渡口很安静。', '正则表达式 [\\u4e00-\\u9fa5]']
    """
    found = {
        number: read
        for number, line in enumerate(lines)
        if "\\u" in line and number not in code and not _is_meant(line) and (read := _read_line(line)) != line
    }
    gained = {number: _count(read) - _count(lines[number]) for number, read in found.items()}
    if sum(gained.values()) < _ENOUGH:
        return list(lines)
    return [found[number] if gained.get(number, 0) >= _ENOUGH_IN_LINE else line for number, line in enumerate(lines)]


def _is_meant(line: str) -> bool:
    if _SOURCE.search(line):
        return True
    if _ESCAPE.search(_QUOTED.sub('""', line)) is None:  # string literals hold them all
        return True
    return has_han(line) and is_about_encodings(line)


def _read_line(line: str) -> str:
    return _RUN.sub(lambda run: _read_run(run.group()), line)


def _read_run(run: str) -> str:
    units = b"".join(int(unit, 16).to_bytes(2, "little") for unit in _ESCAPE.findall(run))
    read = units.decode("utf-16-le", "surrogatepass")
    return "".join(
        character if character != "\\" and unicodedata.category(character) not in ("Cc", "Cn", "Cs", "Co") else _escape(character)
        for character in read
    )


def _escape(character: str) -> str:
    units = character.encode("utf-16-le", "surrogatepass")
    return "".join(f"\\u{units[place + 1]:02x}{units[place]:02x}" for place in range(0, len(units), 2))


def _count(line: str) -> int:
    return len(_CJK.findall(line))
