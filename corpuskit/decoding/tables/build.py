"""Build the table of CNS 11643, the character set behind EUC-TW and ISO-2022-CN.

    python -m corpuskit.decoding.tables.build Unihan_IRGSources.txt

The file is part of the Unicode Character Database (Unihan.zip on unicode.org; the package `unicode-data` of Debian has it with
the ending .bz2, which is read as well). Its field `kIRG_TSource` says where in CNS 11643 a Han character stands.
"""

from __future__ import annotations

import argparse
import bz2
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpuskit.decoding.cns11643 import CELLS, FILE, PLANES, ROWS

_SOURCE = re.compile(r"U\+([0-9A-F]{4,6})\tkIRG_TSource\tT([0-9A-F])-([0-9A-F]{2})([0-9A-F]{2})$")
_FIRST = 0x21  # the number of the first row and of the first cell
# The rows of plane 1 that begin with signs, as the standard lists them; the Han characters among them (\0) come from Unihan.
_SYMBOLS = {
    0x21: "\u3000，、。．・；：？！︰…‥﹐﹑﹒·﹔﹕﹖﹗︱—︲–︳╴︴﹏（）︵︶｛｝︷︸〔〕︹︺【】︻︼《》︽︾〈〉︿﹀「」﹁﹂『』"
    "﹃﹄﹙﹚﹛﹜﹝﹞‘’“”〝〞′‵＃＆＊※§〃○●△▲◎☆★◇◆□■▽▼",
    0x22: "㊣℅‾￣＿ˍ﹉﹊﹍﹎﹋﹌﹟﹠﹡＋－×÷±√＜＞＝≦≧≠∞≒≡﹢﹣﹤﹦﹥∼∩∪⊥∠∟⊿㏒㏑∫∮∵∴♀♂♁☉↑↓→←↖↗↙↘"
    "‖｜／＼∕﹨＄￥〒￠￡％＠℃℉﹩﹪﹫㏕㎜㎝㎞㏎㎡㎎㎏㏄°",
    0x23: "\0\0\0▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯═╞╪╡◢◣◥◤╱╲╳",
    0x24: "０１２３４５６７８９ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ〡〢〣〤〥〦〧〨〩\0卄\0ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚΑΒΓΔΕΖΗΘΙΚ",
    0x25: "ΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦㄧㄨㄩ˙ˉˊˇˋ",
    0x26: "①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ",
    0x42: "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡",
}


def han_characters(lines: Iterator[str]) -> Iterator[tuple[int, int, int, int]]:
    """Give `(plane, row, cell, code point)` for each Han character that Unihan places in a plane of EUC-TW."""
    for line in lines:
        found = _SOURCE.match(line.rstrip("\n"))
        if found:
            point, plane, row, cell = (int(group, 16) for group in found.groups())
            if plane in PLANES:
                yield plane, row, cell, point


def build(lines: Iterator[str]) -> bytes:
    """Give the compressed table: the lowest bytes of the code points of all cells, then the middle ones, then the highest."""
    table = np.zeros((len(PLANES), ROWS, CELLS), np.uint32)
    for row, symbols in _SYMBOLS.items():
        table[0, row - _FIRST, : len(symbols)] = [ord(symbol) for symbol in symbols]
    for plane, row, cell, point in han_characters(lines):
        table[PLANES.index(plane), row - _FIRST, cell - _FIRST] = point
    return zlib.compress(b"".join((table >> shift & 0xFF).astype(np.uint8).tobytes() for shift in (0, 8, 16)), 9)


def main() -> None:
    """Read the file named on the command line and write the table beside this script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("unihan", type=Path, help="Unihan_IRGSources.txt, as it is or with bzip2")
    path: Path = parser.parse_args().unihan
    raw = path.read_bytes()
    lines = (bz2.decompress(raw) if path.suffix == ".bz2" else raw).decode("utf-8").splitlines()
    (Path(__file__).parent / FILE).write_bytes(build(iter(lines)))


if __name__ == "__main__":
    main()
