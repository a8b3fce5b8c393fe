"""The metadata table of a government notice: which cells are keys, and what a row says."""

from __future__ import annotations

from corpuskit.stages.extract.page.folding import simplify
from corpuskit.text.patterns import lazy_pattern

_TELLING = """
索引号 索引码 信息索引号 信息索取号 索取号 公开索引号 发布机构 发布机关 发布单位 发布部门 发文机关
发文机构 发文单位 发文部门 制发机关 制定机关 公开机构 公开机关 公开单位 公开部门 公开主体 责任部门
公开责任部门 信息公开责任部门 信息所属单位 信息提供单位 信息发布机构 联合发文单位 组织机构代码
发文时间 发文日期 成文日期 成文时间 发布日期 发布时间 公开日期 公开时间 生成日期 生成时间 印发日期
印发时间 制发日期 签发日期 签署日期 公布日期 通过日期 施行日期 实施日期 生效日期 生效时间 失效日期
失效时间 废止日期 信息有效期 文号 发文字号 发文文号 公文字号 文件字号 文件编号 文件号 登记号
统一编号 统一登记号 登记编号 信息编号 公开编号 规范性文件编号 规范性文件登记号 有效性 时效性
文件有效性 效力状态 效力级别 是否有效 文件效力 公开方式 公开形式 公开范围 公开时限 公开属性 公开类别
公开类型 公开程序 公开期限 公开条件 信息公开类别 依申请公开 主题分类 主题类别 主题词 体裁分类
服务对象分类 组配分类 信息分类 信息类别 信息类型 目录分类 公文种类 公文类型 法规类别 所属主题
所属分类 所属类别 所属栏目 信息来源 信息名称 信息标题 信息格式 公文名称 文件标题 内容概述 内容摘要
信息摘要 公文时效 是否失效 有效状态 生效状态 信息有效性 废止时间 失效状态 公文日期 公布机关 公布时间
施行时间 成文机关 制作机关 拟稿单位 所属机构 信息公开编号 机构分类 政策类型 信息索引
"""
_PLAIN = """
标题 名称 题名 关键词 关键字 摘要 概述 来源 文章来源 作者 编辑 责任编辑 分类 类别 栏目 体裁 文种
语种 载体类型 载体形式 记录形式 服务对象 适用范围 联系人 联系电话 备注 附件 主题 编号 语言 浏览次数
点击数 阅读次数 有效期 有效期至 有效期限 更新日期 更新时间 文件类型 文件名称 文件类别 文件状态
起草单位
"""
#: Keys that stand in such tables and hardly anywhere else. One of them must be there before a table is believed.
TELLING_KEYS = frozenset(_TELLING.split())
#: Keys that other tables use too: they are read only beside a telling one.
PLAIN_KEYS = frozenset(_PLAIN.split())
KEYS = TELLING_KEYS | PLAIN_KEYS

BARS = "|｜│┃\t"
_BAR = lazy_pattern("[|｜│┃]")
_RULE_CELL = lazy_pattern(":?[-—─=]{2,}:?")
_MAX_ROW = 1000  # characters; a longer line is text, whatever it holds


def cells(line: str) -> list[str] | None:
    """Split a line into the cells of a table row.

    Returns:
        The cells without white space around them; None where the line has neither bar nor tab between two of them.

    >>> cells("| 文号 ｜ |"), cells("索引号\\t12/2024"), cells("正文。")
    (['', '文号', '', ''], ['索引号', '12/2024'], None)
    """
    inside = line.strip()
    if len(inside) < 3 or len(inside) > _MAX_ROW:
        return None
    parts = _BAR.split(inside)
    if len(parts) == 1:
        parts = inside.split("\t")
    return [part.strip() for part in parts] if len(parts) > 1 else None


def is_rule(row: list[str]) -> bool:
    """Say whether a row is the line of dashes under the head of a Markdown table."""
    return any(row) and all(not cell or _RULE_CELL.fullmatch(cell) for cell in row)


def read_row(row: list[str]) -> dict[str, str] | None:
    """Pair the known keys of a row with their values.

    The value is the cell after the key; it is `""` where that cell is empty, missing, or a key itself.

    Args:
        row: the cells.

    Returns:
        The pairs in order; None where there is no key, or a cell that is neither a key nor the value of one.

    >>> read_row(["有效性", "公开方式", "主动公开", "", ""])
    {'有效性': '', '公开方式': '主动公开'}
    >>> read_row(["名称", "数量", "单价"]) is None
    True
    """
    pairs: dict[str, str] = {}
    waiting = ""  # the key whose value has not come yet
    for cell in row:
        if key := as_key(cell):
            pairs.setdefault(key, "")
            waiting = key
        elif inner := _inner_pair(cell):
            pairs[inner[0]] = pairs.get(inner[0]) or inner[1]
            waiting = ""
        elif waiting:
            pairs[waiting] = pairs[waiting] or cell
            waiting = ""
        elif cell:
            return None
    return pairs or None


def _inner_pair(cell: str) -> tuple[str, str] | None:
    """Split a cell that holds a telling key with its value: `文号：云林〔2024〕7号`."""
    head, colon, value = cell.replace("：", ":", 1).partition(":")
    key = as_key(head) if colon else ""
    return (key, value.strip()) if key in TELLING_KEYS else None


def as_key(cell: str) -> str:
    """Give the key a cell stands for, simplified and without the spaces and the colon that pages put into it, or `""`.

    >>> as_key("索 引 号："), as_key("發布機構"), as_key("索引")
    ('索引号', '发布机构', '')
    """
    if len(cell) > 24:
        return ""
    name = simplify("".join(cell.strip("【】[]*").split())).rstrip("：:")
    return name if name in KEYS else ""
