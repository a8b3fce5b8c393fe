"""Which files there are to read: INPUTs, folders below them, globs."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpuskit.errors import InputError


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read.

    Attributes:
        path: where it is on this machine.
        name: its path relative to its INPUT, in POSIX form; the file's own name where INPUT is the file.
        bytes: its size; -1 if it could not be asked.
        modified: its time of modification in nanoseconds.
        ordinal: 0, or how many inputs of the same name come before it.
    """

    path: str
    name: str
    bytes: int
    modified: int
    ordinal: int = 0


@dataclass(slots=True)
class Found:
    """The files to read, in order, and how many were left out, by reason."""

    files: list[InputFile] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def discover(
    inputs: Sequence[str | Path], *, include: Sequence[str] = (), exclude: Sequence[str] = (), outside: str | Path | None = None
) -> Found:
    """Find the files of the inputs: folders are read recursively and sorted, each real file once.

    Args:
        inputs: files and folders.
        include: globs on the name or the relative path; none means every file.
        exclude: globs for what is left out.
        outside: a folder that is left out wherever it lies, such as the output.

    Raises:
        InputError: an input does not exist, or there is no file at all.

    Below a folder, links to files are followed and links to folders are not: they could lead around in a circle.
    """
    found = Found()
    real_seen: set[str] = set()
    names: Counter[str] = Counter()
    barred = os.path.realpath(outside) if outside is not None else None
    for root in inputs:
        if barred is not None and os.path.isdir(root) and os.path.realpath(root) == barred:
            raise InputError(f"{os.fspath(root)} is the output as well as an input: choose another -o")
        for path, name in sorted(_walk(os.fspath(root), barred, found.skipped), key=lambda pair: pair[1].split("/")):
            if not _wanted(name, include, exclude):
                found.skipped["excluded"] += 1
                continue
            real = os.path.realpath(path)
            if real in real_seen:
                found.skipped["the same file again"] += 1
                continue
            real_seen.add(real)
            file = _input_file(path, name, names[name])
            if file is None:
                found.skipped["not a regular file"] += 1
                continue
            found.files.append(file)
            names[name] += 1
    if not found.files:
        shown = ", ".join(os.fspath(root) for root in inputs)
        left = ", ".join(f"{count} {reason}" for reason, count in found.skipped.items())
        raise InputError(f"no input files in {shown}" + (f" ({left})" if left else "") + ": name a file or a folder with files")
    return found


def _walk(root: str, barred: str | None, skipped: Counter[str]) -> Iterator[tuple[str, str]]:
    try:
        mode = os.stat(root).st_mode
    except OSError as error:
        raise InputError(f"cannot read {root}: {error.strerror or error}") from None
    except ValueError:
        raise InputError(f"not a file name: {root!r}") from None
    if not stat.S_ISDIR(mode):
        yield root, printable(os.path.basename(root))
        return

    def refuse(error: OSError) -> None:
        # A folder that cannot be listed may hold anything: going on would lose it in silence.
        raise InputError(f"cannot list the folder {error.filename}: {error.strerror or error}")

    for folder, subfolders, files in os.walk(root, onerror=refuse):
        kept = []
        for name in subfolders:
            path = os.path.join(folder, name)
            if barred is not None and os.path.realpath(path) == barred:
                skipped["folder of the output"] += 1
            elif os.path.islink(path):
                skipped["links to folders"] += 1
            else:
                kept.append(name)
        subfolders[:] = kept
        for name in files:
            path = os.path.join(folder, name)
            yield path, printable(os.path.relpath(path, root))


def printable(path: str) -> str:
    r"""Write a path in POSIX form and in valid Unicode; bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def _wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    base = name.rpartition("/")[2]

    def matches(globs: Sequence[str]) -> bool:
        # `**/*.txt` means files at the top, too, as it does in a shell.
        spread = [form for glob in globs for form in {glob, glob.removeprefix("**/")}]
        return any(fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(base, glob) for glob in spread)

    return (not include or matches(include)) and not matches(exclude)


def _input_file(path: str, name: str, ordinal: int) -> InputFile | None:
    try:
        status = os.stat(path)
    except OSError:  # a dangling link, say: it is read later, fails then, and is quarantined
        return InputFile(path, name, -1, 0, ordinal)
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
        return None
    return InputFile(path, name, status.st_size, status.st_mtime_ns, ordinal)
