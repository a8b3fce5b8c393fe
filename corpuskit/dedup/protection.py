"""What is never removed as a repetition, because it repeats by nature: headings, tables, code, forms, verse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpuskit.dedup.keys import build_keys
from corpuskit.text.characters import count_han
from corpuskit.text.patterns import lazy_pattern

Kind = Literal["heading", "table", "code", "form", "verse"]
KINDS: tuple[Kind, ...] = ("heading", "table", "code", "form", "verse")

# 第三章, 一、, （二）, 3.1, 12、 or the marks of Markdown at the beginning.
_NUMBERED = lazy_pattern(
    "[\\s#]*(?:第[0-9０-９零〇一二三四五六七八九十百]{1,6}[章节節编編篇卷回部条條款]"
    "|[（(]?[0-9０-９一二三四五六七八九十]{1,4}(?:[、）)]|[.．](?![0-9０-９])|(?:[.．][0-9０-９]{1,3}){1,3}(?![0-9０-９%％]))"
    "|#)"
)
_ENDS_SENTENCE = lazy_pattern("[。！？；…!?;]")
_ENDS_WITH_STOP = lazy_pattern("[。.][”’」』）)]*\\s*\\Z")
_DIVIDES_SENTENCE = lazy_pattern("[，。！？；…,!?;]")
# What the title of an official document ends with, perhaps with (试行) behind it.
_TITLES = (
    "通知|通告|通报|公告|公示|公报|意见|办法|规定|决定|决议|条例|细则|方案|规划|计划|报告|批复|复函|的函|请示|纪要|章程|制度"
    "|通報|公報|意見|辦法|規定|決定|決議|條例|細則|規劃|計劃|報告|批復|複函|請示|紀要"
)
_TITLE_END = lazy_pattern(f"(?:{_TITLES})(?:[（(][^（）()\n]{{1,12}}[）)])?\\s*\\Z")
_LAST_OF_TITLE = frozenset("）)" + _TITLES[1::3])
_TABLE_ROW = lazy_pattern("[|｜│┃].*[|｜│┃]|\\t[^\\t]*\\t")
_COMMENT = lazy_pattern("\\s*(?://|/\\*|\\*|#|<!--|--)")
_CODE = lazy_pattern("[{}=<>\\\\]|[;:)]\\s*\\Z|\\w\\(|->|::|\\A\\s*(?:import|from|return|@)\\b")
# A place to fill in or to tick: an exam question, a questionnaire, a contract.
_BLANK = lazy_pattern("[（(][\\s\u3000]*[）)]|[_＿]{2,}|[□☐]")
# A row of a table, a line of code and a form have one of these, or begin with a Latin letter.
_MARKS_OF = {
    kind: frozenset(marks) for kind, marks in (("table", "|｜│┃\t"), ("code", "{}=<>\\;:()-#/*@"), ("form", "()（）_＿□☐"))
}
_MARKS = frozenset().union(*_MARKS_OF.values())
_ANY_MARK = lazy_pattern(f"[{re.escape(''.join(sorted(_MARKS)))}]")
_CLAUSE_END = lazy_pattern("[\\s，。！？；：、,.!?;:]+")
_CLAUSE = lazy_pattern("[\\s，。！？；：、,.!?;:]*+([^\\s，。！？；：、,.!?;:]+)")
# A line with a larger share of Han characters than this is text, whatever marks it holds.
_HAN_IN_CODE = 0.3
_LONGEST_HEADING = 50
_LONGEST_FORM = 200
_TAIL = 24
# Regular verse: at least two clauses of one length, of 4 to 7 characters.
_LONGEST_VERSE = 80
_FEET = (4, 5, 6, 7)
# A line of free verse or of a song has at most this many characters. Around it stand lines so short that they are never
# removed: at least so many, which seldom end a sentence and outweigh the lines that are too long for verse. What others lose can
# only raise their share, so that a second look finds the same.
_LONGEST_LINE = 36
_LEAST_SHORT_LINES = 3
_SHARE_OF_SHORT_LINES = 0.5


class Protection:
    """Says which paragraphs stay even though they repeat another one.

    Args:
        texts: the paragraphs of the corpus by number.
        kinds: what is protected.
        min_chars: paragraphs with fewer letters and digits stay anyway.
        documents: the number of the document of each paragraph, ascending, shape (number of paragraphs,); None: not known, so
            refrains of free verse are not recognised.
    """

    def __init__(
        self, texts: Sequence[str], kinds: Sequence[Kind], min_chars: int, documents: NDArray[np.int64] | None = None
    ) -> None:
        self._texts = texts
        self._signs = [_SIGNS[kind] for kind in ("heading", "verse") if kind in kinds]
        self._signs_of_marks = [(_SIGNS[kind], marks) for kind, marks in _MARKS_OF.items() if kind in kinds]
        self._known: dict[int, bool] = {}
        self._min_chars = min_chars
        self._documents = documents if "verse" in kinds else None
        self._verse: dict[int, bool] = {}

    def covers(self, unit: int, kept: int, text: str | None = None) -> bool:
        """Say whether a paragraph stays although it repeats another one, `kept`; its `text` is looked up if it is not given."""
        if unit not in self._known:
            self._known[unit] = self._shows(self._texts[unit] if text is None else text)
        return self._known[unit] or self._is_refrain(unit, kept)

    def _shows(self, text: str) -> bool:
        if any(shows(text) for shows in self._signs):
            return True
        latin = text.lstrip()[:1].isascii()
        if not latin and not _ANY_MARK.search(text):  # most paragraphs
            return False
        marks = _MARKS.intersection(text)
        return any(shows(text) for shows, needed in self._signs_of_marks if latin or not needed.isdisjoint(marks))

    def _is_refrain(self, unit: int, kept: int) -> bool:
        """Say whether a line returns in the same document, among short lines."""
        documents = self._documents
        if documents is None or documents[unit] != documents[kept]:
            return False
        if max(len(self._texts[unit]), len(self._texts[kept])) > _LONGEST_LINE:
            return False
        document = int(documents[unit])
        if document not in self._verse:
            self._verse[document] = self._in_short_lines(*np.searchsorted(documents, (document, document + 1)).tolist())
        return self._verse[document]

    def _in_short_lines(self, start: int, stop: int) -> bool:
        lines = [self._texts[unit] for unit in range(start, stop)]
        lengths = build_keys(lines).lengths
        short = [line for line, length in zip(lines, lengths.tolist(), strict=True) if 0 < length < self._min_chars]
        if len(short) < _LEAST_SHORT_LINES or 2 * sum(bool(_ENDS_WITH_STOP.search(line)) for line in short) > len(short):
            return False
        weight, other = (int(lengths[some].sum()) for some in (lengths < self._min_chars, lengths > _LONGEST_LINE))
        return weight >= _SHARE_OF_SHORT_LINES * (weight + other)


def is_heading(text: str) -> bool:
    """Say whether a paragraph is a numbered heading or the title of an official document.

    >>> is_heading("第三章　道路运输车辆的技术要求与检验"), is_heading("第三条　道路运输车辆应当定期检验。")
    (True, False)
    >>> is_heading("县人民政府关于印发农村公路养护管理办法的通知")
    True
    """
    if len(text) > _LONGEST_HEADING:
        return False
    if _NUMBERED.match(text):
        return not _ENDS_SENTENCE.search(text)
    if text.rstrip()[-1:] not in _LAST_OF_TITLE:  # most paragraphs
        return False
    return bool(_TITLE_END.search(text, max(len(text) - _TAIL, 0))) and not _DIVIDES_SENTENCE.search(text)


def is_table_row(text: str) -> bool:
    """Say whether a line looks like a row of a table.

    >>> is_table_row("| 姓名 | 单位 |"), is_table_row("他说(笑)")
    (True, False)
    """
    return bool(_TABLE_ROW.search(text))


def is_code(text: str) -> bool:
    """Say whether a line looks like a line of code or a comment.

    >>> is_code("    result = collect(items)"), is_code("// 打开文件"), is_code("他说(笑)")
    (True, True, False)
    """
    if _COMMENT.match(text):
        return True
    return bool(_CODE.search(text)) and count_han(text) <= _HAN_IN_CODE * len(text)


def is_form(text: str) -> bool:
    """Say whether a paragraph has a place to fill in.

    >>> is_form("下列对本文内容的理解，不正确的一项是（　　）"), is_form("承租人（签字）：______"), is_form("他说（笑）")
    (True, True, False)
    """
    return len(text) <= _LONGEST_FORM and bool(_BLANK.search(text))


def is_regular_verse(text: str) -> bool:
    """Say whether a line is made of clauses of one length, as classical poems are.

    >>> is_regular_verse("春风一夜绿江南，燕子归来话旧年。"), is_regular_verse("春风吹绿了江南岸，燕子也飞回来了。")
    (True, False)
    >>> is_regular_verse("团结，奋进，求实，创新")
    False
    """
    if len(text) > _LONGEST_VERSE:
        return False
    first = _CLAUSE.match(text)
    if first is None or len(first[1]) not in _FEET:
        return False
    lengths = [len(clause) for clause in _CLAUSE_END.split(text.strip()) if clause]
    return len(lengths) >= 2 and len(set(lengths)) == 1 and count_han(text) == sum(lengths)


_SIGNS = {"heading": is_heading, "table": is_table_row, "code": is_code, "form": is_form, "verse": is_regular_verse}
