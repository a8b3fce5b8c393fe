"""Which files there are to read: INPUTs, folders below them, URLs, globs."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpuskit.errors import InputError
from corpuskit.io.member_names import printable_member
from corpuskit.io.places import Place, canonical, list_remote
from corpuskit.io.urls import is_remote, without_secrets

#: A file: its name below the root, its path or URL, its canonical form, and what is known of a remote one.
_Listed = tuple[str, str, str, Place | None]


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read.

    Attributes:
        path: where it is: a path of this machine, or a URL.
        name: its path relative to its INPUT, in POSIX form; the file's own name where INPUT is the file.
        bytes: its size; -1 if it could not be asked.
        modified: its time of modification in nanoseconds; for a URL without one a number that changes with its content.
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
        inputs: files and folders, as paths or as URLs that fsspec knows; in URLs also globs.
        include: globs on the name or the relative path; none means every file.
        exclude: globs for what is left out.
        outside: a folder that is left out wherever it lies, such as the output.

    Raises:
        InputError: an input does not exist, or there is no file at all.

    Below a folder, links to files are followed and links to folders are not: they could lead around in a circle.
    """
    found = Found()
    seen: set[str] = set()
    names: Counter[str] = Counter()
    barred = canonical(os.fspath(outside)) if outside is not None else None
    for root in [os.fspath(given) for given in inputs]:
        listed = _list_remote(root, barred, found.skipped) if is_remote(root) else _list_local(root, barred, found.skipped)
        for name, path, where, place in sorted(listed, key=lambda entry: entry[0].split("/")):
            if not _wanted(name, include, exclude):
                found.skipped["excluded"] += 1
                continue
            if where in seen:
                found.skipped["the same file again"] += 1
                continue
            seen.add(where)
            file = _input_file(path, name, names[name]) if place is None else _remote_file(place, name, names[name])
            if file is None:
                found.skipped["not a regular file"] += 1
                continue
            found.files.append(file)
            names[name] += 1
    if not found.files:
        shown = ", ".join(without_secrets(os.fspath(root)) for root in inputs)
        left = ", ".join(f"{count} {reason}" for reason, count in found.skipped.items())
        raise InputError(f"no input files in {shown}" + (f" ({left})" if left else "") + ": name a file or a folder with files")
    return found


def _list_remote(root: str, barred: str | None, skipped: Counter[str]) -> Iterator[_Listed]:
    try:
        if barred is not None and canonical(root) == barred:
            raise InputError(f"{without_secrets(root)} is the output as well as an input: choose another -o")
        for place, name in list_remote(root):
            where = canonical(place.path)
            if barred is not None and where.startswith(f"{barred}/"):
                skipped["folder of the output"] += 1
            else:
                yield printable_member(name), place.path, where, place
    except OSError as error:
        raise InputError(f"cannot read {without_secrets(root)}: {error.strerror or error}") from None


def _list_local(root: str, barred: str | None, skipped: Counter[str]) -> Iterator[_Listed]:
    if barred is not None and os.path.isdir(root) and os.path.realpath(root) == barred:
        raise InputError(f"{root} is the output as well as an input: choose another -o")
    for path, where, name in _walk(root, barred, skipped):
        yield name, path, where, None


def _remote_file(place: Place, name: str, ordinal: int) -> InputFile:
    return InputFile(place.path, name, place.bytes, place.modified, ordinal)


def _walk(root: str, barred: str | None, skipped: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """Give the path of each file, its real path, and its name below the root."""
    try:
        mode = os.stat(root).st_mode
    except OSError as error:
        if root == "-":
            raise InputError("cannot read -: a run reads files; `corpuskit clean` reads a text from stdin") from None
        raise InputError(f"cannot read {root}: {error.strerror or error}") from None
    except ValueError:
        raise InputError(f"not a file name: {root!r}") from None
    if not stat.S_ISDIR(mode):
        yield root, canonical(root), printable(os.path.basename(root))
        return

    folders = [(root, "")]
    while folders:
        folder, below = folders.pop()
        # Once for the folder, not for each of perhaps a million files; a file's real path differs only where it is a link.
        real = os.path.join(canonical(folder), "")
        for entry in _listed(folder):
            if not _is_folder(entry):
                yield (
                    entry.path,
                    canonical(entry.path) if entry.is_symlink() else real + entry.name,
                    printable(below + entry.name),
                )
            elif barred is not None and os.path.realpath(entry.path) == barred:
                skipped["folder of the output"] += 1
            elif entry.is_symlink():
                skipped["links to folders"] += 1
            else:
                folders.append((entry.path, os.path.join(below, entry.name, "")))


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        # A folder that cannot be listed may hold anything: going on would lose it in silence.
        raise InputError(f"cannot list the folder {folder}: {error.strerror or error}") from None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads around in a circle, say
        return False


def printable(path: str) -> str:
    r"""Write a path in POSIX form and in valid Unicode; bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")


def _wanted(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    if not include and not exclude:
        return True
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
