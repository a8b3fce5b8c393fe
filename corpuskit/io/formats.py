"""What a file is: by its name first, then by its first bytes, which know better where the two disagree."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Bytes from the start of a file that are enough to recognise it.
HEAD = 1024


@dataclass(frozen=True, slots=True)
class Format:
    """A format of files.

    Attributes:
        name: what it is called in a recipe, and the module in `corpuskit.io.readers` that reads it.
        layer: `"compression"`, `"archive"`, or `""` for what holds documents itself.
        many: whether one file holds many documents.
        splittable: whether a large file can be read in portions.
        seeks: whether its reader needs to go back and forth in the file.
    """

    name: str
    layer: str = ""
    many: bool = False
    splittable: bool = False
    seeks: bool = False


_ALL = (
    Format("text"),
    Format("lines", many=True, splittable=True),
    Format("jsonl", many=True, splittable=True),
    Format("csv", many=True),
    Format("parquet", many=True, splittable=True, seeks=True),
    Format("html"),
    Format("pdf", seeks=True),
    Format("docx", seeks=True),
    Format("warc", many=True),
    Format("gzip", layer="compression"),
    Format("zstd", layer="compression"),
    Format("bz2", layer="compression"),
    Format("xz", layer="compression"),
    Format("zip", layer="archive", many=True, seeks=True),
    Format("tar", layer="archive", many=True),
)
#: Each format by its name.
FORMATS: dict[str, Format] = {format.name: format for format in _ALL}
#: What the names of files are that hold something else, which corpuskit does not read.
UNREAD = {
    "7z": "a 7z archive",
    "rar": "a RAR archive",
    "lz4": "an LZ4 file",
    "lzma": "an LZMA file",
    "z": "a compress (.Z) file",
    "xlsx": "an Excel workbook (save it as CSV)",
    "pptx": "a PowerPoint file",
    "rtf": "an RTF document (save it as .docx)",
    "odt": "an OpenDocument text (save it as .docx)",
    "epub": "an EPUB book (convert it to HTML)",
    "mhtml": "a web archive of a browser (save the page as HTML)",
    "mht": "a web archive of a browser (save the page as HTML)",
    "json": "one JSON value (write it as JSON Lines: one object a line)",
}
_UNREAD_TEXT = ("json", "mht", "mhtml")
_TEXT = FORMATS["text"]
_BY_SUFFIX = {
    suffix: FORMATS[name]
    for name, suffixes in {
        "text": "txt text md markdown",
        "jsonl": "jsonl ndjson jsonlines",
        "csv": "csv tsv",
        "parquet": "parquet pq",
        "html": "html htm xhtml shtml",
        "pdf": "pdf",
        "docx": "docx",
        "warc": "warc",
        "gzip": "gz gzip tgz taz",
        "zstd": "zst zstd tzst",
        "bz2": "bz2 bz tbz tbz2 tb2",
        "xz": "xz txz",
        "zip": "zip",
        "tar": "tar",
    }.items()
    for suffix in suffixes.split()
}
_TAR_SUFFIXES = {"tgz", "taz", "tzst", "tbz", "tbz2", "tb2", "txz"}
_MAGIC = (
    (b"\x1f\x8b\x08", FORMATS["gzip"]),
    (b"\x28\xb5\x2f\xfd", FORMATS["zstd"]),
    (b"\xfd7zXZ\0", FORMATS["xz"]),
    (b"PAR1", FORMATS["parquet"]),
    (b"WARC/1.", FORMATS["warc"]),
    (b"{\\rtf", Format("rtf")),
)
_BZ2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")  # the mark of the first block, or of the end
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_PDF = re.compile(rb"%PDF-\d")
_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08PK\3\4")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,400}?-->\s{0,200})?<(?:!doctype\s+html|html)\b",
    re.I | re.S,
)
# What is left of a compressed file that was cut behind its first bytes.
_CUT_MAGIC = re.compile(rb"(?:\x1f(?:\x8b)?|\x28(?:\xb5\x2f?)?|\xfd(?:7z?X?Z?)?|B(?:Zh?)?)\Z|BZh[1-9]")
_FIRST = frozenset(b"\x1f\x28\xfdPWB%{" + bytes(range(0x50, 0x60)))
_USTAR = 257  # bytes before the mark of a tar archive
_OFFICE = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}


def recognise(name: str, head: bytes, asked: str = "auto") -> Format:
    """Say what a file is.

    Args:
        name: its name, of which only the end counts.
        head: its first bytes, `HEAD` of them or as many as there are.
        asked: `"auto"`, or the format that all documents are known to have; containers are still told by name and content.

    Returns:
        Its format; for what corpuskit does not read one whose name has no reader; text, if there is no sign of anything else.

    >>> recognise("a.txt", "正文".encode()).name, recognise("a.jsonl.gz", b"").name
    ('text', 'gzip')
    >>> recognise("a.txt", b"\\x1f\\x8b\\x08\\0").name
    'gzip'
    >>> recognise("page", b"<!DOCTYPE html><title>").name, recognise("list.txt", b"", "lines").name
    ('html', 'lines')
    """
    suffix = suffix_of(name)
    by_name = _BY_SUFFIX.get(suffix)
    by_content = _by_content(head)
    if asked != "auto":
        return _asked(asked, by_name, by_content)
    if by_content is not None:
        return _inside_zip(suffix, head) if by_content.name == "zip" else by_content
    if by_name is not None:
        plain = by_name.layer == "compression" and head and not _CUT_MAGIC.match(head) and _is_text(head)
        return recognise(inner_name(name), head) if plain else by_name
    if suffix == "json" and _looks_like_lines(head):
        return FORMATS["jsonl"]
    if suffix in UNREAD and head and (suffix in _UNREAD_TEXT or not _is_text(head)):
        return Format(suffix)
    return FORMATS["html"] if _HTML.match(head) else _TEXT


def _asked(asked: str, by_name: Format | None, by_content: Format | None) -> Format:
    wanted = FORMATS[asked]
    found = by_content or by_name
    if found is None or not found.layer or wanted.layer:
        return wanted
    return wanted if found.name == "zip" and asked == "docx" else found


def _is_text(head: bytes) -> bool:
    from corpuskit.decoding import binary_reason

    return binary_reason(head) is None


def _by_content(head: bytes) -> Format | None:
    if head[_USTAR : _USTAR + 5] == b"ustar" and is_tar_header(head[:512]):
        return FORMATS["tar"]
    if not head or head[0] not in _FIRST:
        return None
    for magic, format in _MAGIC:
        if head.startswith(magic):
            return format
    if head.startswith(_ZIP):
        return FORMATS["zip"]
    if _BZ2.match(head):
        return FORMATS["bz2"]
    if _PDF.match(head):
        return FORMATS["pdf"]
    return FORMATS["zstd"] if _SKIPPABLE.match(head) else None


def _inside_zip(suffix: str, head: bytes) -> Format:
    """Tell documents that are zip files from archives."""
    if suffix == "docx":
        return FORMATS["docx"]
    if suffix in UNREAD:
        return Format(suffix)
    if head[30:38] == b"mimetype" and b"application/" in head[38:80]:
        return Format("epub" if b"epub" in head[38:80] else "odt")
    if suffix != "zip" and b"[Content_Types].xml" in head:
        for folder, name in _OFFICE.items():
            if folder in head:
                return FORMATS.get(name) or Format(name)
    return FORMATS["zip"]


def _looks_like_lines(head: bytes) -> bool:
    line, end, following = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    line = line.strip()
    if end:
        return line.startswith(b"{") and line.endswith(b"}") and (not following or following.startswith(b"{"))
    return False


def suffix_of(name: str) -> str:
    """Give the last suffix of a name in lower case, without the point.

    >>> suffix_of("新闻/A.TXT"), suffix_of("README"), suffix_of(".profile")
    ('txt', '', '')
    """
    stem, point, suffix = name.rpartition("/")[2].rpartition(".")
    return suffix.lower() if point and stem else ""


def inner_name(name: str) -> str:
    """Give the name of what a compressed file holds.

    >>> inner_name("a/b.jsonl.gz"), inner_name("c.tgz"), inner_name("d.bin")
    ('a/b.jsonl', 'c.tar', 'd.bin')
    """
    suffix = suffix_of(name)
    format = _BY_SUFFIX.get(suffix)
    if format is None or format.layer != "compression":
        return name
    stem = name[: -len(suffix) - 1]
    return f"{stem}.tar" if suffix in _TAR_SUFFIXES else stem


def is_tar_header(block: bytes) -> bool:
    """Say whether 512 bytes are a header of a tar archive: its checksum is right."""
    field = block[148:156].strip(b" \0")
    if len(block) < 512 or not field or not re.fullmatch(rb"[0-7]{1,7}", field):
        return False
    rest = (block[:148] + block[156:]).translate(None, b"\0")
    missing = sum(rest) + 8 * ord(" ") - int(field, 8)
    # Some old programs took bytes for signed numbers.
    return not missing or (missing % 256 == 0 and missing // 256 == sum(byte >> 7 for byte in rest))
