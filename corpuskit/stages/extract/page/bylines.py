"""Who wrote an article and who took its pictures, read from lines that stay where they are.

Newspapers sign with a line (`本报记者 江照`), in parentheses at the end of a paragraph or after the name of the place
(`本报讯（记者 江照）`), and sign a picture at the end of its caption (`江照 摄`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.text.characters import HAN
from corpuskit.text.patterns import lazy_pattern

_ROLES = {
    "记者": "记者",
    "記者": "记者",
    "通讯员": "通讯员",
    "通訊員": "通讯员",
    "摄影": "摄影",
    "攝影": "摄影",
    "摄": "摄影",
    "攝": "摄影",
    "图": "摄影",
    "圖": "摄影",
    "供图": "摄影",
    "供圖": "摄影",
    "作者": "作者",
    "撰文": "作者",
    "文": "作者",
    "实习生": "实习生",
    "實習生": "实习生",
}
# Common family names, Simplified and then Traditional; without one of them a word is not taken for a name.
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向"
    "常汤康易乔赖文安牛樊葛邢殷倪施翟鲁岑庄温聂焦俞柴麦章柳米耿岳齐申詹毕左季欧祝尚凌祁关涂费霍房甘阮喻盛华梅庞卓包裴项解"
    "鲍饶纪褚娄游成柯童管连辛单舒符骆时艾宫简冉桂蓝宁卜瞿冀蒲谷应隋车苗曲闵鄢楼虞边佟阎屈"
    "储景党官苟裘楚慕戚伍司古习滕張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭蔣餘於葉蘇呂盧鍾譚陸範韋賈鄒閆龍賀顧龔萬錢嚴湯喬賴魯莊"
    "溫聶麥嶽齊畢歐關塗費華龐項鮑饒紀婁遊連單駱時宮簡藍寧應車閔樓邊閻儲黨習"
)
_TWO_FAMILY_NAMES = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|皇甫|令狐|慕容|尉迟|尉遲|东方|東方|夏侯|公孙|公孫|闻人|長孫|长孙|宇文|澹台"
)
_ROLE = lazy_pattern(f"[{HAN}]{{0,8}}?(记者|記者|通讯员|通訊員|实习生|實習生|摄影|攝影|作者|撰文|供[图圖]|[文图圖摄攝])")
_BOTH = lazy_pattern("文[图圖]|[图圖]文")
_ONE_NAME = f"(?:[{_FAMILY_NAMES}][{HAN}]{{1,2}}|(?:{_TWO_FAMILY_NAMES})[{HAN}]{{1,2}}|[{HAN}]{{1,6}}·[{HAN}]{{1,6}})"
_NAME = lazy_pattern(_ONE_NAME)
_SPACED = lazy_pattern(  # 江 照, as papers write names of two characters
    f"(?<![{HAN}])([{_FAMILY_NAMES}])[ \u3000](?=(?![文图圖摄攝])[{HAN}](?![{HAN}]))"
)
_GLUED = lazy_pattern(f"[{HAN}]{{0,6}}?(记者|記者|通讯员|通訊員)({_ONE_NAME})(?:[报報][道导導])?")
_TOOK = lazy_pattern(f"(?:[{HAN}]{{0,6}}?(?:记者|記者))?({_ONE_NAME})(?:[摄攝]|供[图圖])")
_REPORTED = lazy_pattern(f"[{HAN}]{{0,6}}[报報][道导導]")  # 台北即時報導
_PARTS = lazy_pattern("[ \u3000\t、/／|｜:：,，]+")
_IN_PARENTHESES = lazy_pattern("[（(〔【]([^（）()〔〕【】]{3,60})[）)〕】]")
_SIGNED = lazy_pattern(
    "(?:^|(?<=[。！？，,.:：（( \u3000]))(?:[^。！？，,.:：（）() \u3000]{2,8}[ \u3000]?){1,3}[/／]?[摄攝]影?[）)]?$"
)
_AROUND = " \u3000\t□■●◎○◇◆▲△*（）()〔〕【】"
_HINT = lazy_pattern(
    "[记記通摄攝文图圖供作](?:(?<=[记記作])者|(?<=通)[讯訊][员員]|(?<=[摄攝])|(?<=[文图圖])[/／]|(?<=[/／][文图圖])|(?<=供)[图圖])"
)
_SIGNS = ("摄", "攝")
_LINE_END = lazy_pattern("[影]?[)） \u3000]*(?:\n|$)")
_HEAD, _TAIL = 300, 300  # characters from both ends of a text, where articles are signed
#: Roles that may stand behind a name: 记者 江照 摄, 江照/文 沈月/图.
_AFTER_NAMES = frozenset({"作者", "摄影"})
_LONGEST_LINE, _LONGEST_CREDIT, _MOST_NAMES = 60, 40, 12
_NEAR = 8  # characters before parentheses that are looked at


def read_bylines(text: str) -> dict[str, str]:
    """Read who is named as reporter, correspondent, author or photographer.

    Args:
        text: an article.

    Returns:
        Names by role, several with `、` between them, in the order in which they stand; roles without a name are left out.

    >>> read_bylines("新桥通车\\n本报讯（记者 江照 通讯员 沈月）今天上午，新桥通车了。\\n清早的新桥。贺青 摄")
    {'记者': '江照', '通讯员': '沈月', '摄影': '贺青'}
    """
    names: dict[str, dict[str, None]] = {}
    for line in _lines_with_hint(text):
        for role, name in _read_line(line):
            names.setdefault(role, {})[name] = None
    return {role: "、".join(found) for role, found in names.items() if len(found) <= _MOST_NAMES}


def _lines_with_hint(text: str) -> Iterator[str]:
    """Give the lines that may name somebody: near both ends of the text, and those that end as captions do."""
    head, tail = _HEAD, max(_HEAD, len(text) - _TAIL)
    places = {hint.start() for start, end in ((0, head), (tail, len(text))) for hint in _HINT.finditer(text, start, end)}
    for sign in _SIGNS if len(text) > head else ():
        place = text.find(sign, head, tail)
        while place >= 0:
            if _LINE_END.match(text, place + 1):
                places.add(place)
            place = text.find(sign, place + 1, tail)
    done = -1
    for place in sorted(places):
        if place >= done:
            start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            done = end if end >= 0 else len(text)
            yield text[start:done].strip()


def _read_line(line: str) -> Iterator[tuple[str, str]]:
    if len(line) <= _LONGEST_LINE and (signature := _read_signature(line.strip(_AROUND))):
        yield from signature
        return
    for inside in _IN_PARENTHESES.finditer(line):
        if _is_signature(line, inside):
            yield from _read_signature(inside[1])
    if signed := _SIGNED.search(line[-_LONGEST_CREDIT:]):
        yield from _read_signature(signed[0].strip(_AROUND))


def _is_signature(line: str, inside: re.Match[str]) -> bool:
    """Say whether parentheses sign the article: at the beginning or the end of a paragraph, or after the name of the place."""
    before = line[max(0, inside.start() - _NEAR) : inside.start()].rstrip()
    return not inside.start() or inside.end() == len(line) or before.endswith(("讯", "訊", "电", "電", "消息"))


def _read_signature(signature: str) -> list[tuple[str, str]]:
    """Read roles and names from end to end; nothing where something else stands there."""
    found: list[tuple[str, str]] = []
    waiting: list[str] = []  # names whose role comes after them
    roles: list[str] = []
    named = False  # whether a name has come for these roles
    parts = [part for part in _PARTS.split(_SPACED.sub(r"\1", signature)) if part]
    if len(parts) > 1 and _REPORTED.fullmatch(parts[-1]):
        parts.pop()
    for part in parts:
        if took := _TOOK.fullmatch(part):
            found.append(("摄影", took[1]))
        elif words := _roles(part):
            if waiting and _AFTER_NAMES.issuperset(words):
                found += [(role, name) for role in words for name in waiting]
                waiting, roles = [], []
            else:
                # 文/图 江照 is both; of 记者 and 通讯员 without a name between them the nearer one counts.
                both = not named and _AFTER_NAMES.issuperset([*roles, *words])
                roles, named = [*roles, *words] if both else words, False
        elif glued := _GLUED.fullmatch(part):
            roles, named = [_ROLES[glued[1]]], True
            found.append((roles[0], glued[2]))
        elif not _NAME.fullmatch(part):
            return []
        elif roles:
            named = True
            found += [(role, part) for role in roles]
        else:
            waiting.append(part)
    if "摄影" in roles and not named:
        found += [("摄影", name) for _, name in found]
    return [] if waiting else found


def _roles(part: str) -> list[str]:
    """Give the roles that a word names: two for `文图`."""
    if _BOTH.fullmatch(part):
        return ["作者", "摄影"]
    word = _ROLE.fullmatch(part)
    return [_ROLES[word[1]]] if word else []
