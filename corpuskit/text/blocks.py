"""Blocks of code, verse and tables, where a blank line means something, and the rule for blank lines everywhere else.

A line's block is told from the lines that are not blank, in their order, and never from the blank ones that the rule takes
away. So the answer is the same before and after, and the rule is idempotent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice, pairwise, repeat

from corpuskit.text.characters import has_han, has_no_blank_line, is_blank
from corpuskit.text.patterns import lazy_pattern

CODE, TABLE, VERSE = "code", "table", "verse"

_LONGEST_CODE_LINE = 400
LONGEST_VERSE_LINE = 24
FEWEST_VERSE_LINES = 4
FEWEST_CODE_LINES, FEWEST_SURE_LINES = 3, 2
# What a line looks like on its own: code, perhaps code, a row of a table, short as verse, between fences, anything else.
_CODE, _MAYBE, _ROW, _SHORT, _FENCED, _OTHER = "cmrsf."

_FENCE = lazy_pattern(r" {0,3}(```+|~~~+)")
# What only a programmer would put at the end or at the beginning of a line.
_ENDS_OF_CODE = r"(?:[{};]$|\)[:,]$|[=+(\[]$|=>$|\\$)"
_STARTS_OF_CODE = (
    r"(?:[}\])]+[;,)]*$|//|/\*|\*/|#include\b|#!|@\w+|</?[A-Za-z]|[{}]"
    r"|(?:import|package|func|def|class|return|const|let|var|public|private|static|void|int|if|for|while|else|elif|try|except"
    r"|switch|case|struct|type|use|fn|pub|impl|mod|from|SELECT|INSERT|CREATE)\b.*(?:[(){};=<>]|:$)"
    r"|\$ |>>> |\w[\w.\[\]]* ?(?:=|:=|\+=) ?\S|[\w.]+\(.*\)$)"
)
_CODE_END, _CODE_START = lazy_pattern(_ENDS_OF_CODE), lazy_pattern(_STARTS_OF_CODE)
_CODE_LINE = lazy_pattern(f"^(?:{_STARTS_OF_CODE}|.*{_ENDS_OF_CODE})", re.MULTILINE)  # the same, of many lines at once
_CODE_MARKS = lazy_pattern(r"[(){}\[\];=<>_\"'/\\$&|]")
_COLUMN_SIGNS = ("|", "\t", "   ", "\u3000\u3000")
_ROW_SIGNS = (*_COLUMN_SIGNS[1:], *(f"\n{border}" for border in (*"┌├└│╔║╚+|",)), "|\n")
_CODE_LAST = frozenset("{};:,=+([>\\")
_BORDER_STARTS = "┌├└│╔║╚+"
_CELL_BORDER = lazy_pattern(r"(?<=\S)(?:\t| {3,}|\u3000{2,})(?=\S)")
_SENTENCE_ENDS, _CLOSERS = frozenset("。！？；：:"), frozenset("”’」』）")
_VERSE_STRANGER = lazy_pattern(r"[|\t:：@/\\=<>{}\[\]0-9]")
_MARKER_FIRST = frozenset("-*•●·○■□◆★☆#一二三四五六七八九十（第")
_MARKER = lazy_pattern(r"[-*•●·○■□◆★☆#]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第.{1,6}[章节節条條款回]")


def block_kinds(lines: Sequence[str], blank_before: Sequence[bool]) -> list[str]:
    """Tell which lines belong to a block of code, to a table or to verse.

    Args:
        lines: the lines that are not blank, indentation included.
        blank_before: for each of them whether a blank line stands before it; only used within a run of short lines, where
            the rule for blank lines leaves all of these or none.

    Returns:
        For each line `"code"`, `"table"`, `"verse"` or `""`. Verse is not looked for where there are no blank lines.
    """
    text = "\n".join(lines)
    inside = fenced(lines) if may_hold_fences(text) else set()
    looks = _looks_of(lines, inside, may_be_verse=any(blank_before))
    kinds = [""] * len(lines)
    for run in re.finditer(f"[cm]{{{FEWEST_CODE_LINES},}}", looks):
        sure = run[0].count(_CODE)
        if sure >= FEWEST_SURE_LINES and sure * 4 >= len(run[0]):
            kinds[run.start() : run.end()] = [CODE] * len(run[0])
    for run in re.finditer("r{2,}", looks):
        kinds[run.start() : run.end()] = [TABLE] * len(run[0])
    for run in re.finditer("s{4,}", looks):
        if _is_verse(lines[run.start() : run.end()], blank_before[run.start() : run.end()]):
            kinds[run.start() : run.end()] = [VERSE] * len(run[0])
    for number in inside:
        kinds[number] = CODE
    return kinds


def is_code(text: str, raw: Sequence[str], lines: Sequence[str]) -> bool:
    """Say quickly whether `block_kinds` takes all lines of a text for code; of a text that is code this may miss some.

    Args:
        text: the text.
        raw: its lines that are not blank.
        lines: the same without the blanks around them.
    """
    if len(lines) < FEWEST_CODE_LINES or may_hold_fences(text) or max(map(len, lines)) > _LONGEST_CODE_LINE:
        return False
    bare = "\n".join(lines)
    if any(sign[-1] in bare and sign in bare for sign in _ROW_SIGNS) or bare[0] in _BORDER_STARTS or bare[0] == "|":
        return False
    # Without Han, lines that are short or indented may be code, whatever stands in them.
    flush = (
        visible
        for line, visible in zip(raw, lines, strict=True)
        if line[0] not in " \t" and (len(visible) > LONGEST_VERSE_LINE or not visible.isascii())
    )
    if not all(_look_of(line, may_be_row=False) in (_CODE, _MAYBE) for line in flush):
        return False
    indented = [line for line, visible in zip(raw, lines, strict=True) if not visible.isascii() and line[0] in " \t"]
    found = len(_CODE_LINE.findall("\n".join(map(str.strip, indented))))
    if found < len(indented) and not all(_look_of(line, may_be_row=False) in (_CODE, _MAYBE) for line in indented):
        return False
    fewest = max(FEWEST_SURE_LINES, -(-len(lines) // 4))
    # Most sure ones are known by their ends.
    if found < fewest:
        found = sum(map(f"{bare}\n".count, ("{\n", "}\n", ";\n")))
    if found < fewest:
        sure = (line for line in raw if _look_of(line, may_be_row=False) == _CODE)
        found = sum(1 for _ in islice(sure, fewest))
    return found >= fewest


def fenced(lines: Sequence[str]) -> set[int]:
    """Find the lines of code between closed fences (three backticks or tildes, as in Markdown), the fences too, by number."""
    found: set[int] = set()
    start, fence = -1, ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if mark is None:
            continue
        if start < 0:
            start, fence = number, mark[1]
        elif mark[1].startswith(fence) and not line[mark.end() :].strip():
            found.update(range(start, number + 1))
            start = -1
    return found


def is_flush_prose(line: str) -> bool:
    """Say cheaply of many a line that is not indented and no row of a table that it is no code either."""
    first = line[0]
    if "\u4e00" <= first <= "\u9fff":
        return True
    return first.isalnum() and len(line) > LONGEST_VERSE_LINE and line[-1] not in "+:" and not _CODE_MARKS.search(line)


def may_hold_fences(text: str) -> bool:
    """Say quickly whether a text holds anything like the fence of a block of code."""
    return ("`" in text and "```" in text) or ("~" in text and "~~~" in text)  # one character is found much faster than three


def squeeze_blank_lines(text: str) -> str:
    """Take out blank lines: they are no paragraphs. A single one stays between lines of the same code, verse or table.

    >>> squeeze_blank_lines("第一段。\\n\\n\\n第二段。\\n")
    '第一段。\\n第二段。'
    """
    if has_no_blank_line(text) or not _may_hold_blank_line(text):
        return text
    lines: list[str] = []
    blank_before: list[bool] = []
    blank = False
    for line in text.split("\n"):
        if is_blank(line):
            blank = True
        else:
            lines.append(line)
            blank_before.append(blank)
            blank = False
    return "\n".join(with_block_gaps(lines, blank_before))


def with_block_gaps(lines: Sequence[str], blank_before: Sequence[bool]) -> list[str]:
    """Give the lines with one `""` for each gap that stays: inside a block of code, of verse or in a table."""
    if not any(blank_before):
        return list(lines)
    kinds = block_kinds(lines, blank_before)
    kept = list(lines[:1])
    for (before, after), line, blank in zip(pairwise(kinds), lines[1:], blank_before[1:], strict=True):
        if blank and before and before == after:
            kept.append("")
        kept.append(line)
    return kept


def _may_hold_blank_line(text: str) -> bool:
    return text[:1] in "\n" or text[-1:] == "\n" or any(map(is_blank, text.split("\n")))


def _looks_of(lines: Sequence[str], inside: Set[int], *, may_be_verse: bool) -> str:
    """Say what each line looks like on its own.

    Args:
        lines: the lines, indentation included.
        inside: the numbers of those between fences.
        may_be_verse: whether it matters which lines are short as verse.

    Returns:
        A letter for each line.
    """
    stripped = list(map(str.strip, lines))
    text = "\n".join(stripped)
    signs = [sign for sign in _COLUMN_SIGNS if sign in text]
    may_be_rows = bool(signs) or any(border in text for border in _BORDER_STARTS)
    signed = [any(map(bare.__contains__, signs)) for bare in stripped] if signs else repeat(False)
    looks = []
    for line, bare, has_sign in zip(lines, stripped, signed, strict=False):
        if not has_sign and ("\u4e00" <= line[0] <= "\u9fff" or (line[0] not in " \t" and is_flush_prose(bare))):
            looks.append(_SHORT if may_be_verse and len(bare) <= LONGEST_VERSE_LINE and not _is_strange(bare) else _OTHER)
        else:
            looks.append(_look_of(line, may_be_row=may_be_rows))
    for number in inside:
        looks[number] = _FENCED
    return "".join(looks)


def _look_of(line: str, *, may_be_row: bool) -> str:
    stripped = line.strip()
    length = len(stripped)
    if length > _LONGEST_CODE_LINE:
        return _OTHER
    if may_be_row and _is_row(stripped):
        return _ROW
    if length > LONGEST_VERSE_LINE and line[0] > "\u3000" and not any(map(stripped.__contains__, _COLUMN_SIGNS)):
        return _OTHER  # prose
    first = stripped[0]
    indented = line[0] in " \t"
    if (indented or first in "#/*") and _is_code_line(stripped):
        return _CODE
    if stripped.isascii() or not has_han(stripped):
        return _look_without_han(stripped, indented=indented)
    if first in "#/*" and length <= 80:
        return _MAYBE
    return _SHORT if length <= LONGEST_VERSE_LINE and not _is_strange(stripped) else _OTHER


def _is_code_line(line: str) -> bool:
    return _CODE_START.match(line) is not None or (line[-1] in _CODE_LAST and _CODE_END.search(line) is not None)


def _look_without_han(line: str, *, indented: bool) -> str:
    marked = _CODE_MARKS.search(line) is not None
    # Most lines of English begin with a word and hold no mark, and these two could still make code of them.
    if (marked or not line[0].isalnum() or line[-1] in "+:") and _is_code_line(line):
        return _CODE
    return _MAYBE if marked or indented or len(line) <= LONGEST_VERSE_LINE else _OTHER


def _is_strange(line: str) -> bool:
    """Say whether a short line has something that verse does not have: figures, signs, the number of an item."""
    return _VERSE_STRANGER.search(line) is not None or (line[0] in _MARKER_FIRST and _MARKER.match(line) is not None)


def _is_row(line: str) -> bool:
    if "|" in line and line.count("|") >= 2 and (line[0] == "|" or line[-1] == "|"):
        return True
    if line[0] in _BORDER_STARTS:
        return len(line) > 1 and line[-1] in "┐┤┘│╗║╝+|"
    if len(line) > 200 or not ("\t" in line or "   " in line or "\u3000\u3000" in line):
        return False
    return _CELL_BORDER.search(line) is not None


def _is_verse(lines: Sequence[str], blank_before: Sequence[bool]) -> bool:
    """Say whether short lines are verse: in stanzas, and of one length, or few of them ending like sentences."""
    gaps = sum(blank_before[1:])
    if len(lines) < FEWEST_VERSE_LINES or gaps * 2 > len(lines):
        return False
    lengths = [len(line.strip()) for line in lines]
    if lengths.count(max(set(lengths), key=lengths.count)) * 5 >= len(lines) * 4:
        return True
    open_ends = sum(not _ends_sentence(line.rstrip()) for line in lines)
    return open_ends * 5 >= len(lines) * 3


def _ends_sentence(line: str) -> bool:
    return line[-1] in _SENTENCE_ENDS or (line[-1] in _CLOSERS and line[-2:-1] in _SENTENCE_ENDS)
