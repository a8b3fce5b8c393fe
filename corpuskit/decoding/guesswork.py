"""The last resort of detection, for single-byte encodings and rare ones."""

from __future__ import annotations

from collections.abc import Sequence

from corpuskit.decoding.codec import larger
from corpuskit.decoding.guess import Guess

_MOST_CONFIDENT = 0.95


def by_chardet(windows: Sequence[bytes]) -> Guess | None:
    """Ask chardet, which is only imported here.

    Args:
        windows: stretches of the file.

    Returns:
        What chardet finds most likely, with its confidence; None if it finds nothing that Python can decode.
    """
    import chardet

    found = chardet.detect(b"\n".join(windows))
    name = larger(found["encoding"])
    if name is None:
        return None
    return Guess(name, name, min(float(found["confidence"] or 0.0), _MOST_CONFIDENT), "chardet")
