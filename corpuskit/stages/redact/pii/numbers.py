"""Long numbers: identity cards, company codes, bank cards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpuskit.stages.redact.pii import context
from corpuskit.stages.redact.pii.context import Place, is_free
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.stages.redact.pii.telephones import find_telephone
from corpuskit.text import identifiers
from corpuskit.text.patterns import lazy_pattern

_RUN = lazy_pattern("[0-9]+")
_SEPARATORS = lazy_pattern("[^0-9A-Za-z]")

_RESIDENT = lazy_pattern("[0-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx]" + context.END)
_RESIDENT_WORDS = lazy_pattern("身份|證件|证件|公民|居民|ID ?card|ID ?number", re.I)
_CREDIT = lazy_pattern("[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}(?![/_-][0-9A-Za-z])" + context.END, re.I)
_CREDIT_WORDS = lazy_pattern("信用代码|信用编码|税号|识别号|信用代碼|统一代码")
_CARDS = (
    re.compile("[0-9]{15,19}" + context.END),
    re.compile("[0-9]{4}([ -])(?:[0-9]{4}\\1){3}[0-9]{1,4}" + context.END),
    re.compile("[0-9]{4}([ -])(?:[0-9]{4}\\1){2}[0-9]{4}" + context.END),
    re.compile("[0-9]{6}[ -][0-9]{10,13}" + context.END),
)
_CARD_RUNS = frozenset({4, 6, *range(15, 20)})
_CARD_WORDS = lazy_pattern("卡号|[账帐]号|卡號|[賬帳]號")


def find_numbers(place: Place) -> Iterator[Hit]:
    """Find numbers of people and companies among the figures of a stretch of text."""
    done, telephone_end = 0, -1
    for run in _RUN.finditer(place.text):
        if run.start() < done:
            continue
        hit = _find_long(place, run) or find_telephone(place, run, telephone_end)
        if hit is not None:
            done = hit.end
            if hit.kind in ("mobile", "landline", "hotline"):
                telephone_end = hit.end
            yield hit


def _find_long(place: Place, run: re.Match[str]) -> Hit | None:
    start, length = run.span()[0], run.end() - run.start()
    if length < 3:
        return None
    hit = _resident_id(place, run) if length in (3, 4, 6, 15, 17, 18) else None
    if hit is None and length >= 6:
        hit = _company_code(place, run)
    if hit is None and length in _CARD_RUNS and is_free(place.text, start):
        hit = _bank_card(place, start)
    return hit


def _resident_id(place: Place, run: re.Match[str]) -> Hit | None:
    text, start = place.text, run.start()
    if not is_free(text, start):
        return None
    if found := _RESIDENT.match(text, start):
        number = _SEPARATORS.sub("", found[0])
        if identifiers.has_resident_form(number) and (
            identifiers.is_resident_id(number) or _RESIDENT_WORDS.search(place.before(start))
        ):
            return Hit(start, found.end(), "id_card", start, found.end())
    elif len(run[0]) == 15 and identifiers.is_old_resident_id(run[0]) and _RESIDENT_WORDS.search(place.before(start)):
        return Hit(start, run.end(), "id_card", start, run.end())
    return None


def _company_code(place: Place, run: re.Match[str]) -> Hit | None:
    text = place.text
    # Most codes begin with figures, some with a letter or two, which the run of figures does not have.
    for start in range(max(run.start() - 2, 0), run.start() + 1):
        if not is_free(text, start) or not (found := _CREDIT.match(text, start)):
            continue
        code = found[0].upper()
        announced = _CREDIT_WORDS.search(place.before(start)) is not None
        # Eighteen figures may be many things, and so may what stands behind a word such as 编号: then the code of the body
        # inside has to be right, too.
        sure = identifiers.is_organisation_code(code[8:17]) or not (
            code.isdecimal() or context.announces_serial(place.before(start))
        )
        if (identifiers.is_credit_code(code) and sure) or (announced and identifiers.credit_check(code[:17]) == code[17]):
            return Hit(start, found.end(), "company_code", start, found.end())
    return None


def _bank_card(place: Place, start: int) -> Hit | None:
    for form in _CARDS:
        found = form.match(place.text, start)
        if found is None:
            continue
        number = _SEPARATORS.sub("", found[0])
        if not identifiers.is_card_number(number):
            continue
        before = place.before(start)
        if context.is_amount(before, place.text, found.end()) or place.in_address(start):
            continue
        if context.announces_serial(before) and not _CARD_WORDS.search(before):
            continue
        # UnionPay has the first digits 62 to itself, and single banks have four; other first digits begin many numbers.
        in_groups = len(found[0]) - len(number) >= 3
        if identifiers.is_chinese_card(number) or in_groups or context.announces_card(before):
            return Hit(start, found.end(), "bank_card", start, found.end())
    return None
