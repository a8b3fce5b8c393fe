"""The names of encodings, which of them contain which others, and the codecs that Python does not have.

Importing this module makes `euc_tw` and `iso2022_cn` known to Python: `bytes.decode` takes them like any other.
"""

from __future__ import annotations

import codecs
import difflib
from encodings.aliases import aliases
from importlib import import_module

from corpuskit.errors import InputError

#: Encodings of which only a part is meant by the name that people write: the larger one reads all of it.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
#: Codecs of Python that turn text into text, not files into text.
_NOT_FOR_FILES = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
#: The modules with codecs of our own, by the names that are in use, spelt as Python looks them up.
_OWN = {
    **dict.fromkeys(("euc_tw", "euctw", "x_euc_tw", "cns11643", "cp964", "ibm964"), "euc_tw"),
    **dict.fromkeys(("iso2022_cn", "iso2022cn", "iso_2022_cn", "iso2022_cn_ext", "iso_2022_cn_ext"), "iso2022_cn"),
}
_OTHER_NAMES = {"gb18030_2000": "gb18030", "gb18030_2005": "gb18030", "gb18030_2022": "gb18030"}
_SPELT_OUT = {"utf_8": "utf-8", "utf_8_sig": "utf-8-sig", "utf_16": "utf-16", "utf_32": "utf-32", "utf_7": "utf-7"} | {
    f"utf_{bits}_{end}": f"utf-{bits}-{end}" for bits in (16, 32) for end in ("le", "be")
}


def known(name: str) -> str:
    """Give the canonical name of an encoding that somebody asked for by any of its names.

    Raises:
        InputError: Python has no such encoding, or it is none that files have.

    >>> known("UTF8"), known("GB2312-80"), known("Big5-HKSCS"), known("ms950")
    ('utf-8', 'gb2312', 'big5hkscs', 'cp950')
    """
    canonical = _canonical(name)
    if canonical is None:
        raise InputError(f"there is no encoding {name!r}{_suggestion(name)}")
    return canonical


def larger(name: str | None) -> str | None:
    """Give the encoding to read a detected one with: the superset that such files are really written in.

    >>> larger("GB2312"), larger("Shift_JIS"), larger("no such thing")
    ('gb18030', 'cp932', None)
    """
    canonical = _canonical(name) if name else None
    return _LARGER.get(canonical, canonical) if canonical else None


def _find_own(name: str) -> codecs.CodecInfo | None:
    name = name.replace("-", "_")
    if name in _OTHER_NAMES:
        return codecs.lookup(_OTHER_NAMES[name])
    module = _OWN.get(name)
    if module is None:
        return None
    codec: codecs.CodecInfo = import_module(f"corpuskit.decoding.{module}").CODEC
    return codec


codecs.register(_find_own)


def _canonical(name: str) -> str | None:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):  # ValueError: a NUL in the name; UnicodeError: a name that is no ASCII
        return None
    canonical = info.name.replace("-", "_").lower()
    if not getattr(info, "_is_text_encoding", True) or canonical in _NOT_FOR_FILES:
        return None
    return _SPELT_OUT.get(canonical, info.name.lower())


def _suggestion(name: str) -> str:
    names = sorted(alias for alias in {*aliases, *aliases.values(), *_OWN} if _canonical(alias))
    close = difflib.get_close_matches(name.lower().replace("-", "_"), names, n=1, cutoff=0.6)
    return f"; did you mean {close[0].replace('_', '-')!r}?" if close else "; Chinese files are mostly utf-8, gb18030 or big5"
