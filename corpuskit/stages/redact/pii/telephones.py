"""Telephone numbers: mobile ones, those of a landline, and the hotlines of companies."""

from __future__ import annotations

import re

from corpuskit.stages.redact.pii import context
from corpuskit.stages.redact.pii.context import Place, is_free
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.text.identifiers import AREA_CODE, MOBILE_PREFIX
from corpuskit.text.patterns import lazy_pattern

_JOINT = "(?: - |[ .·-])"
_END = f"{context.END}(?![.-][0-9])"
# 13812345678 in one piece, or 3-4-4, 4-4-3, 4-3-4, 3-8, 3-3-5, 5-6 and 7-4 with the same joint everywhere.
_MOBILE_FORMS = (
    "[0-9]{8}",
    f"({_JOINT})[0-9]{{4}}\\g[0-9]{{4}}",
    f"[0-9]({_JOINT})[0-9]{{4}}\\g[0-9]{{3}}",
    f"[0-9]({_JOINT})[0-9]{{3}}\\g[0-9]{{4}}",
    f"({_JOINT})[0-9]{{3}}\\g[0-9]{{5}}",
    f"(?:{_JOINT}|--)[0-9]{{8}}",
    f"[0-9]{{2}}{_JOINT}[0-9]{{6}}",
    f"[0-9]{{4}}{_JOINT}[0-9]{{4}}",
    "--[0-9]{4}--[0-9]{4}",
)


def _numbered(forms: tuple[str, ...], first: int) -> str:
    """Join patterns, each with at most one group, into one: their `\\g` becomes the number of that group."""
    numbered, group = [], first - 1
    for form in forms:
        group += "(_" in form.replace(_JOINT, "_")
        numbered.append(form.replace("\\g", f"\\{group}"))
    return "|".join(numbered)


_MOBILE = lazy_pattern(
    r"(?P<country>[(]?\+?(?:00)?86 ?[)]?[ -]{0,2}0?|0(?=[0-9]{11}))?"
    rf"(?P<number>{MOBILE_PREFIX}(?:{_numbered(_MOBILE_FORMS, 3)})){_END}"
)

# A number of a landline begins with 2 to 8; behind an area code that is set apart other figures are read as one, too.
_LOCAL = "(?P<local>(?(apart)[1-9]|[2-8])(?:[0-9]{6,7}|[0-9]{2,3}[ -][0-9]{4}))"
_APART = r"(?: ?[)] ?| - |[ ·.-]{1,2}|/)"
_EXTENSION = r"(?: ?[(]? ?(?:转|轉|分机|分機|ext\.?|x)[ :]?[0-9]{1,6}(?: ?[)])?|-{1,2}[0-9]{1,5})?"
_LANDLINE = lazy_pattern(rf"[(]?{AREA_CODE}(?P<apart>{_APART})?{_LOCAL}{_EXTENSION}{_END}", re.I)
_ABROAD = lazy_pattern(
    rf"[(]?(?:(?:\+|00)86 ?[)]?[ -]{{0,2}}|86-)[(]?(?:0[)])?0?{AREA_CODE[1:]}(?P<apart>{_APART})?{_LOCAL}{_EXTENSION}{_END}", re.I
)
# What only a word such as 电话 makes a telephone number: without area code, or with one that nobody has.
_ANNOUNCED = lazy_pattern(
    rf"(?:(?P<apart>0[1-9][0-9]{{1,2}}{_APART})|86-?0?{AREA_CODE[1:]}[ -])?{_LOCAL}{_EXTENSION}{_END}", re.I
)
_HOTLINE = lazy_pattern(
    rf"[48]00(?:[0-9]{{7}}|([ -])[0-9]{{3}}\1?[0-9]{{4}}|([ -])[0-9]{{4}}\2?[0-9]{{3}}|[0-9]([ -])[0-9]{{3}}\3[0-9]{{3}}){_END}"
)
_LISTED = lazy_pattern("[、,/;或和及 ]{1,3}")
_FIGURES_BEFORE = lazy_pattern(r"[0-9%] {1,4}\Z")
_FIGURES_AFTER = lazy_pattern(" {1,4}[0-9]")


