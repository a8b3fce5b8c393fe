"""What changed between two versions of a text, character by character, in pieces that a person can read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

#: Changed lines longer than this are shown one after the other: comparing them character by character would take too long.
_MOST_COMPARED = 20_000

#: Kinds of pieces. A change of width only (`,` to `，`) is no news where thousands of them stand, so it has a kind of its own.
EQUAL, DELETED, INSERTED, WIDTH_DELETED, WIDTH_INSERTED, FOLDED = ("equal", "deleted", "inserted", "was", "became", "folded")
_FOLD_OVER, _FOLD_KEEPS = 40, 16
_NAMED = {"\n": "↵\n", "\u3000": "□", "\t": "⇥", "\r": "␍", "\x0c": "␌"}
_SHOWN_AS_CODE = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"))


class Piece(NamedTuple):
    """A stretch of text of one kind; of a folded one, `text` is how many characters are left out."""

    kind: str
    text: str


def differences(before: str, after: str, *, cut: bool = False) -> list[Piece]:
    """Compare two versions of a text.

    Args:
        before, after: the versions, of at most some ten thousand characters: time grows with the product of their lengths.
        cut: they are only the beginnings of longer ones, so a difference at the very end says nothing.

    Returns:
        The pieces in order; long stretches without a change are folded.
        Source: Levenshtein's distance, the bit-parallel algorithm of Hyyrö (2003) as RapidFuzz has it.

    >>> [(piece.kind, piece.text) for piece in differences("甲说,好。", "甲说，好。")]
    [('equal', '甲说'), ('was', ','), ('became', '，'), ('equal', '好。')]
    """
    changes = list(_changes(before, after))
    if cut and changes and changes[-1][0] != changes[-1][1]:
        changes.pop()
    pieces: list[Piece] = []
    for number, (old, new) in enumerate(changes):
        if old == new:
            pieces.extend(_folded(old, first=number == 0, last=number == len(changes) - 1))
        elif _same_but_for_width(old, new):
            pieces += [Piece(WIDTH_DELETED, old), Piece(WIDTH_INSERTED, new)]
        else:
            pieces += [Piece(kind, text) for kind, text in ((DELETED, old), (INSERTED, new)) if text]
    return pieces


class Hunk(NamedTuple):
    """Changed lines that stand together: the number of the first one in the old text, from 1, and what was done to them."""

    line: int
    pieces: list[Piece]


def hunks(before: str, after: str) -> list[Hunk]:
    """Compare two texts of any length, line by line first and then by character within the lines that changed.

    >>> (hunk,) = hunks("一\\n二,\\n三", "一\\n二，\\n三")
    >>> hunk.line, [piece.text for piece in hunk.pieces]
    (2, ['二', ',', '，', '\\n'])
    """
    from rapidfuzz.distance import Indel

    old, new = before.split("\n"), after.split("\n")
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_part, new_part = old[start : len(old) - end], new[start : len(new) - end]
    found: list[tuple[int, int, int, int]] = []
    for code in Indel.opcodes([hash(line) for line in old_part], [hash(line) for line in new_part]):
        if code.tag == "equal":
            continue
        place = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        if found and found[-1][1] == place[0] and found[-1][3] == place[2]:
            found[-1] = (found[-1][0], place[1], found[-1][2], place[3])
        else:
            found.append(place)
    return [Hunk(start + a + 1, _compare(_joined(old_part[a:b]), _joined(new_part[c:d]))) for a, b, c, d in found]


def visible(text: str) -> list[Piece]:
    """Split a text into what can be shown as it is (`equal`) and what has no shape of its own (`folded`, by its code point).

    >>> visible("甲\\u200b乙")
    [Piece(kind='equal', text='甲'), Piece(kind='folded', text='U+200B'), Piece(kind='equal', text='乙')]
    """
    pieces: list[Piece] = []
    for character in text:
        hidden = character not in _NAMED and unicodedata.category(character) in _SHOWN_AS_CODE
        shown = f"U+{ord(character):04X}" if hidden else character
        if not hidden and pieces and pieces[-1].kind == EQUAL:
            pieces[-1] = Piece(EQUAL, pieces[-1].text + shown)
        else:
            pieces.append(Piece(FOLDED if hidden else EQUAL, shown))
    return pieces


def named(text: str) -> str:
    """Show the white space that was changed: line feeds, tabs, ideographic spaces.

    >>> named("\\u3000\\n")
    '□↵\\n'
    """
    return "".join(_NAMED.get(character, character) for character in text)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _compare(old: str, new: str) -> list[Piece]:
    if max(len(old), len(new)) <= _MOST_COMPARED:
        return differences(old, new)
    return [Piece(kind, text) for kind, text in ((DELETED, old), (INSERTED, new)) if text]


def _common(one: list[str], other: list[str]) -> int:
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Give `(old, new)` stretches, equal ones as well; changes one character apart are one change."""
    from rapidfuzz.distance import Levenshtein

    codes = [(code.src_start, code.src_end, code.dest_start, code.dest_end) for code in Levenshtein.opcodes(before, after)]
    old, new = "", ""
    for number, (start, end, first, last) in enumerate(codes):
        one, other = before[start:end], after[first:last]
        if one == other and not (len(one) == 1 and one != "\n" and old + new and number < len(codes) - 1):
            if old or new:
                yield old, new
            yield one, other
            old, new = "", ""
        else:
            old, new = old + one, new + other
    if old or new:
        yield old, new


def _same_but_for_width(old: str, new: str) -> bool:
    return len(old) == len(new) and unicodedata.normalize("NFKC", old) == unicodedata.normalize("NFKC", new)


def _folded(text: str, *, first: bool, last: bool) -> Iterator[Piece]:
    if len(text) <= _FOLD_OVER:
        yield Piece(EQUAL, text)
        return
    start = "" if first else text[:_FOLD_KEEPS]
    end = "" if last else text[-_FOLD_KEEPS:]
    if start:
        yield Piece(EQUAL, start)
    yield Piece(FOLDED, str(len(text) - len(start) - len(end)))
    if end:
        yield Piece(EQUAL, end)
