"""PDF files: lines, pages, fields; encrypted, scanned and damaged ones."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from formats_made import as_pdf, mutated, read, reasons, texts

from corpuskit.io.raw import RawDocument, Unreadable
from corpuskit.io.readers.pdf_check import damaged_streams

pytest.importorskip("pypdfium2")
pytest.importorskip("reportlab")

LINES = [f"第{number}行：春分过后，山里的茶园一天比一天绿。" for number in range(20)]


def test_lines_and_pages_stand_as_in_the_file() -> None:
    [document] = read("pdf", as_pdf([LINES, LINES[:3], [], LINES[5:7]]))
    assert isinstance(document, RawDocument)
    assert document.text == "\f".join(["\n".join(LINES), "\n".join(LINES[:3]), "", "\n".join(LINES[5:7])])
    assert document.kind == "pdf"
    assert document.fields["pages"] == "4"
    assert "pages_without_text" not in document.fields


def test_columns_come_one_after_the_other_where_they_were_written_so() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas("columns.pdf")
    canvas.setFont("STSong-Light", 11)
    for left, side in ((60, "左"), (320, "右")):
        for number in range(5):
            canvas.drawString(left, 700 - 20 * number, f"{side}栏第{number}行文字在此")
    canvas.showPage()
    [text] = texts(read("pdf", canvas.getpdfdata()))
    assert text == "\n".join(f"{side}栏第{number}行文字在此" for side in "左右" for number in range(5))


def _page(rows: Sequence[tuple[int, str]], step: int = 16) -> str:
    """Write a page of texts at places from its left edge, those with the same number of line feeds before them in one line."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas("page.pdf")
    canvas.setFont("STSong-Light", 10)
    height = 780
    for left, text in rows:
        height -= step * text.count("\n")
        canvas.drawString(60 + left, height, text.strip("\n"))
    canvas.showPage()
    [page] = texts(read("pdf", canvas.getpdfdata()))
    assert page is not None
    return page


LEFT = "春分过后山里的茶园一天比一天绿采茶的人天不亮就上山到中午才下来他们说今年雨水好茶也好山下的人都等着喝新茶呢。"
RIGHT = "图书馆九月一日重新开放读者可以带电脑进来也可以借走三十本书馆里的灯亮到夜里十点还有人不肯走管理员也不催他们走。"


def test_columns_that_were_written_across_are_put_one_below_the_other() -> None:
    across = [row for at in range(0, 50, 10) for row in ((0, "\n" + LEFT[at : at + 10]), (160, RIGHT[at : at + 10]))]
    rows = [(40, "\n茶园与图书馆的一天和一年"), *across, (0, "\n" + LEFT[50:]), (160, RIGHT[50:]), (0, "\n后记")]
    text = _page(rows)
    assert text.replace("\n", "") == f"茶园与图书馆的一天和一年{LEFT}{RIGHT}后记"


@pytest.mark.parametrize(
    "row",
    [
        (("松树苗", 0), ("一百二十株", 160)),  # a table
        (("白日依山尽，黄河入海流。", 0), ("欲穷千里目，更上一层楼。", 160)),  # verse
        (("春分过后山里的茶园", 0), ("12", 160)),  # a table of contents
    ],
)
def test_tables_and_verse_stay_in_their_lines(row: tuple[tuple[str, int], ...]) -> None:
    text = _page([(left, ("\n" if not left else "") + words) for _ in range(6) for words, left in row])
    assert text.split("\n") == [f"{row[0][0]} {row[1][0]}"] * 6


