"""What is never removed as a repetition: short paragraphs, headings, rows of tables and lines of code repeat by nature."""

from __future__ import annotations

import re

from corpuskit.text.characters import count_han

# 第三章, 一、, （二）, 3.1, 12、 or the marks of Markdown at the beginning.
_NUMBERED = re.compile(
    "[\\s#]*(?:第[0-9０-９零〇一二三四五六七八九十百]{1,6}[章节節编編篇卷回部条條款]"
    "|[（(]?[0-9０-９一二三四五六七八九十]{1,4}(?:[、）)]|[.．](?![0-9０-９])|(?:[.．][0-9０-９]{1,3}){1,3}(?![0-9０-９%％]))"
    "|#)"
)
_ENDS_SENTENCE = re.compile("[。！？；…!?;]")
_DIVIDES_SENTENCE = re.compile("[，。！？；…,!?;]")
# What the title of an official document ends with, perhaps with (试行) behind it.
_TITLE_END = re.compile(
    "(?:通知|通告|通报|公告|公示|公报|意见|办法|规定|决定|决议|条例|细则|方案|规划|计划|报告|批复|复函|的函|请示|纪要|章程|制度"
    "|通報|公報|意見|辦法|規定|決定|決議|條例|細則|規劃|計劃|報告|批復|複函|請示|紀要)(?:[（(][^（）()\n]{1,12}[）)])?\\s*\\Z"
)
_TABLE_ROW = re.compile("[|｜│┃].*[|｜│┃]|\\t[^\\t]*\\t")
_COMMENT = re.compile("\\s*(?://|/\\*|\\*|#|<!--|--)")
_CODE = re.compile("[{}=<>\\\\]|[;:)]\\s*\\Z|\\w\\(|->|::|\\A\\s*(?:import|from|return|@)\\b")
# A line with a larger share of Han characters than this is text, whatever marks it holds.
_HAN_IN_CODE = 0.3
_LONGEST_HEADING = 50
_TAIL = 24


def is_structure(text: str) -> bool:
    """Say whether a paragraph is a heading, a row of a table or a line of code: what may stand in a corpus many times."""
    return is_heading(text) or is_code_or_table(text)


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
    return bool(_TITLE_END.search(text, max(len(text) - _TAIL, 0))) and not _DIVIDES_SENTENCE.search(text)


def is_code_or_table(text: str) -> bool:
    """Say whether a line looks like a row of a table or a line of code.

    >>> is_code_or_table("| 姓名 | 单位 |"), is_code_or_table("    result = collect(items)"), is_code_or_table("他说(笑)")
    (True, True, False)
    """
    if _COMMENT.match(text) or _TABLE_ROW.search(text):
        return True
    return bool(_CODE.search(text)) and count_han(text) <= _HAN_IN_CODE * len(text)
