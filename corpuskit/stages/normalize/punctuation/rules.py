"""The rules, in an order in which none makes work for an earlier one."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpuskit.stages.normalize.punctuation.figures import narrow_clocks, narrow_signs
from corpuskit.stages.normalize.punctuation.options import PunctuationOptions
from corpuskit.stages.normalize.punctuation.parentheses import widen_parentheses
from corpuskit.stages.normalize.punctuation.quotes import curl_quotes
from corpuskit.stages.normalize.punctuation.stops import fix_stops
from corpuskit.text.characters import HAN
from corpuskit.text.marks import LEFT, RIGHT
from corpuskit.text.patterns import lazy_pattern

_HAN = lazy_pattern(f"[{HAN}]")
_APOSTROPHE = "’(?!(?<=[A-Za-z]’)[A-Za-z])"
_TO_CORNER = lazy_pattern(f"[“”‘]|{_APOSTROPHE}")
_CORNERS = str.maketrans("“”‘’", "「」『』")
_CURLS = str.maketrans("「」『』", "“”‘’")
_QUOTE_STYLES: dict[str, Callable[[str], str]] = {
    "keep": str,
    "corner": lambda text: _TO_CORNER.sub(lambda mark: mark[0].translate(_CORNERS), text),
    "curly": lambda text: text.translate(_CURLS) if re.search("[「」『』]", text) else text,
}
_RARE = lazy_pattern("[％＋＝／＜＞•‧・●∙⋅－─―–⸺]")
_ELLIPSIS_DOTS = lazy_pattern(
    f"\\.\\.\\.(?<=[{LEFT}“‘（「『《]...)\\.{{0,3}}+(?![.…]| *[0-9]+$)(?: {{1,3}}(?=[{RIGHT}]))?", re.MULTILINE
)
_ELLIPSIS_STOPS = lazy_pattern(f"。。。(?<=[{LEFT}]...)。*")
_ELLIPSIS_SHORT = lazy_pattern(f"[…⋯](?<=[{LEFT}].)(?![…⋯.]| *[0-9]+$)", re.MULTILINE)
_ELLIPSIS_SPACED = lazy_pattern(f"… …(?<=[{LEFT}]. .)(?!…)")
_ELLIPSIS_CENTRED = lazy_pattern("⋯{2,6}+(?!⋯)")
_DASH = lazy_pattern(f"[-－─―–⸺](?:(?<=[{LEFT}]⸺)|(?<=[{LEFT}][-－])[-－]{{1,3}}|(?<=[{LEFT}][─―–])[─―–]{{1,3}})(?=[{RIGHT}])")
_HYPHENS = lazy_pattern("-(?=-)")
_SPACED_DASH = lazy_pattern(f" --(?<=[{LEFT}] --)-{{0,2}} (?=[{RIGHT}])")
_DOT = lazy_pattern(f"[•‧・●∙⋅](?<=[{HAN}A-Za-z].)(?=[{HAN}A-Za-z])")
_REPEATED = lazy_pattern("([，。！？；、])\\1+")
_ANGLED_TITLE = lazy_pattern(f"<<?([{HAN}](?:[^<>\n]{{0,58}}[{HAN}])?)>>?")


def fix_marks(text: str, options: PunctuationOptions, ordinary: bool) -> str:
    """Fix the marks.

    Args:
        text: Chinese lines.
        options: the choices on which style guides differ.
        ordinary: whether the text has none of the marks that few texts have.
    """
    rare = not ordinary and _RARE.search(text) is not None
    if rare:
        text = narrow_signs(text)
    if "：" in text:
        text = narrow_clocks(text)
    if options.angle_titles and "<" in text:
        text = _ANGLED_TITLE.sub(_title, text)
    style = _QUOTE_STYLES[options.quotes]
    text = style(curl_quotes(style(text)))  # of one kind first, so that they pair; those that were straight follow
    if options.parentheses == "convert":
        text = widen_parentheses(text)
    if options.ellipsis == "convert":
        text = _fix_ellipses(text)
    text = fix_stops(text, options)
    hyphens = "-" in text and _HYPHENS.search(text) is not None
    if rare or hyphens:
        text = _DASH.sub("——", text)
    if hyphens:
        text = _SPACED_DASH.sub("——", text)
    if rare:
        text = _DOT.sub("·", text)
    return _REPEATED.sub(r"\1", text) if options.collapse_repeats else text


def _fix_ellipses(text: str) -> str:
    if "..." in text:
        text = _ELLIPSIS_DOTS.sub("……", text)
    if "。" in text and "。。。" in text:
        text = _ELLIPSIS_STOPS.sub("……", text)
    if "⋯" in text:
        text = _ELLIPSIS_CENTRED.sub("……", text)
    elif "…" not in text:
        return text
    if "… …" in text:
        text = _ELLIPSIS_SPACED.sub("……", text)
    if "⋯" in text or text.count("…") != 2 * text.count("……"):
        text = _ELLIPSIS_SHORT.sub("……", text)
    return text


def _title(found: re.Match[str]) -> str:
    whole = found[0]
    balanced = whole.startswith("<<") == whole.endswith(">>")
    return f"《{found[1]}》" if balanced and _HAN.search(whole) else whole
