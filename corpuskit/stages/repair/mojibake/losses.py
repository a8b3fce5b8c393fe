"""Count the characters that are lost for good: nothing can give them back, and nobody should guess them."""

from __future__ import annotations

from corpuskit.stages.repair.mojibake.about import is_about_encodings
from corpuskit.text.patterns import lazy_pattern

# U+FFFD written as UTF-8 and read as GBK, two of them in three characters; and memory that was never written to (0xCC, 0xCD).
_GBK_OF_REPLACEMENTS = lazy_pattern("(?:锟斤拷)+")
_UNWRITTEN = lazy_pattern("烫{3,}|屯{3,}")
_SPEECH_AFTER = "！!？?啊呀哦哟了的"  # 烫烫烫！ says somebody who has burnt a finger
_SIGNS = ("\ufffd", "锟斤拷", "烫烫烫", "屯屯屯", "???")
_QUESTION_MARKS = lazy_pattern(r"\?{3,}")
# Before question marks that ask something stands what they ask, or another mark of surprise, or the quotation they are about.
_ASKED_BEFORE = lazy_pattern(r"[^\W\d_]\s*$|[!！？…~～”’」』）)\]】》]\s*$")
_FEW = 6  # question marks on a line that has nothing else to say
_OVERWHELMING = 0.5  # of the visible characters of a line


def count_lost(text: str) -> int:
    """Count the characters that are lost for good, without those that a line about encodings shows as examples.

    >>> count_lost("联系人：锟斤拷锟斤拷，电话\\ufffd"), count_lost("真的吗???"), count_lost("???????, 2019?5?")
    (5, 0, 9)
    """
    if not any(sign in text for sign in _SIGNS):
        return 0
    return sum(
        line.count("\ufffd") + _count_gbk_of_replacements(line) + _count_unwritten(line) + _count_question_marks(line)
        for line in text.split("\n")
        if any(sign in line for sign in _SIGNS) and not is_about_encodings(line)
    )


def _count_gbk_of_replacements(line: str) -> int:
    return sum(len(found) * 2 // 3 for found in _GBK_OF_REPLACEMENTS.findall(line))


def _count_unwritten(line: str) -> int:
    return sum(
        found.end() - found.start()
        for found in _UNWRITTEN.finditer(line)
        if found.end() == len(line) or line[found.end()] not in _SPEECH_AFTER
    )


def _count_question_marks(line: str) -> int:
    """Count the question marks that stand where Chinese text was: what an encoding without Chinese makes of it."""
    if "???" not in line:
        return 0
    marks = line.count("?")
    visible = len("".join(line.split()))
    if marks >= _FEW and marks >= _OVERWHELMING * visible and not _ASKED_BEFORE.search(line[: line.index("?")][-8:]):
        return marks
    return sum(
        found.end() - found.start()
        for found in _QUESTION_MARKS.finditer(line)
        if not _ASKED_BEFORE.search(line[max(0, found.start() - 8) : found.start()])
        and line[found.end() : found.end() + 1].isalnum()
    )
