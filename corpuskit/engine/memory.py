"""How much memory a run may take, and how it is shared out."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from corpuskit.errors import InputError

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?I?)B?\s*", re.IGNORECASE)
#: What a process takes that has loaded its libraries, at rest and at work on a small shard, and for each byte of a shard.
_AT_REST, _AT_WORK, _PER_SHARD_BYTE = 75_000_000, 200_000_000, 10
#: Grouping needs this much to be worth while; and less than this is not enough for one process.
_LEAST, _SMALLEST = 50_000_000, 300_000_000
#: More than this, and this for each unit, does not make grouping quicker.
_PLENTY, _PLENTY_PER_UNIT = 60_000_000, 40
#: From so many bytes of input on, workers have taken more memory than new ones that share what they are made from.
_WORTH_RELEASING = 20_000_000
# By default a run takes this part of the memory that the machine or the container has.
_DEFAULT_SHARE = 2


def read_limit(given: int | str | None) -> int | None:
    """Give a limit in bytes; None: no limit.

    Args:
        given: bytes, or a size such as `"1GB"` or `"512 MiB"`, or `"none"`; None: half of what the machine has.

    Raises:
        InputError: this is no size, or too small to work with.

    >>> read_limit("1.5GB"), read_limit("512MiB"), read_limit("none")
    (1500000000, 536870912, None)
    """
    if given is None:
        present = _present()
        return None if present is None else max(present // _DEFAULT_SHARE, _SMALLEST)
    if isinstance(given, str):
        if given.strip().lower() == "none":
            return None
        match = _SIZE.fullmatch(given)
        if match is None:
            raise InputError(f"--memory-limit: {given!r} is no size: say 1GB, 512MB, 2GiB, or none")
        given = int(float(match[1]) * _UNITS[match[2].upper()])
    if given < _SMALLEST:
        raise InputError(f"--memory-limit: {given:,} bytes are too few to work with: at least {_SMALLEST // 10**6}MB")
    return given


def fitting_workers(limit: int | None, workers: int) -> int:
    """Give how many of the workers asked for fit into the limit; at least one."""
    if limit is None:
        return workers
    return max(1, min(workers, (limit - 2 * _AT_REST) // _AT_WORK))


def for_grouping(limit: int | None, workers: int) -> int | None:
    """Give what grouping may take in the process that starts the workers, while there are none at work."""
    if limit is None:
        return None
    at_rest = _AT_WORK if workers == 1 else 2 * _AT_REST  # what starts the workers stays
    return max(limit - at_rest, _LEAST) // 2


def worth_grouping_in(memory: int | None, units: int) -> int | None:
    """Give how much of what grouping may take is of use: a run need not take all that it may.

    Args:
        memory: in bytes; None: no limit, and then nothing is put aside.
        units: how many there are to group.
    """
    return None if memory is None else min(memory, max(_PLENTY, _PLENTY_PER_UNIT * units))


def for_shard(limit: int | None, workers: int, usual: int) -> int:
    """Give how many bytes of input one task may have at most."""
    if limit is None:
        return usual
    each = (limit - (_AT_REST if workers == 1 else 2 * _AT_REST)) // workers - _AT_WORK
    return min(usual, max(each // _PER_SHARD_BYTE, 1_000_000))


def worth_releasing(limit: int | None, size: int) -> bool:
    """Say whether a corpus is so large that workers should give their memory back before grouping.

    Args:
        limit: in bytes.
        size: of the input, in bytes.
    """
    return limit is not None and size > min(limit // 20, _WORTH_RELEASING)


def _present() -> int | None:
    """Give the memory of this machine, or of the container if that has less; None if nobody says."""
    found = []
    with suppress(OSError, ValueError):
        found.append(int(Path("/sys/fs/cgroup/memory.max").read_text()))  # `max` if there is no limit
    with suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=None)
