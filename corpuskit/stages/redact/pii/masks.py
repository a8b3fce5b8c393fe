"""What stands in the place of something personal."""

from __future__ import annotations

from typing import Literal

from corpuskit.stages.redact.pii.hits import Hit, Kind

Style = Literal["partial", "label"]

LABELS: dict[Kind, str] = {
    "id_card": "[身份证号]",
    "company_code": "[信用代码]",
    "mobile": "[手机号]",
    "landline": "[电话号码]",
    "hotline": "[服务热线]",
    "email": "[邮箱]",
    "bank_card": "[银行卡号]",
    "plate": "[车牌号]",
    "ip": "[IP地址]",
    "wechat": "[微信号]",
    "qq": "[QQ号]",
}
#: How many characters of the personal part stay, at its start and at its end. Six and four of a card is what PCI DSS allows.
_STAY: dict[Kind, tuple[int, int]] = {
    "id_card": (3, 4),
    "company_code": (8, 0),
    "mobile": (3, 4),
    "landline": (0, 4),
    "hotline": (3, 0),
    "email": (1, 0),
    "bank_card": (6, 4),
    "plate": (2, 1),
    "ip": (0, 0),
    "wechat": (2, 0),
    "qq": (2, 0),
}
_STAR = "*"


def mask(text: str, hit: Hit, style: Style) -> str:
    """Give what stands in the place of a hit.

    Args:
        text: the text that the hit is in.
        hit: what was found.
        style: `"partial"`: of the same length and form, with stars for most letters and figures; `"label"`: the name of its kind.

    >>> mask("010-62345678", Hit(0, 12, "landline", 4, 12), "partial")
    '010-****5678'
    """
    if style == "label":
        return LABELS[hit.kind]
    personal = text[hit.first : hit.last]
    signs = [place for place, character in enumerate(personal) if character.isalnum()]
    left, right = _STAY[hit.kind]
    if left + right >= len(signs):  # too short to leave anything to be seen
        left = right = 0
    hidden = set(signs[left : len(signs) - right])
    covered = "".join(_STAR if place in hidden else character for place, character in enumerate(personal))
    return text[hit.start : hit.first] + covered + text[hit.last : hit.end]
