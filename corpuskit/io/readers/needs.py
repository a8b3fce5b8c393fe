"""Libraries that are extras: where one is missing, the user is told which to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from corpuskit.errors import InputError


@contextmanager
def extra(name: str, what: str) -> Iterator[None]:
    """Turn the failure of an import into one line that says what to install.

    Args:
        name: the extra of corpuskit that brings the library.
        what: the files that need it, in the plural.

    Raises:
        InputError: the library is not there. One file in quarantine would not do: every other file would follow.

    >>> with extra("pdf", "PDF files"):
    ...     import no_such_library
    Traceback (most recent call last):
    corpuskit.errors.InputError: PDF files need the package no_such_library: pip install 'corpuskit[pdf]'
    """
    try:
        yield
    except ImportError as error:
        missing = (error.name or str(error)).partition(".")[0]
        raise InputError(f"{what} need the package {missing}: pip install 'corpuskit[{name}]'") from None
