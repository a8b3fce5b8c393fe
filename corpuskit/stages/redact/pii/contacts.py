"""E-mail addresses, and the names that people have on WeChat and QQ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.stages.redact.pii.context import Place, is_emphasis
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.text.patterns import lazy_pattern

_LOCAL_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"
_DOMAIN = lazy_pattern(
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?P<top>[A-Za-z]{2,24}))(?![A-Za-z-])"
)
#: What looks like a domain and is the name of a file, as in `logo@2x.png`.
_FILES = frozenset("png jpg jpeg gif svg webp bmp ico css js mjs json exe dll jar mp3 mp4 pdf".split())

_MARKS = r"[\s:=()\[\]【】“”\"'《》「」『』<>·,/|*—-]"
_WECHAT = lazy_pattern(
    rf"(?P<verb>[加找]我?|添加|搜索?|联系)?(?<!官方)(?:微 ?信|薇 ?信|威信|v信|(?<![A-Za-z0-9])(?P<latin>wechat|weixin|vx|wx))"
    rf"(?P<word> ?(?:号码|号|账号|帐号|id|號|帳號))?(?P<said>是|为|為|叫|同号|同電話)?(?P<marks>{_MARKS}{{0,4}})"
    r"(?P<name>[A-Za-z][A-Za-z0-9_-]{5,19}|[1-9][0-9]{5,10})(?![A-Za-z0-9_@*.-])",
    re.I,
)
_PRODUCTS = lazy_pattern(
    "wechat|weixin|android|iphone|ipad|ios|windows|mac|official|web|harmony|linux|api|sdk|jssdk|version|pay", re.I
)
_QQ_NAME = r"([1-9][0-9]{4,10})(?![0-9A-Za-z@*%]|\.[0-9]|[人元万亿名个位款次年版])"
_QQ = lazy_pattern(
    "(?:(?<![A-Za-z])qq|扣扣|企鹅|[加扣+]q|(?<![A-Za-z])q(?=[号群]))(?: ?(?:交流|讨论|粉丝|官方|客服|咨询|联系|在线|技术|业务)?"
    f"(?:号码|群号|账号|帐号|号|群|號))?(?:是|为|為)?{_MARKS}{{0,4}}{_QQ_NAME}",
    re.I,
)
_NEXT_QQ = lazy_pattern(f"[、,/;或和及 ]{{1,3}}{_QQ_NAME}")


def find_emails(place: Place) -> Iterator[Hit]:
    """Find e-mail addresses; the domain is not personal."""
    text = place.text
    position = text.find("@")
    while position >= 0:
        found = _DOMAIN.match(text, position)
        low = max(0, position - 64)
        name = text[low:position]
        start = low + len(name.rstrip(_LOCAL_CHARACTERS))
        start += len(text[start:position]) - len(text[start:position].lstrip(".-+_"))
        if found and start < position and _is_mailbox(text, start, found):
            yield Hit(start, found.end(), "email", start, position)
        position = text.find("@", position + 1)


def _is_mailbox(text: str, start: int, found: re.Match[str]) -> bool:
    if found["top"].lower() in _FILES or text[start - 2 : start] == "//" or text[start - 1 : start] == "@":
        return False
    if text[start - 1 : start] == "*" and not is_emphasis(text, start):
        return False
    after = text[found.end() : found.end() + 2]
    if after[:1] == "@" or (text[start : found.start()] == "git" and after[:1] == ":"):
        return False
    # `a@b.c:path` is a place on a machine, while `a@b.c: text` is an address with a text after it.
    return not (after[:1] == ":" and len(after) == 2 and (after[1].isascii() and (after[1].isalnum() or after[1] in "/~")))


def find_wechat(place: Place) -> Iterator[Hit]:
    """Find names on WeChat where the text says that they are that; the channels of organisations (公众号) are nobody's."""
    for found in _WECHAT.finditer(place.text):
        name, first = found["name"], found.start("name")
        announced = found["word"] or found["said"] or ":" in found["marks"] or "=" in found["marks"]
        if found["latin"] and not (found["marks"] or announced):
            continue
        if _PRODUCTS.match(name) or (not name[0].isalpha() and not announced and not found["verb"]):
            continue
        if announced or (found["verb"] and (found["marks"] or not name.isalpha())) or not name.replace("-", "").isalpha():
            yield Hit(first, found.end(), "wechat", first, found.end())


def find_qq(place: Place) -> Iterator[Hit]:
    """Find numbers of QQ users and groups where the text says that they are that."""
    for found in _QQ.finditer(place.text):
        yield Hit(*found.span(1), "qq", *found.span(1))
        end = found.end()
        while further := _NEXT_QQ.match(place.text, end):
            yield Hit(*further.span(1), "qq", *further.span(1))
            end = further.end()