def find_telephone(place: Place, run: re.Match[str], telephone_end: int) -> Hit | None:
    """Read the figures at a place as a telephone number.

    Args:
        place: the stretch of text.
        run: the figures it would begin with.
        telephone_end: where the telephone number before ends, -1 if there is none: after a list mark there may be another one.
    """
    first = run[0][0]
    if first in "018" and (hit := _mobile(place, run.start())):
        return hit
    if first in "48" and (hit := _hotline(place, run.start())):
        return hit
    return _landline(place, run, telephone_end) if first in "02345678" else None


def _mobile(place: Place, run_start: int) -> Hit | None:
    text = place.text
    start = _opening(text, run_start)
    found = _MOBILE.match(text, start)
    if found is None:
        return None
    before = place.before(start)
    if not context.announces_phone(before):
        if not is_free(text, start) and not context.follows_phone_word(before):
            return None
        if text[start - 1 : start] == "+" or context.announces_serial(before) or place.in_address(start):
            return None
        if context.is_amount(before, text, found.end()):
            return None
        if not found["country"] and _may_be_figures(text, start, found):
            return None
    country = found["country"] or ""
    start += country.startswith("(") and ")" not in country
    return Hit(start, found.end(), "mobile", *found.span("number"))


def _opening(text: str, start: int) -> int:
    """Give where a number with a country code begins that has its first digit at `start`."""
    if text.startswith(("86", "0086"), start):
        start -= text[start - 1 : start] == "+"
        start -= text[start - 1 : start] == "("
    return start


def _hotline(place: Place, start: int) -> Hit | None:
    found = _HOTLINE.match(place.text, start)
    if found is None or not is_free(place.text, start):
        return None
    before = place.before(start)
    if context.announces_serial(before) or context.is_amount(before, place.text, found.end()) or place.in_address(start):
        return None
    return Hit(start, found.end(), "hotline", start, found.end())


def _landline(place: Place, run: re.Match[str], telephone_end: int) -> Hit | None:
    text, start = place.text, run.start()
    opening = _opening(text, start)
    free = is_free(text, start)
    if opening < start or run[0].startswith("0086") or (run[0] == "86" and free):
        found = _ABROAD.match(text, opening)
        if found:
            return _telephone_hit(text, found)
    before = place.before(start)
    announced = context.announces_phone(before)
    found = _LANDLINE.match(text, start - (text[start - 1 : start] == "(")) if run[0][0] == "0" and free else None
    if found and (announced or not (context.announces_serial(before) or place.in_address(start))):
        return None if context.is_amount(before, text, found.end()) else _telephone_hit(text, found)
    found = _ANNOUNCED.match(text, start) if free or context.follows_phone_word(before) else None
    listed = telephone_end >= 0 and _LISTED.fullmatch(text, telephone_end, start)
    if found and (announced or listed) and not context.is_amount("", text, found.end()):
        return _telephone_hit(text, found)
    return None


def _telephone_hit(text: str, found: re.Match[str]) -> Hit:
    start = found.start()
    start += text[start] == "(" and ")" not in text[start : found.start("local")]
    return Hit(start, found.end(), "landline", *found.span("local"))


def _may_be_figures(text: str, start: int, found: re.Match[str]) -> bool:
    """Say whether what could be a mobile number could as well be a row of figures, or years: `1998 2008 123`."""
    parts = re.split("[^0-9]+", found["number"])
    usual = len(parts) == 1 or len(parts[0]) == 3
    if " " in found["number"] and not usual:
        return True
    if len(parts) > 1 and len(parts[0]) == len(parts[1]) == 4 and parts[1][:2] in ("18", "19", "20"):
        return True
    beside = _FIGURES_BEFORE.search(text, max(0, start - 6), start) or _FIGURES_AFTER.match(text, found.end())
    return " " in found["number"] and beside is not None
