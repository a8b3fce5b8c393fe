"""`corpuskit detect`: which encodings files have."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from corpuskit.decoding import Decoded

_EPILOG = """\b
Examples:
  corpuskit detect *.txt
  corpuskit detect archive/ | cut -f2 | sort | uniq -c
  corpuskit detect --json - < page.txt
"""


@click.command("detect", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with more detail, for programs.")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Tell the encodings of files.

    FILE is a file, a folder (all files below it), or - for standard input. Each file gives a line of five columns with tabs
    between them:

    \b
      path
      encoding     as Python names it; several joined by +, most bytes first, where
                   a file mixes encodings from line to line
      confidence   from 0.00 (a mere guess) to 1.00 (no doubt)
      method       how it was found: ascii, bom (byte order mark), utf-8, escape
                   (sequences), evidence (likely characters), lines (each line for
                   itself), chardet, or fallback (nothing fits)
      damage       fragments that are no text in this encoding

    Nothing is changed. A file that cannot be read, or holds no text, gives a line on standard error, and the exit status is 1.
    """
    failed = False
    for found in _detect_all(files):
        failed |= found["error"] is not None
        if as_json:
            import json

            click.echo(json.dumps(found, ensure_ascii=False))
        elif found["error"]:
            click.echo(f"corpuskit: {found['path']}: {found['error']}", err=True)
        else:
            encodings = "+".join(found["encodings"])
            click.echo("\t".join((found["path"], encodings, f"{found['confidence']:.2f}", found["method"], str(found["damage"]))))
    context.exit(1 if failed else 0)


def _detect_all(files: Sequence[str]) -> Iterator[dict[str, Any]]:
    from corpuskit.errors import InputError
    from corpuskit.io.discover import discover

    for path in files:
        if path == "-" or not os.path.isdir(path):
            yield _detect(path)
            continue
        try:
            for file in discover([path]).files:
                yield _detect(file.path)
        except InputError as error:
            yield _row(path, error=str(error))


def _detect(path: str) -> dict[str, Any]:
    from corpuskit.decoding import binary_reason, decode

    try:
        data = _read(path)
    except OSError as error:
        return _row(path, error=f"cannot be read: {error.strerror or error}")
    if reason := binary_reason(data):
        return _row(path, error=f"not text: {reason}")
    return _row(path, decode(data))


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _row(path: str, decoded: Decoded | None = None, error: str | None = None) -> dict[str, Any]:
    return {
        "path": _shown(path),
        "encoding": decoded and decoded.encoding,
        "encodings": _encodings(decoded) if decoded else [],
        "confidence": decoded and decoded.confidence,
        "method": decoded and decoded.method,
        "damage": len(decoded.damage) if decoded else None,
        "damaged_bytes": sum(len(fragment.raw) for fragment in decoded.damage) if decoded else None,
        "spans": [list(span) for span in decoded.spans] if decoded else [],
        "error": error,
    }


def _encodings(decoded: Decoded) -> list[str]:
    """Name all encodings of a file, the one of most characters first but for that of the file as a whole."""
    sizes: Counter[str] = Counter()
    for span in decoded.spans:
        sizes[span.encoding] += span.end - span.start
    others = [encoding for encoding, _ in sizes.most_common() if encoding != decoded.encoding.removesuffix("-sig")]
    return [decoded.encoding, *others]


def _shown(path: str) -> str:
    """Write a path such that it takes one line and one column, whatever is in it."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
