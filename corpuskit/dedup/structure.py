"""Lines that recur because documents are built alike, and belong to each of them all the same."""

from __future__ import annotations

from corpuskit.dedup.protection import is_code, is_form, is_table_row
from corpuskit.text.patterns import lazy_pattern

# What parts of books, papers and official documents are called.
_PART = frozenset(
    """
    前言 序 序言 自序 引言 导言 导读 导论 绪论 绪言 楔子 引子 目录 目次 正文 总则 附则 附录 附件 附表 附图 摘要 内容摘要 内容提要
    提要 关键词 结语 结论 结束语 小结 总结 后记 跋 尾声 致谢 鸣谢 参考文献 参考书目 注释 注解 说明 编者按 编后 作者简介 内容简介
    题记 卷首语 凡例 译者序 出版说明 背景 概述 目的 方法 结果 讨论 问题 答案 练习 思考题 习题 完 全文完 全书完 未完待续 待续 剧终
    前記 自敘 導言 導讀 緒論 目錄 總則 附則 附錄 關鍵詞 結語 結論 後記 尾聲 致謝 參考文獻 註釋 說明 內容簡介 概述 練習 習題
    """.split()
)
_NUMBERED = lazy_pattern(
    "\\s*(?:#|第?[（(]?[0-9０-９零〇一二三四五六七八九十百]{1,6}[）)]?(?:[章节節编編篇卷回部条條款幕场場集讲講课課]|[、.．]|\\s|\\Z))"
)
_CLOSING = lazy_pattern(
    "特此|此致|此复|敬礼|敬禮|专此|谨此|祝[您你大各]|谢谢(?:大家|各位|您)|致以|顺颂|順頌|妥否|当否|以上[报意请]|请[予审批]"
)
# Who signs an official document.
_OFFICE = lazy_pattern(
    "[^，。；：！？,;:!?|｜0-9]{2,30}(?:局|厅|部|院|处|科|室|所|站|会|委|署|府|社|党组|中心|公司|集团|学校"
    "|大学|中学|小学|医院|厂|銀行|银行|廳|處|會|黨組)\\s*\\Z"
)
_DATE = lazy_pattern("[\\s（(]*[0-9０-９零〇○一二三四五六七八九十年月日号號./\\- ]{4,20}[\\s）)]*\\Z")
_QUOTES = ("“", "「", "『", "‘", '"', "—", "－")


def is_structural(line: str) -> bool:
    """Say whether a line is a heading, a salutation, a closing formula, a signature, a date, speech, or no text at all.

    >>> is_structural("第三章 渡口"), is_structural("各位代表："), is_structural("下载客户端")
    (True, True, False)
    """
    shown = line.strip()
    bare = "".join(character for character in shown if character.isalnum())
    if bare in _PART or not any(character.isalpha() for character in bare):
        return True
    if shown.startswith(_QUOTES) or shown.endswith(("：", ":", "”", "」", "』", "？", "！", "?", "!")):
        return True
    if _NUMBERED.match(shown) or _CLOSING.match(shown) or _DATE.match(shown) or _OFFICE.match(shown):
        return True
    return is_table_row(shown) or is_code(shown) or is_form(shown)
