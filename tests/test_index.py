"""The index as a library: what goes in is found again, what is taken out is not, and other parameters are refused."""

from __future__ import annotations

import pickle
import random
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from corpuskit.dedup.index import Added, Index, Parameters, store
from corpuskit.errors import InputError, OutputError

HAN = [chr(code) for code in range(0x4E2D, 0x4E2D + 2500) if chr(code) not in "丙丁两九亿二五"]


def prose(length: int, seed: int) -> str:
    """Make up a paragraph, with commas and a full stop."""
    draw = random.Random(seed)
    return "，".join("".join(draw.choices(HAN, k=11)) for _ in range(length // 12)) + "。"


def shortened(text: str) -> str:
    """Leave a few characters out, here and there: a near duplicate that is shorter."""
    return text[:7] + text[8 : len(text) // 2] + text[len(text) // 2 + 2 : -4] + text[-3:]


def documents(count: int, start: int = 0) -> list[tuple[str, str]]:
    return [(f"d{n}", "\n".join(prose(150, 1000 * n + line) for line in range(4))) for n in range(start, start + count)]


def found(index: Index, texts: Sequence[str]) -> list[tuple[int, str, str]]:
    return [(match.number, match.document, match.kind) for match in index.query(texts)]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.create(tmp_path / "语料 索引")


def test_exact_near_and_contained_texts_are_found(index: Index) -> None:
    given = documents(30)
    assert index.add(given) == Added(30, 0)
    lines = given[17][1].split("\n")
    asked = [prose(150, 9), lines[2], shortened(lines[1]), f"（图）{lines[0][20:90]}", lines[3].replace("，", "")]
    assert found(index, asked) == [(1, "d17", "exact"), (2, "d17", "jaccard"), (3, "d17", "containment"), (4, "d17", "exact")]
    match = index.query(asked)[1]
    assert match.text == lines[1]
    assert 0.8 <= match.score < 1
    whole = index.query([given[4][1].replace("。", "！"), "\n".join(lines[:2])], "document")
    assert [(each.number, each.document, each.kind) for each in whole] == [(0, "d4", "exact")]


def test_equal_texts_that_are_asked_for_are_each_told(index: Index) -> None:
    index.add(documents(3))
    line = shortened(documents(3)[1][1].split("\n")[0])
    assert found(index, [line, line + "…", line]) == [(n, "d1", "jaccard") for n in range(3)]


def test_a_longer_text_is_no_repetition_of_a_caption(index: Index) -> None:
    long = prose(400, 1)
    index.add([("caption", long[40:120])])
    assert found(index, [long, long[30:120]]) == [(1, "caption", "jaccard")]


def test_an_empty_index_and_empty_questions(index: Index) -> None:
    assert found(index, ["", prose(80, 1)]) == []
    assert index.add([]) == Added(0, 0)
    index.add([("empty", ""), ("blank", " \n\u3000"), ("two", "清河")])
    assert found(index, []) == []
    assert found(index, ["清河", "", prose(80, 1)]) == []
    assert index.info()["documents"] == 3
    assert index.info()["units"] == {"document": 3, "paragraph": 1}


def test_segments_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = documents(40)
    asked = [line for _, text in given[::3] for line in (text.split("\n")[1], shortened(text.split("\n")[2]))]
    one = Index.create(tmp_path / "one")
    one.add(given)
    ten = Index.create(tmp_path / "ten")
    for start in range(0, 40, 4):
        ten.add(given[start : start + 4])
    assert (one.info()["segments"], ten.info()["segments"]) == (1, 10)
    expected = one.query(asked)
    assert len(expected) == len(asked)
    assert ten.query(asked) == expected
    monkeypatch.setattr(store, "_SEGMENT_CHARACTERS", 3000)
    many = Index.create(tmp_path / "many")
    many.add(given)
    assert many.info()["segments"] == 7
    assert many.query(asked) == expected
    monkeypatch.undo()
    ten.merge()
    assert ten.info()["segments"] == 1
    assert ten.query(asked) == expected


def test_what_is_there_already_is_left_out_and_another_text_refused(index: Index) -> None:
    given = documents(6)
    index.add(given[:4])
    assert index.add(given) == Added(2, 4)
    assert index.add([*given, *documents(1, 6), *documents(1, 6)]) == Added(1, 7)
    with pytest.raises(InputError, match="'d2' is there with another text"):
        index.add([("new", "新"), ("d2", "旧")])
    with pytest.raises(InputError, match="'x' is there with another text"):
        index.add([("x", "新"), ("x", "旧")])
    assert index.info()["documents"] == 7


def test_removed_documents_are_not_found_and_leave_with_the_next_merge(index: Index) -> None:
    given = documents(8)
    index.add(given[:5])
    index.add(given[5:])
    assert index.remove(["d1", "d6", "nobody"]) == 2
    assert index.remove(["d1", "d2"]) == 1
    line = [text.split("\n")[0] for _, text in given]
    assert [number for number, _, _ in found(index, line)] == [0, 3, 4, 5, 7]
    info = index.info()
    assert (info["documents"], info["removed"], info["segments"]) == (5, 3, 2)
    assert index.add([("d1", "another text now")]) == Added(1, 0)
    index.merge()
    info = index.info()
    assert (info["documents"], info["removed"], info["segments"]) == (6, 0, 1)
    assert [number for number, _, _ in found(index, line)] == [0, 3, 4, 5, 7]
    assert len([path for path in index.folder.iterdir() if path.is_dir()]) == 1


def test_indexes_are_merged(tmp_path: Path) -> None:
    given = documents(9)
    parts = []
    for number in range(3):
        part = Index.create(tmp_path / f"part {number}")
        part.add(given[3 * number : 3 * number + 4])
        parts.append(part)
    parts[1].remove(["d5"])
    assert parts[0].merge(parts[1:]) == Added(4, 2)
    assert sorted(match.document for match in parts[0].query([text for _, text in given], "document")) == [
        f"d{n}" for n in (0, 1, 2, 3, 4, 6, 7, 8)
    ]
    assert parts[2].info()["documents"] == 3
    other = Index.create(tmp_path / "other", jaccard=0.7)
    with pytest.raises(InputError, match=r"other cannot be merged .* jaccard is 0\.7 there and 0\.8 here"):
        parts[0].merge([other])


def test_a_whole_run_of_changes_is_seen_by_whoever_opens_it_later(index: Index) -> None:
    before = Index(index.folder)
    index.add(documents(2))
    line = documents(2)[0][1].split("\n")[0]
    assert found(before, [line]) == []
    assert found(Index(index.folder), [line]) == [(0, "d0", "exact")]


def test_a_reader_keeps_its_files(index: Index) -> None:
    index.add(documents(4))
    index.remove(["d0"])
    reference = index.reference("paragraph")
    sent = pickle.loads(pickle.dumps(reference))
    index.merge()
    assert sent.texts[len(sent.alive) - 1] == documents(4)[3][1].split("\n")[-1]
    assert sent.alive.tolist() == [False] * 4 + [True] * 12
    del reference
    index.add([("one more", "")])
    assert len(list(index.folder.glob("segment-*"))) == 2


def test_other_parameters_are_refused_by_name(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index", ["paragraph"], jaccard=0.7, min_chars=30)
    with pytest.raises(InputError, match=r"jaccard is 0\.7 there and 0\.8 here"):
        index.reference("paragraph", Parameters())
    with pytest.raises(InputError, match="min_chars is 30 there and 20 here"):
        index.reference("paragraph", Parameters(jaccard=0.7))
    with pytest.raises(InputError, match="units is paragraph there and document here"):
        index.reference("document")
    assert len(index.reference("paragraph", Parameters(jaccard=0.7, min_chars=40)).alive) == 0
    for wrong in ({"units": []}, {"units": ["page"]}, {"jaccard": 0.0}, {"min_chars": 0}):
        with pytest.raises(InputError, match="an index has"):
            Index.create(tmp_path / "wrong", **{"units": ["document"], **wrong})  # type: ignore[arg-type]


def test_keys_of_another_version_are_refused(index: Index) -> None:
    index.add(documents(1))
    path = index.folder / "index.json"
    content = orjson.loads(path.read_bytes())
    content["parameters"]["sketches"] = "0123456789abcdef"
    path.write_bytes(orjson.dumps(content))
    for use in (lambda: Index(index.folder).reference("paragraph"), lambda: Index(index.folder).add(documents(1, 5))):
        with pytest.raises(InputError, match="sketches is 0123456789abcdef there and"):
            use()


def test_what_is_no_index_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no index"):
        Index(tmp_path / "nowhere")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/index.json").write_text("[1]")
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "full")
    (tmp_path / "full/index.json").write_text('{"format": 99}')
    with pytest.raises(InputError, match="format 99"):
        Index(tmp_path / "full")
    with pytest.raises(OutputError, match="not empty"):
        Index.create(tmp_path / "full")


@pytest.mark.parametrize(
    ("text", "letters"), [("\ud800孤立代理项", True), ("\x00\u2028", False), ("🀄" * 3000, False), ("a" * 100_000, True)]
)
def test_any_text_and_any_id(index: Index, text: str, letters: bool) -> None:
    name = f"编号 \n{text[:5]}"
    index.add([(name, text), ("d0", prose(90, 1))])
    assert [(match.document, match.text) for match in index.query([text], "document")] == [(name, text)] * letters
    assert found(index, [prose(90, 1)]) == [(0, "d0", "exact")]
