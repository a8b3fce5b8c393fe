"""What the maker of a site puts under every page, and what a page says of itself: whole lines, told by their form."""

from __future__ import annotations

import re

from corpuskit.text.patterns import lazy_pattern

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_RESERVED = "(?:版权所有|著作权所有|版权归[^。;]{2,24}所有|All Rights? Reserved\\.?)"
_REFUSAL = "(?:翻印必究|侵权必究|盗版必究|不得转载|请勿转载|严禁转载|未经[^。]{2,16}(?:转载|使用|复制|镜像)[^。]{0,10})"
_YEAR = "(?:19|20)[0-9]{2}"
_REGISTERED = (
    f"[{_PROVINCES}] ?ICP ?[备证]|[{_PROVINCES}]公网安备|公安(?:联网)?备案号|(?:网站|ICP)?备案(?:序号|编号|号|许可证号) "
    f"?:|ICP备案|网站标识码"
    "|增值电信业务经营许可证|互联网[^。;]{0,8}信息服务许可|信息网络传播视听节目许可证|广播电视节目制作经营许可证"
    "|网络文化经营许可证"
)

# The imprint of a site: rights, registrations, complaints. What comes before its mark must be short and no sentence.
_IMPRINT = lazy_pattern(
    f"(?:Copyright|©|\\(C\\)|&copy;)[ :©(]{{0,4}}[^。]{{0,30}}(?:{_YEAR}|{_RESERVED})[^。]{{0,120}}(?:{_REFUSAL})?[。.]?$"
    f"|(?:[^。,;:!?]{{0,30}})?{_RESERVED}(?:$|[ :,©.(|]{{1,3}}(?:{_REFUSAL}[。.]?$|[^。;!?]{{0,80}}$)|{_REFUSAL}[。.]?$)"
    f"|[^。;!?]{{0,60}}?(?:{_REGISTERED})(?=[^。;!?]{{0,40}}[0-9])[^。;!?]{{0,120}}$"
    "|[^。;!?]{0,30}?(?:违法和?不良|不良和?违法|互联网违法|网上有害|涉未成年人?)信?息?举报(?:电话|热线|邮箱|中心|平台"
    "|专区)[^。;!?]{0,80}$"
    "|Powered by .{1,40}$|GMT[+-][0-9]{1,2},? .{0,30}$|中国互联网(?:违法和?不良信息)?举报中心$|(?:主办|承办|主管"
    "|运营)[^。;!?]{0,60}(?:技术支持|网站管理|网站维护"
    "|网站建设|运行维护|运维)[^。;!?]{0,60}$"
    "|(?:网站|本站)?技术支持(?:单位)? ?:[^。;!?]{1,60}$|(?:网站|本站)(?:维护|管理|建设|承建)(?:单位)? ?:[^。;!?]{1,60}$"
    "|(?:本站|本网站?)?建议您?(?:使用|采用)[^。;!?]{0,40}(?:浏览器|分辨率)[^;!?]{0,40}$"
    f"|(?:您是|你是)(?:本站)?第 ?[0-9,]+ ?位(?:访客|访问者|访问本站的?)|(?:今日|总|网站)访问量? ?: ?[0-9][0-9,]*(?: ?[人次]+)?$",
    re.IGNORECASE,
)
_CONTACT = lazy_pattern(
    "(?:主办|承办|协办|主管|运营|运维|地址|单位地址|联系地址|邮编|邮政编码|电话|联系电话|值班电话|传真|电子邮箱|电子邮件"
    "|邮箱|投稿邮箱|E-?mail"
    "|热线|服务热线|新闻热线|客服|客服电话|总机)(?:单位|部门|方)? ?:[^。;!?]{0,100}$",
    re.IGNORECASE,
)

