"""Phrases that advertise, and phrases that every page of a site carries: few of them, each with how sure a sign it is.

A sign is looked for where a pair of characters stands that it can begin with; pairs are found for a whole text at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.profile import Profile


class Sign(NamedTuple):
    """A phrase that tells.

    Attributes:
        begins: the pairs of characters that it can begin with, separated by spaces.
        pattern: the whole phrase, a regular expression.
        weight: 1.0 where it stands nowhere but in such text, less where articles have it, too.
    """

    begins: str
    pattern: str
    weight: float


_ADVERT_SIGNS = (
    Sign("加微 加我 加客 加老 加助 加Q 加q 加V 加v 加薇", "加(?:我|客服|老师|助理)?(?:微信|薇信|[vV][xX信]|[qQ]{2}群)", 1.0),
    Sign("点击 立即 马上", "(?:点击|立即|马上)(?:购买|下单|抢购|领取|预约试听|咨询客服)", 1.0),
    Sign("扫码", "扫码(?:关注|添加|进群|领取|加群|咨询)", 1.0),
    Sign("长按", "长按(?:识别|扫描|上图|下图|图片|上方二维码|下方二维码)", 1.0),
    Sign("代开 代办", "(?:代开发票|代办(?:证件|文凭|信用卡))", 1.0),
    Sign("日赚", "日赚[0-9万千百]", 1.0),
    Sign("咨询 订购 招商 加盟 报名", "(?:咨询|订购|招商|加盟|报名)热线|招商加盟|加盟费", 0.7),
    Sign("限时 限量", "(?:限时|限量)(?:特惠|特价|抢购|优惠|折扣|秒杀)", 0.7),
    Sign("全场 下单", "(?:全场|下单)(?:包邮|立减|半价)", 0.7),
    Sign("免费", "免费(?:试听|领取|代理|加盟)", 0.7),
    Sign("微信 QQ qq", "(?:微信|QQ|qq)号?[：:][ ]?[A-Za-z0-9_-]{5,20}", 0.7),
    Sign("包过 根治 无效 稳赚", "包过班?|根治率|无效退款|稳赚不赔", 0.7),
    Sign("返利 优惠 邀请 推广", "返利|优惠[券码]|邀请码|推广码", 0.4),
)
_BOILERPLATE_SIGNS = (
    Sign("转载 轉載", "(?:转载|轉載)(?:请|請|须|需)(?:注明|註明|联系|标明|保留)", 1.0),
    Sign("未经 未經", "(?:未经|未經)[^，。\n]{0,8}(?:授权|许可|允许|授權|許可)[^。\n]{0,12}(?:不得|禁止|严禁|请勿|嚴禁)", 1.0),
    Sign("侵权 侵權", "(?:侵权|侵權)(?:必究|[^。\n]{0,10}(?:删除|刪除|必究))", 1.0),
    Sign("IC 公网 增值 网站", "ICP[备证]|公网安备|增值电信业务经营许可证|网站地图", 1.0),
    Sign("版权 版權", "(?:版权|版權)(?:声明|所有|聲明)", 0.7),
    Sign("免责 免責", "免责声明|免责条款|免責聲明", 0.7),
    Sign("分享 收藏 打印 关闭 字体", "分享到[：:]|收藏本[站页]|打印本页|关闭窗口|字体[：:]|字体大小", 0.7),
    Sign("登录 注册", "(?:登录|注册)(?:后|即可|账号)(?:查看|发表|评论|可见)", 0.7),
    Sign(
        "本文 文章 内容 图片 本站",
        "(?:本文|文章|内容|图片|本站)[^，。\n]{0,6}(?:转载自|来源于网络|来自网络|仅代表作者|不代表本)",
        0.7,
    ),
    Sign(
        "上一 下一 返回 热门 猜你 查看", "上一篇[：:]|下一篇[：:]|返回(?:顶部|首页|列表)|热门(?:推荐|文章)|猜你喜欢|查看更多", 0.5
    ),
    Sign("相关 推荐", "相关(?:阅读|推荐|链接|新闻|文章)(?:[：:]|\n|$)|推荐阅读(?:[：:]|\n|$)", 0.5),
    Sign("用户 隐私 意见 联系 关于 举报", "(?:用户协议|隐私政策|意见反馈|联系我们|关于我们|举报电话)(?=[\\s|｜·：:]|$)", 0.5),
    Sign("责任 责编 编辑 校对", "(?:责任编辑|责编|编辑|校对)[：:]", 0.4),
)
_FACTOR = np.uint16(0x9E37)


def advert_and_boilerplate_scores(profile: Profile) -> tuple[float, float]:
    """Say how much a text is an advertisement, and how much of the furniture of a page it has, each from 0.0 to 1.0.

    A score is the sum of the weights of the different signs that the text has, at most 1.

    >>> from corpuskit.text.profile import Profile
    >>> advert_and_boilerplate_scores(Profile("想要资料的同学请加微信，扫码关注即可领取。版权所有，侵权必究。"))
    (1.0, 1.0)
    >>> advert_and_boilerplate_scores(Profile("她学会了用微信跟孙女视频，编辑部也在她的群里。"))
    (0.0, 0.0)
    """
    wanted, by_pair, signs = _signs()
    if len(profile.code_points) < 2:
        return 0.0, 0.0
    places = wanted.take(_slots(profile.code_points)).nonzero()[0]
    text = profile.text
    found: set[int] = set()
    for place in places.tolist():
        for number in by_pair.get(text[place : place + 2], ()):
            if number not in found and signs[number][1].match(text, place):
                found.add(number)
    scores = [0.0, 0.0]
    for number in sorted(found):
        kind, _, weight = signs[number]
        scores[kind] += weight
    return min(round(scores[0], 4), 1.0), min(round(scores[1], 4), 1.0)


def _slots(code_points: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Give for each pair of neighbours its place in a table of 65536."""
    units = code_points.astype(np.uint16)
    return units[:-1] * _FACTOR + units[1:]


@cache
def _signs() -> tuple[NDArray[np.bool_], dict[str, list[int]], Sequence[tuple[int, re.Pattern[str], float]]]:
    """Give the slots of all pairs, the numbers of the signs by pair, and the signs: 0 or 1 for their sort, pattern, weight."""
    signs: list[tuple[int, re.Pattern[str], float]] = []
    by_pair: dict[str, list[int]] = {}
    for sort, group in enumerate((_ADVERT_SIGNS, _BOILERPLATE_SIGNS)):
        for sign in group:
            for pair in sign.begins.split():
                by_pair.setdefault(pair, []).append(len(signs))
            signs.append((sort, re.compile(sign.pattern), sign.weight))
    wanted = np.zeros(1 << 16, bool)
    for pair in by_pair:
        wanted[_slots(np.array([ord(pair[0]), ord(pair[1])], np.uint32))] = True
    return wanted, by_pair, signs