def test_indents_of_paragraphs_are_kept() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas("indented.pdf")
    canvas.setFont("STSong-Light", 10)
    text = "春分过后山里的茶园一天比一天绿采茶的人天不亮就上山到中午才下来他们说今年雨水好茶也好"
    rows = [
        (20, text[:18]),
        (0, text[:20]),
        (0, text[20:38]),
        (20, "“短。"),
        (20, text[3:21]),
        (0, text[21:40]),
        (90, "居中"),
        (0, "末。"),
    ]
    for number, (left, line) in enumerate(rows * 2):
        canvas.drawString(60 + left + 250 * (number // len(rows)), 700 - 16 * (number % len(rows)), line)
    canvas.showPage()
    [found] = texts(read("pdf", canvas.getpdfdata()))
    assert found is not None
    assert found.split("\n") == [("\u3000\u3000" if left == 20 else "") + line for left, line in rows * 2]


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    assert texts(read("pdf", as_pdf([["An exam-", "ple of hyphens,", "well-known"]]))) == [
        "An exam-\nple of hyphens,\nwell-known"
    ]


def test_fields_are_what_the_file_says() -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas("made.pdf", invariant=True)
    canvas.setTitle("采茶  记")
    canvas.setAuthor("某人")
    canvas.drawString(60, 700, "text")
    [document] = read("pdf", canvas.getpdfdata())
    assert isinstance(document, RawDocument)
    assert document.fields == {"title": "采茶 记", "author": "某人", "created": "2000-01-01", "pages": "1"}


def _picture_pages() -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    image = pytest.importorskip("PIL.Image").new("L", (8, 8), 128)
    canvas = Canvas("scan.pdf")
    for _ in range(2):
        canvas.drawImage(ImageReader(image), 0, 0, 500, 700)
        canvas.showPage()
    return bytes(canvas.getpdfdata())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda: as_pdf([LINES], encrypt="geheim"), "encrypted PDF file: it needs a password"),
        (lambda: as_pdf([[]]), "PDF file without text"),
        (_picture_pages, "PDF file without a text layer: it needs OCR"),
        (lambda: b"", "damaged PDF file"),
        (lambda: b"%PDF-1.7 and nothing else", "damaged PDF file"),
        (lambda: as_pdf([LINES])[:700], "damaged PDF file"),
        (lambda: as_pdf([LINES]) + bytes(5000), "damaged PDF file: its end is missing"),
    ],
)
def test_files_that_cannot_be_read(data: object, why: str) -> None:
    assert callable(data)
    [reason] = reasons(read("pdf", data()))
    assert reason.startswith(why)


def test_a_large_file_is_refused() -> None:
    assert reasons(read("pdf", as_pdf([LINES]), max_member_bytes=500)) == ["larger than 500 bytes"]


def test_an_empty_password_opens_a_file() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    data = as_pdf([LINES], encrypt=StandardEncryption("", "owner", canPrint=0))
    assert texts(read("pdf", data)) == ["\n".join(LINES)]


def test_damage_in_compressed_pages_is_told() -> None:
    data = as_pdf([LINES] * 3, pageCompression=1)
    [whole] = texts(read("pdf", data))
    assert damaged_streams(data) == 0
    starts = [at + 8 for at in range(len(data)) if data.startswith(b"\nstream\n", at)]
    draw = random.Random(5)
    for _ in range(60):
        at = draw.choice(starts) + draw.randrange(200)
        spoilt = data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
        found = read("pdf", spoilt)
        silent = all(isinstance(one, RawDocument) and one.text == whole for one in found)
        assert silent or any(isinstance(one, Unreadable) for one in found)


@pytest.mark.parametrize(
    "unit", [b"/Filter/FlateDecode>>stream\n", b"1 0 obj<</Filter/FlateDecode>>stream\nx", b"stream\r\nendstream"]
)
def test_looking_for_damage_costs_linear_time(unit: bytes) -> None:
    def seconds(count: int) -> float:
        started = time.process_time()
        damaged_streams(unit * count + b"endstream")
        return time.process_time() - started

    small = min(seconds(2000) for _ in range(3))
    assert seconds(20_000) < 40 * small + 0.1


_FUZZ = """
import random, sys
from collections.abc import Sequence
from pathlib import Path
from formats_made import mutated, read
draw = random.Random(6)
seeds = [Path(name).read_bytes() for name in sys.argv[1:]]
for _ in range(400):
    assert all(hasattr(one, "text") or one.reason for one in read("pdf", mutated(draw, draw.choice(seeds))))
print("survived")
"""


def test_spoilt_files_neither_raise_nor_crash(tmp_path: Path) -> None:
    # In a process of its own: a crash of the library would end the tests.
    seeds = {"plain.pdf": as_pdf([LINES] * 2, pageCompression=0), "packed.pdf": as_pdf([LINES] * 2, pageCompression=1)}
    for name, data in seeds.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", _FUZZ, *(str(tmp_path / name) for name in seeds)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    assert done.stdout == "survived\n", done.stderr


def test_spoilt_bytes_are_really_spoilt() -> None:
    draw = random.Random(7)
    assert sum(mutated(draw, b"a" * 1000) != b"a" * 1000 for _ in range(100)) > 80
