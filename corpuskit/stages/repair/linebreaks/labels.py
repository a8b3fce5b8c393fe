"""What the repaired lines are tagged with: bylines, credits of photographs, and sentences whose halves stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpuskit.text.characters import HAN
from corpuskit.text.dangling import describe, find_dangling
from corpuskit.text.patterns import lazy_pattern

_LONGEST_BYLINE, _LONGEST_CREDIT = 40, 80
_SHORT_ON_AVERAGE = 40  # characters
_SENTENCE_ENDS = frozenset("。！？!?，,；;：:”…")
# The class of first characters stands first: then the search is fast.
_HINT = lazy_pattern(
    "[记記讯訊特编編责責作撰文图圖摄攝校审審监監供照](?:(?<=[摄攝])|(?<=[记記作])者|(?<=[讯訊])[员員]|(?<=特)派|(?<=[编編])[辑輯]"
    "|(?<=[责責])[编編]|(?<=撰)文|(?<=文)[字/／图圖]|(?<=[图圖])[/／文片源]|(?<=校)[对對]|(?<=[审審])核|(?<=[监監])[制製]"
    "|(?<=供)[稿图圖]|(?<=照)片)"
)
_ROLE = (
    f"(?:[{HAN}]{{0,8}}(?:记者|記者|通讯员|通訊員|特派员|特派員)|撰文|作者|文字?|[图圖]片?|文[图圖]|[图圖]文|文[/／][图圖]"
    "|[摄攝]影|(?:责任|責任|本期)?(?:编辑|編輯)|责编|責編|校对|校對|审核|審核|监制|監製|供稿)"
)
_NAME = f"[{HAN}]{{2,4}}(?:·[{HAN}]{{1,6}})?"
_BYLINE = lazy_pattern(
    f"[□■●◎○◇◆◤▲△*（(【\\s]*{_ROLE}(?:\\s*[:：/／|｜]\\s*|\\s+){_NAME}"
    f"(?:[\\s、，/／|｜]+(?:{_ROLE}(?:\\s*[:：/／|｜]\\s*|\\s+))?{_NAME})*[）)】\\s]*(?:文[/／]?[图圖]|[图圖][/／]?文|[摄攝文图圖]|(?:[摄攝]影)?[报報][道導])?"
)
_CREDIT = lazy_pattern(
    f"[（(][^（）()]{{0,16}}(?:[图圖]片|照片|[摄攝]影?|供[图圖]|制[图圖]|[图圖]源)[^（）()]{{0,8}}[）)]$"
    f"|(?:[\\s/／:：]|记者|記者|通讯员|通訊員)[{HAN}]{{2,4}}\\s*[/／]?\\s*(?:[摄攝]|供[图圖])$"
    "|^(?:[图圖]片[来來]源|[图圖]源|[摄攝]影|[图圖]片提供|供[图圖])\\s*[:：/／]"
)


def find_bylines(lines: Sequence[str]) -> list[int]:
    """Find the lines that name those who wrote a text or took its pictures, by their numbers."""
    text = "\n".join([*lines, ""])
    if text.isascii():
        return []
    found: list[int] = []
    place = end = 0  # of the line that was looked at last: its number, and where it ends
    for hint in _HINT.finditer(text):
        if hint.start() < end:
            continue
        place += text.count("\n", end, hint.start())
        end = text.index("\n", hint.start())
        if len(lines[place]) <= _LONGEST_BYLINE and _is_byline(lines[place]):
            found.append(place)
    return found


def _is_byline(line: str) -> bool:
    return line[-1] not in _SENTENCE_ENDS and _HINT.search(line) is not None and _BYLINE.fullmatch(line) is not None


def label_lines(lines: Sequence[str]) -> dict[str, Any]:
    """Give the tags of a text.

    Args:
        lines: its paragraphs, and the blank lines between those of a block.

    Returns:
        Those of `bylines` and `photo_credits` (lists of whole lines) and `dangling` (a list of both ends, a few characters of
        each) that are not empty.

    >>> label_lines(["新桥通车", "本报记者 李江", "清早的新桥（资料图片）"])
    {'bylines': ['本报记者 李江'], 'photo_credits': ['清早的新桥（资料图片）']}
    """
    found: dict[str, Any] = {}
    short = _lines_with_hint(lines)
    if short:
        credit = [line for line in short if _CREDIT.search(line)]
        known = set(credit)
        byline = [line for line in short if len(line) <= _LONGEST_BYLINE and line not in known and _is_byline(line)]
        found = {"bylines": byline, "photo_credits": credit}
    dangling = find_dangling(lines)
    if dangling.ends or dangling.starts:
        found["dangling"] = describe(lines, dangling)
    return {name: value for name, value in found.items() if value} if found else found


def _lines_with_hint(lines: Sequence[str]) -> list[str]:
    """Give the lines that may name somebody: short ones that do not end like a sentence, and hold one of the usual words."""
    text = "\n".join(lines)
    if text.isascii():
        return []
    if len(text) <= _SHORT_ON_AVERAGE * len(lines) and not _HINT.search(text):
        return []  # of short lines this is quicker than to look at each
    short = [line for line in lines if 0 < len(line) <= _LONGEST_CREDIT and line[-1] not in _SENTENCE_ENDS]
    return [line for line in short if _HINT.search(line)] if short and _HINT.search("\n".join(short)) else []