_OURSELVES = "本[网站报刊社文号]|本平台|本公众号|原?作者|书面|许可|授权|允许|同意|来源|出处"
# Who may copy this, and who answers for it.
_RIGHTS = lazy_pattern(
    f"[【\\[(]?(?:免责|版权|特别|郑重|转载|网站)?声明(?:[】\\])] ?:?| ?:)(?=.*(?:转载|版权|侵权|著作权|本[网站]|本平台|观点|立场"
    f"|仅供参考))(?:本[网站文刊报]|凡|以上|该|此|文章|内容|未经|转载|部分|图片|任何|我们|如)"
    f".{{4,220}}$|凡本[网站报刊社].{{4,220}}(?:转载|来源|版权|责任).{{0,80}}$|凡(?:注明|标注|标明)[^。]{{0,12}}来源.{{4,220}}$"
    f"|未经(?:{_OURSELVES})[^。,]{{0,10}},? ?(?:任何[^。,]{{0,10}})?(?:请勿|不得|禁止|严禁|谢绝)[^。]{{0,12}}(?:转载|摘编"
    f"|复制|使用|镜像)[^。]{{0,16}}[。!]?$"
    "|(?:如需)?转载(?:本文)?请(?:务必)?(?:注明|标明|联系|保留)[^。]{0,30}[。!]?$"
    "|(?:本文|文章|以上内容|部分(?:内容|图片|文字)|图文|图片|内容|素材)(?:及图片|图片)?(?:均)?(?:转载自?|来源于?"
    "|来自)(?:于)?(?:网络|互联网)"
    "(?:,? ?(?:如有|如|若|仅供|版权|侵).{0,60})?[。.]?$",
    re.IGNORECASE,
)
_NO_QUESTION = "(?!.*(?:怎么|如何|为什么|什么|[?]))"
_NO_ERRAND = "(?!.*(?:报名|预约|参[加与]|领取|查询|咨询|购|办理|投票|缴|申请|填))"
_NOTICE = lazy_pattern(
    # The page and the program that shows it.
    f"{_NO_QUESTION}(?:对不起,?|抱歉,?)?[您你]?(?:的|当前使用的|正在使用的)?浏览器(?:版本|暂|还|已)?"
    f"(?:不支持|不支援|过低|太低|过旧|未启用|没有启用|禁用|已禁用)[^。]{{0,40}}(?:[。!,].{{0,60}})?$"
    "|(?:请|需要)(?:您)?(?:先|在浏览器中)?(?:启用|开启|打开|允许)(?:浏览器的?)? ?(?:JavaScript|JS|Cookie)s?.{0,40}$"
    "|(?:本|我们的?|此|该)(?:网站|站点|站).{0,8}(?:使用|采用|利用|通过) ?(?:了)? ?Cookies?.{0,120}$"
    "|(?:接受|允许|拒绝)(?:所有|全部)? ?Cookies?$|Cookies? ?(?:设置|偏好)$"
    "|(?:页面|内容|数据|视频)?(?:正在)?加载中?(?:,? ?请(?:稍候|稍后|等待))?(?:\\.{2,6}|…{1,2})$"
    # Follow us.
    '|↑* ?点击(?:上方|下方|左下角|右上角|顶部)?的?["“「]?(?:蓝字|蓝色字体?|[^ 。,]{0,8}(?:卡片|按钮|标题))["”」]?,? '
    "?关注[^。;!?]{0,12}$"
    "|关注[该本]公众号$|预览时标签不可点$|(?:本章|这章)(?:节)?未完,? ?(?:请)?点击下一页[^。]{0,12}$|收录于(?:合集|话题).{0,40}$"
    "|(?:长按|扫描|扫码|扫一扫|微信扫码|微信扫一扫|识别)[, ]?(?:识别)?(?:上方|下方|右侧|左侧|上图|下图|图中"
    "|此)?(?:微信)?(?:二维码)?[, ]?(?:即可)?"
    "(?:关注|加关注|下载|安装)"
    f"{_NO_ERRAND}[^。;!?]{{0,24}}$"
    "|[^。,;:!?]{2,16}(?:微信)?(?:公众号|公众平台|订阅号|官方微[信博])?二维码$",
    re.IGNORECASE,
)

