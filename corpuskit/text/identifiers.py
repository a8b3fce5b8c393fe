"""Numbers that name a person or a company in China: which are well formed, by their check digits and the ranges given out."""

from __future__ import annotations

from datetime import date

#: First two digits of region codes (GB/T 2260), with those of the residence permits for Hong Kong, Macao and Taiwan people.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
#: Region codes of company registers: `10` stands for the registers of the state itself.
_REGISTERS = PROVINCES | {"10"}

#: The one-character names of provinces that begin a licence plate.
PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

#: A mobile number of mainland China, as a pattern: its first three digits, by the ranges of the operators.
MOBILE_PREFIX = "1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])"
#: An area code of mainland China, as a pattern: three digits for the largest cities, four elsewhere.
AREA_CODE = (
    "0(?:10|2[0-57-9]|31[0-9]|335|349|35[0-9]|37[0-9]|39[1-8]|41[0-9]|42[179]|43[1-9]|45[1-9]|46[4-9]|47[0-9]|48[23]|51[0-9]"
    "|52[37]|53[0-9]|54[36]|55[0-9]|56[1-6]|57[0-9]|580|59[1-9]|63[1-5]|66[0-8]|69[12]|701|71[0-9]|72[248]|73[0-9]|74[3-6]"
    "|75[0-9]|76[0-9]|77[0-9]|79[0-9]|81[2-8]|82[5-7]|83[0-9]|85[1-9]|87[0-9]|88[3678]|89[0-9]|90[1-9]|91[0-9]|93[0-9]"
    "|94[13]|95[1-5]|97[0-9]|99[0-9])"
)
#: Lengths of Chinese card numbers by their first digits. 62 is China UnionPay; the four digits below it are of older cards of
#: single banks.
_CHINESE_CARDS: tuple[tuple[str, frozenset[int]], ...] = (
    ("62", frozenset({16, 17, 18, 19})),
    ("9558", frozenset({16, 19})),
    ("9559", frozenset({16, 19})),
    ("6013", frozenset({16, 19})),
    ("6014", frozenset({16, 17})),
    ("4367", frozenset({16, 19})),
    ("4563", frozenset({16, 19})),
)
#: The same for the international schemes (ISO/IEC 7812).
_OTHER_CARDS: tuple[tuple[str, frozenset[int]], ...] = (
    ("4", frozenset({16})),
    *((str(first), frozenset({16})) for first in (51, 52, 53, 54, 55, 35)),
    *((str(first), frozenset({16})) for first in range(222, 273)),
    ("34", frozenset({15})),
    ("37", frozenset({15})),
)

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
#: The registering authority and the kind of body, the first two characters of a company code.
_CREDIT_KINDS = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 36 37 39 41 49 51 52 53 54 55 59 61 62 69 71 72 79 81 89 91 92 93"
    " A1 A9 N1 N2 N3 N9 Y1".split()
)
#: The standard's own examples name people born in 1880; nobody with a card was born before.
_FIRST_YEAR, _LAST_YEAR = 1880, 2039


def is_resident_id(number: str) -> bool:
    """Say whether 18 characters are a well-formed number of an identity card: region, date of birth and check character.

    Args:
        number: 17 digits and a digit or `X`, without spaces.

    Returns:
        Whether it is well formed. Source: GB 11643-1999; the check is ISO/IEC 7064 MOD 11-2. Cards of foreigners with permanent
        residence have the same form behind a `9`.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    return has_resident_form(number) and resident_check(number[:17]) == number[17].upper()


def has_resident_form(number: str) -> bool:
    """Say whether region and date of birth of an 18-character number are plausible, whatever its check character is.

    >>> has_resident_form("110105194913310021")
    False
    """
    if len(number) != 18 or not (number[:17].isdecimal() and number[:17].isascii()) or number[17].upper() not in _RESIDENT_CHECKS:
        return False
    region = number[1:3] if number[0] == "9" else number[:2]
    return region in PROVINCES and _is_birthday(number[6:14])


def is_old_resident_id(number: str) -> bool:
    """Say whether 15 digits have the form of the identity cards before 1999, which have no check digit.

    >>> is_old_resident_id("110105491231002"), is_old_resident_id("110105491331002")
    (True, False)
    """
    return (
        len(number) == 15
        and number.isdecimal()
        and number.isascii()
        and number[:2] in PROVINCES
        and _is_birthday(f"19{number[6:12]}")
    )


def resident_check(body: str) -> str:
    """Give the check character of 17 digits (ISO/IEC 7064 MOD 11-2).

    >>> resident_check("44052418800101001")
    '4'
    """
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, body, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def is_credit_code(code: str) -> bool:
    """Say whether 18 characters are a well-formed unified social credit code: authority, region and check character.

    Args:
        code: digits and Latin capitals, without spaces.

    Returns:
        Whether it is well formed. Source: GB 32100-2015 (MOD 31).

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    return has_credit_form(code) and credit_check(code[:17]) == code[17]


def has_credit_form(code: str) -> bool:
    """Say whether authority and region of an 18-character code are known, whatever its check character is."""
    return (
        len(code) == 18
        and code[:2] in _CREDIT_KINDS
        and code[2:4] in _REGISTERS
        and code[4:8].isdecimal()
        and all(character in _CREDIT_ALPHABET for character in code)
    )


def credit_check(body: str) -> str:
    """Give the check character of the first 17 characters of a unified social credit code.

    >>> credit_check("91350100M000100Y4")
    '3'
    """
    total = sum(_CREDIT_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _CREDIT_ALPHABET[-total % 31]


def is_organisation_code(code: str) -> bool:
    """Say whether 9 characters are a well-formed organisation code (GB 11714), which stands inside a company's credit code.

    >>> is_organisation_code("M000100Y4"), is_organisation_code("M000100Y5")
    (True, False)
    """
    if len(code) != 9 or not all(character in _ORGANISATION_ALPHABET for character in code):
        return False
    values = (_ORGANISATION_ALPHABET.index(character) for character in code[:8])
    total = sum(weight * value for weight, value in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    return code[8] == "0123456789X"[-total % 11]


def is_card_number(number: str) -> bool:
    """Say whether digits are a well-formed number of a bank card: an issuer's first digits, its length, and the Luhn check.

    >>> is_card_number("6222020000000000000"), is_card_number("6222020000000000005")
    (True, False)
    """
    known = _begins_as(number, _CHINESE_CARDS) or _begins_as(number, _OTHER_CARDS)
    return known and len(set(number)) > 1 and has_luhn_check(number)


def is_chinese_card(number: str) -> bool:
    """Say whether the first digits of a card number, and its length, are those of UnionPay or of a single Chinese bank.

    >>> is_chinese_card("6222020000000000005"), is_chinese_card("4111111111111111")
    (True, False)
    """
    return _begins_as(number, _CHINESE_CARDS)


def _begins_as(number: str, cards: tuple[tuple[str, frozenset[int]], ...]) -> bool:
    return any(len(number) in lengths for prefix, lengths in cards if number.startswith(prefix))


def has_luhn_check(number: str) -> bool:
    """Say whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B).

    >>> has_luhn_check("79927398713")
    True
    """
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]) % 10 == 0


def _is_birthday(digits: str) -> bool:
    """Say whether YYYYMMDD is a day on which somebody with a card may have been born."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
