"""`corpuskit detect`: which encodings files have."""

from __future__ import annotations

import sys
from typing import Any

import click


@click.command("detect", epilog="\b\nExamples:\n  corpuskit detect *.txt\n  corpuskit detect --json - < page.txt")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(files: tuple[str, ...], as_json: bool) -> int:
    """Tell the encodings of files.

    One line for each FILE: path, encoding, confidence from 0 to 1, how it was found, number of damaged fragments, separated by
    tabs. `-` is standard input. Exit status 1 if a file cannot be read or is no text.
    """
    failed = False
    for path in files:
        found = _detect(path)
        failed |= found["error"] is not None
        if as_json:
            import json

            click.echo(json.dumps(found, ensure_ascii=False))
        elif found["error"]:
            click.echo(f"corpuskit: {_shown(path)}: {found['error']}", err=True)
        else:
            parts = (_shown(path), found["encoding"], f"{found['confidence']:.2f}", found["method"], str(found["damage"]))
            click.echo("\t".join(parts))
    return 1 if failed else 0


def _detect(path: str) -> dict[str, Any]:
    from corpuskit.decoding import binary_reason, decode

    found: dict[str, Any] = {
        "path": _shown(path),
        "encoding": None,
        "confidence": None,
        "method": None,
        "damage": None,
        "error": None,
    }
    try:
        data = _read(path)
    except OSError as error:
        return {**found, "error": f"cannot be read: {error.strerror or error}"}
    if reason := binary_reason(data):
        return {**found, "error": f"not text: {reason}"}
    decoded = decode(data)
    return {
        **found,
        "encoding": decoded.encoding,
        "confidence": decoded.confidence,
        "method": decoded.method,
        "damage": len(decoded.damage),
    }


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
