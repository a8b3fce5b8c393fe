"""Lines of program code, configuration and data in the middle of Chinese text."""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.text.blocks import CODE, block_kinds, fenced
from corpuskit.text.characters import has_han, is_blank
from corpuskit.text.patterns import lazy_pattern

_STRING = lazy_pattern(r'"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'')
_COMMENT = lazy_pattern(r"(?://|#|/\*).*")
_STATEMENT = lazy_pattern(r"[A-Za-z_$][A-Za-z0-9_$.]*\]? ?(?:[({\[=]|[+*/-]=|:=)|[)}\]];?\s*$")
_KEY = lazy_pattern(r'\s*[{\[,]?\s*"[^"\n]{1,100}":\s*["\[{0-9tfn-]')
# What a statement has: a brace, an equals sign, or an argument or a key in quotes.
_SIGN = lazy_pattern(r"""[{=]|\(["']|":""")
# The same and what blocks have, as a character, which is quick to look for, and the string that is meant.
_GATES = (("'", "('"), ("`", "```"), ("~", "~~~"))
_BLOCK_HEAD = lazy_pattern(r"\)(?=:\n)")
_QUOTED = lazy_pattern('"(?:(?<=[(]")|(?=:))')
_CELL = "[0-9A-Za-z.+%/:_ -]+"
_PLAIN_CELL = lazy_pattern(f",{_CELL}(?=[,\n]|\\Z)")
_PLAIN_FIRST_CELL = lazy_pattern(f"\n{_CELL},")
_PLAIN_COLUMN = lazy_pattern(f"(?:{_CELL},)+")
_FEWEST_ROWS = 3
_LONGEST_CELL = 40


def may_hold_code(text: str) -> bool:
    """Say whether a closer look for code is worth its time; what `code_lines` finds always makes this True."""
    if "{" in text or "=" in text or ('"' in text and _QUOTED.search(text)) or (")" in text and _BLOCK_HEAD.search(text)):
        return True
    for character, sign in _GATES:
        if character in text and sign in text:
            return True
    return "," in text and (_PLAIN_CELL.search(text) is not None or _PLAIN_FIRST_CELL.search(text) is not None)


def code_lines(lines: Sequence[str]) -> set[int]:
    """Find the lines of code: fenced, in a block of code, or a statement whose Han stands in strings and comments only.

    Rows of comma-separated values count too: three and more in a row with as many commas, where some column is never Chinese.

    Args:
        lines: all lines of a text.

    Returns:
        Their numbers.

    >>> sorted(code_lines(["见下:", "```", "甲,乙", "```", 'print("你好,世界")', "他说(你好)"]))
    [1, 2, 3, 4]
    """
    found = fenced(lines) | _rows(lines)
    if any("{" in line or "=" in line or (line.endswith("):") and not has_han(line)) for line in lines):
        filled = [number for number, line in enumerate(lines) if not is_blank(line)]
        kinds = block_kinds([lines[number] for number in filled], [False] * len(filled))
        found |= {number for number, kind in zip(filled, kinds, strict=True) if kind == CODE}
    return found | {number for number, line in enumerate(lines) if _is_statement(line)}


def _is_statement(line: str) -> bool:
    """Say whether a line is a statement, or a key with its value, in which Han stands in strings and comments only."""
    if ('"' not in line and "'" not in line and "//" not in line and "#" not in line) or _SIGN.search(line) is None:
        return False
    if _KEY.match(line):
        return True
    bare = _COMMENT.sub("", _STRING.sub('""', line))
    return not has_han(bare) and _STATEMENT.search(bare) is not None


def _rows(lines: Sequence[str]) -> set[int]:
    """Find rows of comma-separated values."""
    found: set[int] = set()
    run: list[int] = []
    for number, line in enumerate([*lines, ""]):
        commas = line.count(",")
        if run and commas != lines[run[0]].count(","):
            if len(run) >= _FEWEST_ROWS and _is_csv([lines[row] for row in run]):
                found.update(run)
            run = []
        if commas and "。" not in line:
            run.append(number)
    return found


def _is_csv(rows: Sequence[str]) -> bool:
    """Say whether the cells are short and one column, from the second row on, is figures or Latin."""
    cells = [row.split(",") for row in rows]
    if any(len(cell) > _LONGEST_CELL for row in cells for cell in row):
        return False
    return any(_PLAIN_COLUMN.fullmatch(",".join([*column, ""])) for column in zip(*cells[1:], strict=True))
