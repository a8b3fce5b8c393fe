"""What the words beside a number say about it: a telephone, an order, an amount, a version."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpuskit.text.patterns import lazy_pattern

#: A mask leaves fewer letters and figures than this behind its stars.
_SHORTEST, _LOOK_AHEAD = 9, 13
#: How far the words before a number are looked at, and the characters of a URL, in characters.
REACH = 28
TOKEN_REACH = 96

#: Full-width letters, digits and marks as their plain forms, one character for one, so that positions stay.
_PLAIN = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), 0x20),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), 0x2D),
}


def _any(words: str) -> str:
    """Give a pattern for any of some words, which stand apart by white space."""
    return "(?:" + "|".join(words.split()) + ")"


#: What may not come behind a number: more of it, or stars that hide the rest of it; stars alone are emphasis (`**138…**`).
END = r"(?![0-9A-Za-z]|\*{1,8}[0-9A-Za-z])"

# What may stand between a word and the number that it announces.
_GAP = r"[\s:()\[\]【】“”\"'‘’<>《》=·,、/|*—-]{0,6}\Z"
_LATIN_PHONES = "tele?phone phone tel telefax fax mobile mob cell"
_PHONE = lazy_pattern(
    "(?:"
    + _any(r"电\s{0,4}话 手\s{0,4}机 座\s{0,4}机 传\s{0,4}真 热\s?线 固话 联系方式 联系我们 致电 拨打 来电 话机 呼机 小灵通")
    + "|"
    + _any(r"電\s{0,4}話 號碼 手機 傳真 [☎📞📱✆]")
    + rf"|(?<![A-Za-z])(?:{_any(_LATIN_PHONES + ' call whatsapp')}|[tmpf](?=[.: ]*:))\.?)"
    + r"(?:及传真|/传真|号码|号|號|是|为|為|机| ?no\.?| ?number)?(?:[(][^()0-9]{1,10}[)])?"
    + _GAP,
    re.I,
)
_LATIN_PHONE = lazy_pattern(rf"(?<![A-Za-z])(?:{_any(_LATIN_PHONES)}|[tm])\.?\Z", re.I)
_CARD = lazy_pattern(
    _any("卡 账 帐 户 银行 转款 汇款 打款 收款 付款 [转汇存打]入 转[至到账帐] visa master unionpay 银联 尾号 支付宝"),
    re.I,
)
#: What is counted: a number behind one of these words and 号 names it.
_COUNTED = (
    "订单 单 运单 快递 物流 流水 交易 序列 批 批次 货 产品 商品 型 案 文 档案 受理 学 工 准考证 票 合同 保单 会员 设备"
    " 条形 条 书 刊 专利 申请 登记 备案 许可证? 凭证 索引 编 准字 订货 学籍 注册 证书 统一书 存档 考 座位 仓 箱 件 訂單"
    " 編"
)
_CODES = "编号 编码 单号 序号 代码 条码 时间戳 哈希 校验码 验证码 校验和 坐标 经度 纬度 邮编 主键 編號"
#: What has its number behind it without a word for that.
_NUMBERED = "订单 訂單 运单 快递单 工单 保单 流水"
_LATIN_CODES = (
    r"ISBN ISSN IMEI IMSI DOI EAN UPC SKU CN SN S/N No\.? № order\s?id order\s?no\.? order id uid pid oid md5 sha1? timestamp ts"
    " serial ref seq hash build"
)
_SERIAL = lazy_pattern(
    f"(?:{_any(_COUNTED)}{_any('号码 编号 号 码 號 碼')}|{_any(_CODES)})(?:是|为)?{_GAP}"
    rf"|(?<![A-Za-z]){_any(_LATIN_CODES)}{_GAP}|{_any(_NUMBERED)}{_GAP}|第 ?\Z",
    re.I,
)
_CURRENCY = lazy_pattern(r"(?:[￥¥$€£]|人民币|RMB|USD|CNY|HKD) ?\Z")
_UNITS = (
    "元 万元 亿 美元 美金 欧元 日元 港元 港币 韩元 越南盾 印尼盾 卢比 卢布 吨 公斤 千克 公里 千米 平方 立方 字节 比特 人次 次 股"
    " 册 套 倍 赫兹 毫秒 微秒 纳秒 秒 [%‰℃]"
)
_UNIT = lazy_pattern(f" ?{_any(_UNITS)}")
_TOKEN = lazy_pattern(r"(?<![!-~])[!-~]+\Z")
_URL = lazy_pattern(r"://|www\.", re.I)
_URL_PHONE = lazy_pattern(r"(?:phone|mobile|tel|cell)\w{0,8}=\Z", re.I)

_NETWORK = lazy_pattern(
    _any("ip(?:v4|v6)?(?![a-z]) 地址 服务器 主机 登录 登陆 网关 dns host server 节点 来自 来源 访问 端口 代理 ping 网段 内网")
    + "|"
    + _any("外网 公网 终端 攻击 解析 域名 路由 掩码 子网 ssh telnet address inet remote client proxy :// 伺服器 位址"),
    re.I,
)
_VERSION = lazy_pattern(
    _any("版 version upgraded? updated? oid 固件 内核 驱动 升级 更新 补丁 build release firmware driver 软件 安装 rev")
    + r"|(?<![a-z])v(?:er)?\.? ?\Z|[a-z][/_-]\Z",
    re.I,
)
_SECTION_WORD = lazy_pattern(" ?[节章条款项目]")


class Place(NamedTuple):
    """A stretch of text, in plain forms, in which something is looked for."""

    text: str

    def before(self, position: int) -> str:
        """Give the text before a position, of its line."""
        low = max(0, position - REACH)
        return self.text[max(low, self.text.rfind("\n", low, position) + 1) : position]

    def in_address(self, position: int) -> bool:
        """Say whether a number is a part of a URL, where it names a page, unless a parameter says that it is a telephone."""
        token = _TOKEN.search(self.text, max(0, position - TOKEN_REACH), position)
        return token is not None and _URL.search(token[0]) is not None and _URL_PHONE.search(token[0]) is None


def plain(text: str) -> str:
    """Give a text with full-width letters, digits and marks in their plain forms; positions stay the same.

    >>> plain("电话：０１０－１２３４")
    '电话:010-1234'
    """
    return text if text.isascii() else text.translate(_PLAIN)


def announces_phone(before: str) -> bool:
    """Say whether the text before a number ends with a word for a telephone.

    >>> announces_phone("传真(总机):"), announces_phone("电话费用为")
    (True, False)
    """
    return _PHONE.search(before) is not None


def announces_card(before: str) -> bool:
    """Say whether the text before a number speaks of a bank card or an account."""
    return _CARD.search(before) is not None


def announces_serial(before: str) -> bool:
    """Say whether the text before a number ends with a word for something that is counted: an order, a file, a book.

    >>> announces_serial("运单号:"), announces_serial("身份证号:")
    (True, False)
    """
    return _SERIAL.search(before) is not None


def is_amount(before: str, text: str, end: int) -> bool:
    """Say whether the number between `before` and `text[end:]` is an amount of money, a weight, a length of time."""
    return _CURRENCY.search(before) is not None or _UNIT.match(text, end) is not None


def speaks_of_network(before: str) -> bool:
    """Say whether the text before dotted figures speaks of machines and networks."""
    return _NETWORK.search(before[-20:]) is not None


def speaks_of_version(before: str) -> bool:
    """Say whether the text before dotted figures speaks of a version."""
    return _VERSION.search(before[-20:]) is not None


def is_section(before: str, text: str, end: int) -> bool:
    """Say whether dotted figures number a section: at the start of a line, behind 第 or before 节."""
    return not before.strip(" #*") or before.endswith(("第", "见", "表", "图")) or _SECTION_WORD.match(text, end) is not None


def follows_phone_word(before: str) -> bool:
    """Say whether a number is written close up to a Latin word for a telephone: `Tel13…`."""
    return _LATIN_PHONE.search(before) is not None


def is_emphasis(text: str, start: int) -> bool:
    """Say whether the stars before a place have nothing before them that they could hide the rest of: `**138`, not `86**138`."""
    before = text[max(0, start - 8) : start].rstrip("*")[-1:]
    return not before or not before.isascii() or not (before.isalnum() or before in "._@-")


def is_free(text: str, start: int) -> bool:
    """Say whether nothing stands close before a number that makes it a part of something longer.

    >>> is_free("约138", 1), is_free("x138", 1), is_free("0.138", 2), is_free("A-138", 2), is_free("、138", 1)
    (True, False, False, False, True)
    """
    before = text[start - 1] if start else " "
    if not before.isascii():
        return True
    if before == "*":  # emphasis, unless the stars hide the beginning of the number
        return is_emphasis(text, start) and sum(map(str.isalnum, text[start : start + _LOOK_AHEAD])) >= _SHORTEST
    if before.isalnum() or before in "_%\\":
        return False
    further = text[start - 2] if start > 1 else " "
    if before == ".":
        return not (further.isascii() and further.isdigit())
    if before == "/":
        return not (further.isascii() and further.isalpha())
    return before != "-" or not (further.isascii() and further.isalnum())
