"""Signs among figures: half-width, as in `3:2` and `77.5%`."""

from __future__ import annotations

import re

from corpuskit.text.characters import HAN, HANGUL, KANA
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.protected import MARKUP, PLACEHOLDER

_NUMBER = "0-9０-９"
#: A full-width colon in the time of a day, a score or a scale.
CLOCK = lazy_pattern(f"：(?<=[{_NUMBER}]：)(?=(?:[{_NUMBER}]{{1,4}}|[{_NUMBER}]{{2,5}}000)(?![{_NUMBER}年月]))")
# `表1：10个城市` has a label before its colon.
_LABEL = lazy_pattern(
    f"(?:附[件录图表]|[图表注问题条款第]|(?<!比)例|步骤|方[案法]|选项|任务|阶段|场景|模式|类型|原因|要点|亮点|证据|专栏)[{_NUMBER}]{{1,3}}$"
)
_LONGEST_LABEL = 8
# `／`, `＜` and `＞` take more, so that no path and no tag comes into being.
_LATIN = f"{_NUMBER}A-Za-zＡ-Ｚａ-ｚ"
_WIDE_SIGN = lazy_pattern(
    f"[％＋＝／＜＞](?<![{PLACEHOLDER}{MARKUP}].)(?:(?<=[{_LATIN}][％＋＝])|(?<=[％＋＝])(?=[{_LATIN}])|(?<=[{_NUMBER}]＞)|(?<=＞)(?=[{_NUMBER}])"
    f"|(?<=[{_LATIN}]／)(?=[{_LATIN}])|(?<=[{_LATIN}]＜)(?![A-Za-zＡ-Ｚａ-ｚ/!])|(?<=＜)(?=[{_NUMBER}]))"
)
#: A full-width sign that needs a figure beside it to be one of figures.
WIDE_FIGURE = lazy_pattern(f"[％：＋＝／＜＞](?:(?<=[{_NUMBER}]：)(?=[{_NUMBER}])|(?<=[{_NUMBER}][％＋＝／＜＞]))")
_LETTER_OF_EAST_ASIA = lazy_pattern(f"[{HAN}{KANA}{HANGUL}]")
_NARROW = str.maketrans("％＋＝／＜＞", "%+=/<>")


def narrow_signs(text: str) -> str:
    """Narrow the signs that stand among figures and Latin letters."""
    return _WIDE_SIGN.sub(_narrow, text)


def narrow_clocks(text: str) -> str:
    """Narrow the colons of `12：30`, but not the one behind a label, as in `表1：10个城市`."""
    return CLOCK.sub(_clock, text)


def fix_figures(line: str) -> str:
    """Narrow the signs of a line of figures, such as the cell of a table, where there is no Han to make it Chinese."""
    if _LETTER_OF_EAST_ASIA.search(line):
        return line
    return CLOCK.sub(":", narrow_signs(line))


def _narrow(sign: re.Match[str]) -> str:
    return sign[0].translate(_NARROW)


def _clock(colon: re.Match[str]) -> str:
    start = colon.start()
    return "：" if _LABEL.search(colon.string[max(0, start - _LONGEST_LABEL) : start]) else ":"
