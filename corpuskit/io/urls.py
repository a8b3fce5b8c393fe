"""URLs of anything that fsspec knows: their file systems and streams, with errors of one line."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# One letter and a colon is a drive of Windows.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+(?:://|::)")
_REASON = 300  # characters of what a backend says that are shown
_NUMBERS: dict[type[OSError], int] = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
    TimeoutError: errno.ETIMEDOUT,
}


def is_remote(path: str) -> bool:
    """Say whether a path is a URL, of which fsspec takes care.

    >>> [is_remote(path) for path in ("s3://bucket/a.txt", "file:///a.txt", "a.txt", "C:\\\\a.txt", "zip://a.txt::s3://b.zip")]
    [True, True, False, False, True]
    """
    return _URL.match(path) is not None


def without_secrets(url: str) -> str:
    """Give a URL without what may be a secret in it: user and password, and what follows a question mark.

    >>> without_secrets("https://me:1234@host/a.txt?signature=5678")
    'https://host/a.txt'
    """
    return re.sub(r"(?<=://)[^/@]*@", "", url.partition("?")[0])


def file_system(url: str) -> tuple[Any, str]:
    """Give the file system that a URL is of, and the path of the file in it.

    Raises:
        OSError: a package is missing, or there is no such thing.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        told = f"{without_secrets(url)} is a URL, which needs the package fsspec: pip install 'corpuskit[remote]'"
        raise OSError(errno.ENOSYS, told) from None
    try:
        system, inner = url_to_fs(url)
    except ImportError as error:
        told = " ".join(str(error).split())
        told = f"{url.partition(':')[0]}:// needs one more package: {told} (corpuskit[remote] has those for s3, hf and https)"
        raise OSError(errno.ENOSYS, told) from None
    except ValueError as error:
        raise OSError(errno.EINVAL, " ".join(str(error).split())) from None
    return system, inner


def open_url(url: str) -> io.RawIOBase:
    """Open a file for reading: a stream that fetches what is read of it, without a buffer.

    Raises:
        OSError: it cannot be opened, or a package is missing.
    """
    with one_line(url):
        system, inner = file_system(url)
        return _Stream(system.open(inner, "rb"), url)


@contextmanager
def one_line(url: str) -> Iterator[None]:
    """Turn whatever a backend raises into an OSError of one line."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.strerror:
            raise
        number = next((number for kind, number in _NUMBERS.items() if isinstance(error, kind)), error.errno or errno.EIO)
        raise OSError(number, _said(error, url)) from None
    except Exception as error:  # each backend has errors of its own
        raise OSError(errno.EIO, _said(error, url)) from None


def _said(error: Exception, url: str) -> str:
    for kind, number in _NUMBERS.items():
        if isinstance(error, kind):
            return os.strerror(number)
    told = " ".join(str(error).replace(url, without_secrets(url)).split())[:_REASON]
    return type(error).__name__ + (f": {told}" if told else "")


class _Stream(io.RawIOBase):
    """A stream of fsspec whose errors are OSErrors."""

    def __init__(self, opened: Any, url: str) -> None:
        self._opened = opened
        self._url = url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        with one_line(self._url):
            return bool(self._opened.seekable())

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        with one_line(self._url):
            data: bytes = self._opened.read(len(view))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        with one_line(self._url):
            return int(self._opened.seek(offset, whence))

    def tell(self) -> int:
        with one_line(self._url):
            return int(self._opened.tell())

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()