#: Words that such lines begin with; an imprint may also have its mark further on, see `MARK`.
STARTS = """
Powered GMT 点击上 点击下 点击左 点击右 点击顶 点击蓝 点击“蓝 ↑点击 关注该 关注本 预览时 本章未 这章未 本章节未 收录于
版权所有 版权归 著作权所有 Copyright COPYRIGHT copyright © (C) (c) &copy; 网站标识码 公安备案号 公安联网备案 备案 网站备案
ICP 增值电信 互联网 中国互联网 信息网络传播
广播电视节目制作 网络文化经营 违法和 违法不良 不良信息 不良和 网上有害 涉未成年 技术支持 网站技术支持 本站技术支持
网站维护 网站管理 网站建设 网站承建 建议使用 建议您使用 建议采用 本站建议 本网站建议
您是第 您是本站第 今日访问 总访问 网站访问 主办: 主办单位 承办: 承办单位 协办: 协办单位 主管: 主管单位 主管部门 运营:
运营单位 运维单位 地址: 单位地址 联系地址 邮编 邮政编码 电话: 联系电话 值班电话 传真: 电子邮箱 电子邮件
邮箱: 投稿邮箱 Email E-mail email e-mail 热线: 服务热线 新闻热线 客服 总机: 声明: 声明】 免责声明 版权声明 特别声明
郑重声明 转载声明 网站声明 凡本 凡注明 凡标注 凡标明
未经本 未经平 未经原 未经作 未经书 未经许 未经授 未经允 未经同 转载请 转载本 如需转载 本文转 本文来 本文图 文章转 文章来
以上内容 部分内容 部分图片 部分文字 图文来 图文转 图片来自 图片转 图片来源于 内容来 内容转 素材来
对不起,您 抱歉,您 您的浏览 您当前使 您正在使 您浏览器 你的浏览 浏览器版 浏览器不 浏览器未 请启用 请您启用 请开启 请打开浏
请先启 请在浏览器 请允许 需要启用 需要开启 本网站使用 本网站采 本网站通 本网站会使
本站使用 我们的网站 我们网站 此网站 该网站 接受Cookie 接受所有Cookie 接受所有 接受全部 允许所有 允许Cookie 拒绝所有 Cookie
cookie 加载中 正在加载 页面加载 页面正在 内容加载 数据加载 视频加载 长按 识别 扫码 扫描 扫一扫 微信扫
""" + " ".join(f"{province}ICP {province}公网" for province in _PROVINCES)
#: What stands somewhere in an imprint, and at the end of a line that names the paper: `第1版）`.
MARK = lazy_pattern(
    "[IR版举舉二公](?:CP ?[备備证證]|ights? [Rr]eserved|IGHTS? RESERVED|[权權]所有|[报報][电電][话話]|[维維][码碼]"
    "|[网網]安[备備]|[)）])"
)


def read_imprint(line: str) -> bool:
    """Say whether a folded line is the imprint of a site.

    >>> read_imprint("版权所有:云川县人民政府"), read_imprint("云ICP备2024000000号-1"), read_imprint("版权所有者可以要求停止侵权")
    (True, True, False)
    """
    return _IMPRINT.match(line) is not None


def read_contact(line: str) -> bool:
    """Say whether a folded line tells whom to reach, or who runs something: under an imprint it belongs to it.

    >>> read_contact("主办:云川县林业局 电话:0000-000000")
    True
    """
    return _CONTACT.match(line) is not None


def read_rights(line: str) -> bool:
    """Say whether a folded line says who may copy the page, and who answers for it.

    >>> read_rights("未经本网授权,不得转载"), read_rights("未经著作权人许可,不得转载其作品。")
    (True, False)
    """
    return _RIGHTS.match(line) is not None


def read_notice(line: str) -> bool:
    """Say whether with a folded line the page speaks of the program that shows it, or of the account to follow.

    >>> read_notice("您的浏览器不支持该播放器"), read_notice("浏览器版本过低怎么办"), read_notice("扫码关注云川发布")
    (True, False, True)
    """
    return _NOTICE.match(line) is not None
