"""Word documents: what is in the text and what is not; damage and bombs."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from formats_made import DOCUMENTS, as_docx, mutated, read, reasons, saved, texts

from corpuskit.io.raw import RawDocument

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def written(body: str, **others: str) -> bytes:
    """Write a document with that body, and with notes by name."""

    def part(tag: str, content: str) -> str:
        return f'<w:{tag} xmlns:w="{WORD}" xmlns:m="{MATHS}" xmlns:mc="{COMPATIBLE}">{content}</w:{tag}>'

    notes: dict[str, str | bytes] = {f"word/{name}.xml": part(name, content) for name, content in others.items()}
    return packed({"word/document.xml": part("document", f"<w:body>{body}</w:body>"), **notes})


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def test_what_word_libraries_write() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = "采茶记"
    document.core_properties.author = "某人"
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_heading("采茶记", 1)
    document.add_paragraph("第一段。\n换行\t制表").add_run("粗").bold = True
    table = document.add_table(2, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = "甲\n乙" if number == 1 else "" if number == 5 else str(number)
    document.add_paragraph("")
    document.add_paragraph("末段。")
    [found] = read("docx", saved(document))
    assert isinstance(found, RawDocument)
    assert found.text == "采茶记\n\n第一段。\n换行\t制表粗\n\n0 | 甲 乙 | 2\n3 | 4 |\n\n末段。"
    assert found.fields["title"] == "采茶记"
    assert found.fields["author"] == "某人"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph(f"{run('春')}<w:del><w:r><w:delText>夏</w:delText></w:r></w:del><w:ins>{run('秋')}</w:ins>"), "春秋"),
        (paragraph(f"<w:moveFrom>{run('旧处')}</w:moveFrom>{run('正文')}<w:moveTo>{run('新处')}</w:moveTo>"), "正文新处"),
        (paragraph(f"{run('见')}<w:r><w:instrText>PAGEREF _a</w:instrText></w:r>{run('第3页')}"), "见第3页"),
        (paragraph(f"<w:ruby><w:rt>{run('chá')}</w:rt><w:rubyBase>{run('茶')}</w:rubyBase></w:ruby>"), "茶"),
        (paragraph(f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标签')}</w:smartTag>"), "链接标签"),
        (paragraph("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"), "x+1"),
        (paragraph("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>"), "a-bc"),
        (f"<w:sdt><w:sdtPr><w:t>否</w:t></w:sdtPr><w:sdtContent>{paragraph(run('控件'))}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:tbl><w:tr><w:tc>{paragraph(run('框内一'))}{paragraph(run('框内二'))}</w:tc></w:tr></w:tbl>", "框内一\n\n框内二"),
    ],
)
def test_what_is_text_and_what_is_not(body: str, text: str) -> None:
    assert texts(read("docx", written(body))) == [text]


def test_the_numbers_of_lists_are_written_out() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%2.%3)"/></w:lvl>'
        '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'

    def item(level: int, text: str) -> str:
        asked = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="2"/></w:numPr>'
        return paragraph(f"<w:pPr>{asked}<w:pPrChange><w:pPr>{asked}</w:pPr></w:pPrChange></w:pPr>{run(text)}")

    styled = paragraph(f'<w:pPr><w:pStyle w:val="a"/></w:pPr>{run("末项")}')
    body = (
        item(0, "总则") + item(1, "甲") + item(2, "乙") + item(3, "点") + item(1, "丙") + item(0, "附则") + item(1, "丁") + styled
    )
    data = written(body, numbering=numbering, styles=styles)
    assert texts(read("docx", data)) == ["一、总则\n\n3. 甲\n\n3.i) 乙\n\n点\n\n4. 丙\n\n二、附则\n\n3. 丁\n\n三、末项"]


def test_a_text_box_follows_its_paragraph_and_comes_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('框'))}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = paragraph(f"{run('前')}<w:r>{twice}</w:r>{run('后')}") + paragraph(run("末"))
    assert texts(read("docx", written(body))) == ["前后\n\n框\n\n末"]


def test_a_table_within_a_table_is_in_its_cell() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('丙'))}</w:tc><w:tc>{paragraph(run('丁'))}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph(run('甲'))}{inner}</w:tc><w:tc>{paragraph(run('乙'))}</w:tc></w:tr></w:tbl>"
    assert texts(read("docx", written(body))) == ["甲 丙 | 丁 | 乙"]


def test_notes_stand_at_the_end() -> None:
    notes = (
        f'<w:footnote w:type="separator">{paragraph(run("线"))}</w:footnote><w:footnote>{paragraph(run("脚注。"))}</w:footnote>'
    )
    body = paragraph(f"{run('正文')}<w:r><w:footnoteReference/></w:r>") + paragraph(run("末段"))
    endnotes = f"<w:endnote>{paragraph(run('尾注。'))}</w:endnote>"
    assert texts(read("docx", written(body, footnotes=notes, endnotes=endnotes))) == ["正文\n\n末段\n\n脚注。\n\n尾注。"]


def test_the_strict_form_and_another_name_of_the_main_part() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    relations = '<Relationships><Relationship Type="http://a/officeDocument" Target="/word/other.xml"/></Relationships>'
    body = f'<w:document xmlns:w="{strict}"><w:body>{paragraph(run("正文"))}</w:body></w:document>'
    assert texts(read("docx", packed({"_rels/.rels": relations, "word/other.xml": body}))) == ["正文"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged DOCX file"),
        (b"PK\3\4", "damaged DOCX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Word document (.doc) or an encrypted one"),
        (packed({"a.txt": "x"}), "a ZIP archive without a Word document in it"),
        (packed({"word/document.xml": "<w:document"}), "damaged DOCX file"),
        (written(paragraph("")), "DOCX file without text"),
        (packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "word/document.xml has a document type"),
        (as_docx(["正文"])[:-40], "damaged DOCX file"),
    ],
)
def test_files_that_cannot_be_read(data: bytes, why: str) -> None:
    [reason] = reasons(read("docx", data))
    assert reason.startswith(why)


def test_bombs_are_refused() -> None:
    bomb = written(paragraph(run("字" * 10_000_000)))
    assert len(bomb) < 100_000
    [reason] = reasons(read("docx", bomb))
    assert "too much for its compressed size" in reason
    assert reasons(read("docx", bomb, max_member_bytes=1000)) == ["larger than 1,000 bytes"]
    deep = "<w:sdt>" * 100_000
    assert reasons(read("docx", written(deep)))


def test_many_paragraphs_cost_linear_memory_and_are_all_there() -> None:
    lines = [f"第{number}段" for number in range(20_000)]
    assert texts(read("docx", written("".join(paragraph(run(line)) for line in lines)))) == ["\n\n".join(lines)]


def test_damage_is_told_or_does_no_harm() -> None:
    data = as_docx(DOCUMENTS[0])
    [whole] = texts(read("docx", data))
    draw = random.Random(8)
    for _ in range(150):
        at = draw.randrange(len(data))
        found = read("docx", data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :])
        assert reasons(found) or texts(found) == [whole]
        found = read("docx", mutated(draw, data))
        assert reasons(found) or texts(found) == [whole]
