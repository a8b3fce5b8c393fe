"""Find everything personal in a text, at little cost where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from corpuskit.stages.redact.pii.addresses import find_ipv4, find_ipv6
from corpuskit.stages.redact.pii.contacts import find_emails, find_qq, find_wechat
from corpuskit.stages.redact.pii.context import TOKEN_REACH, Place, plain
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.stages.redact.pii.numbers import find_numbers
from corpuskit.stages.redact.pii.plates import find_plates, plate_candidates

Find = Callable[[Place], Iterable[Hit]]

# Four figures or more with little between them: every long number has that, and IPv4 addresses.
_FIGURES = re.compile("[0-9０-９](?:[ \u00a0\u2002\u2003\u2009\u3000.．·()（）‐‑‒–—－-]{0,3}[0-9０-９]){3,}+")
_FEWEST_FIGURES = 7
_DOTTED = re.compile("[.．][0-9０-９]{1,3}[.．][0-9０-９]{1,3}[.．]")
_HEXADECIMAL = re.compile("[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2}")
_AT = re.compile("[@＠]")

# Latin letters and figures of a Chinese text are few: what no text has in them alone need not be looked for in the whole.
_LATIN_FIGURES = re.compile(rb"[0-9](?:[ .()-]{0,3}[0-9]){3}")
_LATIN_PLATE = re.compile(rb"[A-HJ-NP-Z][ .-]{0,3}[A-Z0-9]{4}")
_LATIN_SIX = re.compile(rb"[23][0-9A-Fa-f]{3}:[0-9A-Fa-f:]{2}")
_LATIN_WORDS = re.compile(rb"qq|q[^a-z]{0,4}[0-9]|vx|wx|wechat|weixin")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＠]")
_CHAT_WORDS = ("微信", "微 信", "薇信", "威信", "v信", "V信", "扣扣", "企鹅")
_CHAT = re.compile(
    "[微薇威扣企加+＋QqＱｑVvＶｖWwＷｗ](?:(?<=[微薇威])\\s?信|(?<=扣)扣|(?<=企)鹅|(?<=[QqＱｑ])[QqＱｑ号群]|(?<=[加扣+＋])[QqＱｑ]"
    "|(?<=[VvＶｖWwＷｗ])[XxＸｘ信]|(?<=[Ww])[Ee](?:[Cc][Hh][Aa][Tt]|[Ii][Xx][Ii][Nn]))"
)
_CHAT_REACH, _PLATE_REACH, _SIX_REACH = 60, 30, 40
#: From the longest e-mail address: what belongs to a hit never lies further from the mark that was found.
_EMAIL_REACH = 160


def find_pii(text: str) -> list[Hit]:
    """Find personal data.

    Args:
        text: any text.

    Returns:
        The hits in order; they do not overlap: where several things could be meant, the first to begin counts, then the longest.

    >>> [(hit.kind, hit.start, hit.end) for hit in find_pii("电话：138-1234-5678，邮箱 li@example.com")]
    [('mobile', 3, 16), ('email', 20, 34)]
    """
    latin = text.encode("ascii", "ignore")
    wide = len(latin) < len(text) and _WIDE.search(text) is not None
    hits: list[Hit] = []
    if wide or _LATIN_FIGURES.search(latin):
        long, dotted = _figures(text)
        hits += _look(text, long, TOKEN_REACH, find_numbers)
        hits += _look(text, dotted, TOKEN_REACH, find_ipv4)
    if wide or b"@" in latin:
        hits += _look(text, _spans(_AT, text), _EMAIL_REACH, find_emails)
    if wide or _LATIN_PLATE.search(latin):
        hits += _look(text, plate_candidates(text), _PLATE_REACH, find_plates)
    if latin.count(b":") > 1 and _LATIN_SIX.search(latin):
        hits += _look(text, _spans(_HEXADECIMAL, text), _SIX_REACH, find_ipv6)
    if wide or (latin and (any(word in text for word in _CHAT_WORDS) or _LATIN_WORDS.search(latin.lower()))):
        places = list(_spans(_CHAT, text))
        hits += _look(text, places, _CHAT_REACH, find_wechat)
        hits += _look(text, places, _CHAT_REACH, find_qq)
    return _without_overlaps(hits)


def _figures(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Give the stretches of figures that are long enough for a number, and those with dots as in an IPv4 address."""
    long, dotted = [], []
    for found in _FIGURES.finditer(text):
        start, end = found.span()
        if end - start >= _FEWEST_FIGURES:
            if end - start >= 11 or sum(map(str.isdigit, found[0])) >= _FEWEST_FIGURES:
                long.append((start, end))
            if _DOTTED.search(found[0]):
                dotted.append((start, end))
    return long, dotted


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text))


def _look(text: str, places: Iterable[tuple[int, int]], reach: int, find: Find) -> Iterator[Hit]:
    """Look for hits around some places; what two places see in common is looked at once."""
    low = high = 0
    for start, end in places:
        if start - reach > high:
            yield from _look_at(text, low, high, find)
            low = start - reach
        high = end + reach
    yield from _look_at(text, low, high, find)


def _look_at(text: str, low: int, high: int, find: Find) -> Iterator[Hit]:
    low = max(low, 0)
    if high > low:
        for hit in find(Place(plain(text[low:high]))):
            yield hit.moved(low)


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap keep the first to begin, then the longest; `QQ：` before a number says more than its form does."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.kind != "qq", hit.kind == "wechat")):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
