"""Addresses of machines: IPv4 and IPv6. Version numbers and section numbers are none."""

from __future__ import annotations

from collections.abc import Iterator

from corpuskit.stages.redact.pii import context
from corpuskit.stages.redact.pii.context import Place
from corpuskit.stages.redact.pii.hits import Hit
from corpuskit.text.patterns import lazy_pattern

_FOUR = lazy_pattern(
    r"(?:(?<![0-9A-Za-z_])|(?<=[Ii][Pp]))(?<![0-9]\.)(?<![0-9]\*)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![_]|\.[0-9*])" + context.END
)
_SIX = lazy_pattern(
    r"(?:(?<![0-9A-Za-z.])|(?<=[Ii][Pp]))(?<![0-9A-Fa-f:][:*])"
    r"[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?!:)" + context.END
)
#: Four figures all below this may well number a section or a version.
_SMALL = 40


def find_ipv4(place: Place) -> Iterator[Hit]:
    """Find IPv4 addresses of machines on the Internet: not those of private networks, loopback, groups."""
    for found in _FOUR.finditer(place.text):
        start, end = found.span()
        if _is_address(place, start, end, found[0]):
            third = start + found[0].index(".", found[0].index(".") + 1) + 1
            yield Hit(start, end, "ip", third, end)


def find_ipv6(place: Place) -> Iterator[Hit]:
    """Find IPv6 addresses of the range that is given out to the Internet, 2000::/3."""
    for found in _SIX.finditer(place.text):
        groups = found[0].split(":")
        shortened = found[0].count("::") == 1 and ":::" not in found[0] and len(groups) <= 8
        if shortened or (len(groups) == 8 and all(groups)):
            second = found.start() + found[0].index(":", 5) + 1
            yield Hit(found.start(), found.end(), "ip", min(second, found.end()), found.end())


def _is_address(place: Place, start: int, end: int, address: str) -> bool:
    figures = address.split(".")
    octets = [int(figure) for figure in figures]
    if max(octets) > 255 or any(len(figure) > 1 and figure[0] == "0" for figure in figures) or not _is_public(octets):
        return False
    before = place.before(start)
    if context.speaks_of_network(before):
        return True
    if context.speaks_of_version(before):
        return False
    return max(octets) >= _SMALL or not (context.is_section(before, place.text, end) or octets[0] <= 20)


def _is_public(octets: list[int]) -> bool:
    """Say whether an address is one of a machine anywhere: RFC 6890 lists those that are not."""
    first, second = octets[:2]
    private = first in (0, 10, 127) or (first, second) in ((192, 168), (169, 254)) or (first == 172 and 16 <= second < 32)
    shared = first == 100 and 64 <= second < 128
    return not (private or shared or first >= 224)
