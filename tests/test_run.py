"""`corpuskit run` from end to end, on documents made here: what is written, what is counted, what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli, manifest, rows, write_files

from corpuskit import CorpuskitError, Pipeline, clean
from corpuskit.errors import ConservationError, InputError, OutputError
from corpuskit.recipe import load_recipe

PROSE = "清河县图书馆昨天重新开放,读者排起了长队.馆长说,新馆比旧馆大了三倍,藏书增加到四十二万册."
OTHER = "北岭小学的学生们在操场上种下六十棵银杏树,校长希望十年以后这里成为全城最美的校园."
FILES: dict[str, str | bytes] = {
    "a.txt": f"{PROSE}\n\n{OTHER}\n",
    "b/gb.txt": f"南湾渔港的休渔期今天结束,二百多条渔船在清晨五点同时出海.\r\n{OTHER}\r\n".encode("gb18030"),
    "b/copy.txt": f"{PROSE}\n\n{OTHER}\n",
    "empty.txt": "",
    "blank.txt": " \n\u3000\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return write_files(tmp_path / "documents", FILES)


def test_every_document_is_accounted_for(documents: Path, tmp_path: Path) -> None:
    summary = Pipeline("zh").run(documents, tmp_path / "out")
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"manifest.json", "report.html", "README.md", *manifest(out)["outputs"]}
    corpus, removed, quarantine = (rows(out / f"{name}.jsonl") for name in ("corpus", "removed", "quarantine"))
    assert [record["meta"]["source"]["path"] for record in corpus] == ["a.txt", "b/gb.txt"]
    assert summary.counts["documents"] == {"in": 6, "kept": 2, "removed": 3, "quarantined": 1}
    assert [(row["unit"], row["path"], row["reason"]) for row in removed] == [
        ("document", "b/copy.txt", "exact duplicate"),
        ("paragraph", "b/gb.txt", "exact duplicate"),
        ("document", "blank.txt", "empty"),
        ("document", "empty.txt", "empty"),
    ]
    assert quarantine == [{"path": "picture.png", "stage": "decode", "error": quarantine[0]["error"]}]
    assert "PNG" in quarantine[0]["error"]


def test_a_record_has_the_documented_shape(documents: Path, tmp_path: Path) -> None:
    Pipeline("zh").run(documents, tmp_path / "out")
    record = rows(tmp_path / "out/corpus.jsonl")[1]
    data = FILES["b/gb.txt"]
    assert isinstance(data, bytes)
    assert set(record) == {"id", "text", "meta"}
    assert record["meta"] == {
        "source": {
            "path": "b/gb.txt",
            "encoding": "gb18030",
            "confidence": record["meta"]["source"]["confidence"],
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
        },
        "fields": {},
        "tags": record["meta"]["tags"],
    }
    assert record["text"] == "南湾渔港的休渔期今天结束，二百多条渔船在清晨五点同时出海。"


def test_a_duplicate_names_what_was_kept(documents: Path, tmp_path: Path) -> None:
    Pipeline("zh").run(documents, tmp_path / "out")
    first = rows(tmp_path / "out/corpus.jsonl")[0]
    document, paragraph, *_ = rows(tmp_path / "out/removed.jsonl")
    assert document["kept"] == {"document": first["id"], "text": None}
    assert document["score"] == 1.0
    assert paragraph["kept"] == {"document": first["id"], "text": first["text"].split("\n")[1]}
    assert paragraph["text"] == first["text"].split("\n")[1]


def test_the_manifest_says_what_was_done(documents: Path, tmp_path: Path) -> None:
    Pipeline("zh").run(documents, tmp_path / "out")
    content = manifest(tmp_path / "out")
    assert load_recipe(content["recipe"]).resolved() == load_recipe("zh").resolved()
    assert content["conservation"] == {"holds": True, "faults": [], "violations": []}
    assert content["counts"]["paragraphs"] == {"in": 6, "kept": 3, "removed": 3}
    stages = {stage["name"]: stage for stage in content["stages"]}
    assert next(iter(stages)) == "repair.mojibake"
    assert stages["normalize.punctuation"]["documents_changed"] == 3
    assert stages["dedup.exact"]["documents_removed"] == 1
    assert stages["dedup.exact"]["paragraphs_removed"] == 1
    for name, entry in content["outputs"].items():
        data = (tmp_path / "out" / name).read_bytes()
        expected = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "lines": data.count(b"\n")}
        assert entry.items() >= expected.items()
    hashes = {entry["path"]: entry["sha256"] for entry in content["inputs"]}
    assert set(hashes) == set(FILES)
    assert hashes["empty.txt"] == hashlib.sha256(b"").hexdigest()


def test_the_same_bytes_from_one_worker_and_from_several(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {f"{n % 7}/{n:04d}.txt": f"{PROSE}\n第{n}号记录,{OTHER * (n % 5)}\n" for n in range(1200)}
    documents = write_files(tmp_path / "documents", texts)
    for workers in (1, 2, 3):
        Pipeline("zh").run(documents, tmp_path / f"out{workers}", workers=workers)
    for name in ("corpus.jsonl", "removed.jsonl", "quarantine.jsonl"):
        one, two, three = ((tmp_path / f"out{workers}" / name).read_bytes() for workers in (1, 2, 3))
        assert one == two == three
    assert (tmp_path / "out1/removed.jsonl").stat().st_size > 0


def test_ids_depend_on_path_and_content_only(tmp_path: Path) -> None:
    here = write_files(tmp_path / "here/docs", {"x.txt": PROSE, "y.txt": OTHER})
    there = write_files(tmp_path / "there/other", {"x.txt": PROSE, "y.txt": OTHER + "。"})
    ids = []
    for number, folder in enumerate((here, there)):
        Pipeline("minimal").run(folder, tmp_path / f"out{number}")
        ids.append([record["id"] for record in rows(tmp_path / f"out{number}/corpus.jsonl")])
    assert ids[0][0] == ids[1][0]
    assert ids[0][1] != ids[1][1]


def test_equal_files_below_two_inputs_have_ids_of_their_own(tmp_path: Path) -> None:
    one = write_files(tmp_path / "one", {"x.txt": PROSE})
    two = write_files(tmp_path / "two", {"x.txt": PROSE})
    Pipeline({"stages": []}).run([one, two], tmp_path / "out")
    first, second = rows(tmp_path / "out/corpus.jsonl")
    assert first["id"] != second["id"]
    assert first["text"] == second["text"]


def test_a_finished_run_is_left_alone(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Pipeline("zh").run(documents, out)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.iterdir()}
    summary = Pipeline("zh").run(documents, out, workers=2)
    assert summary.up_to_date
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.iterdir()} == before


def test_an_output_of_something_else_is_refused(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Pipeline("zh").run(documents, out)
    corpus = (out / "corpus.jsonl").read_bytes()
    with pytest.raises(OutputError, match="another run"):
        Pipeline("minimal").run(documents, out)
    os.utime(documents / "a.txt", (1, 1))
    with pytest.raises(OutputError, match="another run"):
        Pipeline("zh").run(documents, out)
    assert (out / "corpus.jsonl").read_bytes() == corpus
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/me.jpg").write_bytes(b"jpeg")
    with pytest.raises(OutputError, match="not empty"):
        Pipeline("zh").run(documents, tmp_path / "photos")
    with pytest.raises(OutputError, match="is a file"):
        Pipeline("zh").run(documents, documents / "a.txt")


def test_fresh_replaces_our_files_and_no_others(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Pipeline("zh").run(documents, out)
    (out / "notes.txt").write_text("mine")
    Pipeline("minimal").run(documents, out, fresh=True)
    assert manifest(out)["recipe_name"] == "minimal"
    assert (out / "notes.txt").read_text() == "mine"
    foreign = write_files(tmp_path / "foreign", {"corpus.jsonl": "{}\n"})
    with pytest.raises(OutputError, match="would be overwritten"):
        Pipeline("zh").run(documents, foreign, fresh=True)
    assert (foreign / "corpus.jsonl").read_text() == "{}\n"


def test_an_output_inside_the_input_is_not_read(tmp_path: Path) -> None:
    documents = write_files(tmp_path / "documents", {"a.txt": PROSE})
    for _ in range(2):
        summary = Pipeline("zh").run(documents, documents / "out")
        assert summary.counts["documents"]["in"] == 1
    assert summary.up_to_date


def test_globs_choose_what_is_read(documents: Path, tmp_path: Path) -> None:
    recipe: dict[str, object] = {"source": {"include": ["*.txt"], "exclude": ["b/*", "empty*"]}, "stages": ["normalize.unicode"]}
    Pipeline(recipe).run(documents, tmp_path / "out")
    assert [record["meta"]["source"]["path"] for record in rows(tmp_path / "out/corpus.jsonl")] == ["a.txt"]
    assert manifest(tmp_path / "out")["notes"] == ["skipped: 4 excluded"]
    recipe["source"] = {"include": ["**/*.txt"], "exclude": ["**/b/*", "e*"]}
    Pipeline(recipe).run(documents, tmp_path / "spread")
    assert [entry["path"] for entry in manifest(tmp_path / "spread")["inputs"]] == ["a.txt", "blank.txt"]


def test_links_are_read_once_and_circles_do_not_matter(tmp_path: Path) -> None:
    documents = write_files(tmp_path / "documents", {"a.txt": PROSE})
    (documents / "again.txt").symlink_to("a.txt")
    (documents / "circle").symlink_to(documents)
    (documents / "dangling.txt").symlink_to("nowhere")
    Pipeline("minimal").run(documents, tmp_path / "out")
    assert [record["meta"]["source"]["path"] for record in rows(tmp_path / "out/corpus.jsonl")] == ["a.txt"]
    assert rows(tmp_path / "out/quarantine.jsonl")[0]["path"] == "dangling.txt"
    assert manifest(tmp_path / "out")["notes"] == ["skipped: 1 links to folders", "skipped: 1 the same file again"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no Unicode")
def test_any_file_name_is_read(tmp_path: Path) -> None:
    folder = os.path.join(os.fsencode(tmp_path), b"documents")
    os.makedirs(os.path.join(folder, b"\xff\xfe"))
    for name in (b"\xff\xfe/\xe4.txt", b"new\nline.txt", "中文 名字.txt".encode(), b"a'\"<b>.txt"):
        Path(os.fsdecode(os.path.join(folder, name))).write_bytes(name.hex().encode())
    summary = Pipeline("minimal").run(os.fsdecode(folder), tmp_path / "out")
    assert summary.counts["documents"]["kept"] == 4
    paths = [record["meta"]["source"]["path"] for record in rows(tmp_path / "out/corpus.jsonl")]
    assert paths == ["\\xff\\xfe/\\xe4.txt", "a'\"<b>.txt", "new\nline.txt", "中文 名字.txt"]
    assert Pipeline("minimal").run(os.fsdecode(folder), tmp_path / "out").up_to_date


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    with pytest.raises(InputError, match="no input files"):
        Pipeline("zh").run(tmp_path / "void", tmp_path / "out")
    with pytest.raises(InputError, match="No such file"):
        Pipeline("zh").run(tmp_path / "nothing", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_damage_is_recorded_and_heavy_damage_is_quarantined(tmp_path: Path) -> None:
    sound = (PROSE * 6).encode()
    files: dict[str, str | bytes] = {"one.txt": sound + b"\xff" + sound}
    write_files(tmp_path / "in", files)
    Pipeline("zh").run(tmp_path / "in", tmp_path / "out")
    (record,) = rows(tmp_path / "out/corpus.jsonl")
    assert record["meta"]["source"]["damage"] == [{"offset": len(sound), "bytes": "ff"}]
    recipe = {"decode": {"encoding": "ascii"}, "stages": []}
    Pipeline(recipe).run(tmp_path / "in", tmp_path / "forced")
    (row,) = rows(tmp_path / "forced/quarantine.jsonl")
    assert row["stage"] == "decode"
    assert "ascii" in row["error"]


def test_a_file_whose_encoding_cannot_be_told_is_quarantined(tmp_path: Path) -> None:
    # Every other character broken: no encoding makes sense of what is left.
    broken = b"".join(character.encode("gb18030")[: 1 + place % 2] for place, character in enumerate(PROSE * 4))
    write_files(tmp_path / "in", {"broken.txt": broken})
    Pipeline("zh").run(tmp_path / "in", tmp_path / "out")
    (row,) = rows(tmp_path / "out/quarantine.jsonl")
    assert row["stage"] == "decode"
    assert "--encoding" in row["error"] or "make no sense" in row["error"]
    with pytest.raises(CorpuskitError, match="decode"):
        clean(broken)
    Pipeline("zh", ["decode.encoding=gb18030", "decode.max_damage=1.0"]).run(tmp_path / "in", tmp_path / "forced")
    (record,) = rows(tmp_path / "forced/corpus.jsonl")
    assert record["meta"]["source"]["damage"]


def test_a_stage_that_loses_a_paragraph_in_silence_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    (tmp_path / "acme_thief.py").write_text(
        "from corpuskit import TextStage\nSTAGE = TextStage(lambda text: text.split('\\n', 1)[-1])\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.thief", "acme_thief:STAGE")
    documents = write_files(tmp_path / "documents", {"a.txt": f"{PROSE}\n{OTHER}"})
    with pytest.raises(ConservationError, match=r"acme\.thief left 1 paragraphs of 2 in a\.txt"):
        Pipeline({"stages": ["acme.thief"]}).run(documents, tmp_path / "out")
    assert manifest(tmp_path / "out")["conservation"]["holds"] is False
    with pytest.raises(ConservationError):
        Pipeline({"stages": ["acme.thief"]}).run(documents, tmp_path / "out")


def test_a_line_that_goes_in_pieces_is_a_removed_paragraph(tmp_path: Path) -> None:
    documents = write_files(tmp_path / "documents", {"a.txt": "\ue000 \ue001\n正文\ue002。"})
    summary = Pipeline("minimal", ["normalize.unicode.private_use=drop"]).run(documents, tmp_path / "out")
    assert summary.counts["paragraphs"] == {"in": 2, "kept": 1, "removed": 1}
    assert [(row["unit"], row["text"]) for row in rows(tmp_path / "out/removed.jsonl")] == [
        ("paragraph", "\ue000 \ue001"),
        ("span", "\ue002"),
    ]


def test_a_stage_may_split_paragraphs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    (tmp_path / "acme_split.py").write_text(
        "from corpuskit import TextStage\nSTAGE = TextStage(lambda text: text.replace(',', ',\\n'))\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.split", "acme_split:STAGE")
    documents = write_files(tmp_path / "documents", {"a.txt": "一,二,三"})
    summary = Pipeline({"stages": ["acme.split"]}).run(documents, tmp_path / "out")
    assert summary.counts["paragraphs"] == {"in": 3, "kept": 3, "removed": 0}
    assert manifest(tmp_path / "out")["stages"][0]["documents_resegmented"] == 1


def test_line_separators_are_no_loss(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": "第一段１\u2028第二段\r第三段",
        "b.txt": "一二三四五入冬以后".encode().decode("latin-1"),
    }
    documents = write_files(tmp_path / "documents", files)
    Pipeline("minimal").run(documents, tmp_path / "minimal")
    assert rows(tmp_path / "minimal/corpus.jsonl")[0]["text"] == "第一段1\n第二段\n第三段"
    counts = manifest(tmp_path / "minimal")["counts"]["paragraphs"]
    assert counts["in"] == counts["kept"]
    Pipeline("zh").run(documents, tmp_path / "zh")
    assert rows(tmp_path / "zh/corpus.jsonl")[1]["text"] == "一二三四五入冬以后"


def test_document_stages_remove_tag_and_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offer_stage: Callable[[str, str], None]
) -> None:
    (tmp_path / "acme_docs.py").write_text(
        "from corpuskit import DocumentStage, Removed, Result\n"
        "def judge(doc):\n"
        "    if '鱼' in doc.text: return Removed('about fish')\n"
        "    head, rest = doc.text.split('\\n', 1)\n"
        "    return Result(rest, removed=[(0, len(head), 'headline')], tags={'long': len(rest) > 9}, fields={'标题': head})\n"
        "STAGE = DocumentStage(judge)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    offer_stage("acme.docs", "acme_docs:STAGE")
    documents = write_files(tmp_path / "documents", {"a.txt": "题目\n正文", "b.txt": "鱼\n水", "c.txt": "只有一行"})
    summary = Pipeline({"stages": ["acme.docs"]}).run(documents, tmp_path / "out")
    assert summary.counts == {
        "documents": {"in": 3, "kept": 1, "removed": 1, "quarantined": 1},
        "paragraphs": {"in": 4, "kept": 1, "removed": 3},
    }
    (record,) = rows(tmp_path / "out/corpus.jsonl")
    assert record["text"] == "正文"
    assert (record["meta"]["fields"], record["meta"]["tags"]) == ({"标题": "题目"}, {"long": False})
    headline, fish = rows(tmp_path / "out/removed.jsonl")
    assert (headline["unit"], headline["text"], headline["reason"]) == ("paragraph", "题目", "headline")
    assert (fish["unit"], fish["text"], fish["reason"]) == ("document", "鱼\n水", "about fish")
    (bad,) = rows(tmp_path / "out/quarantine.jsonl")
    assert (bad["path"], bad["stage"]) == ("c.txt", "acme.docs")
    assert bad["error"].startswith("ValueError: not enough values")


def test_stages_may_stand_after_dedup(tmp_path: Path) -> None:
    documents = write_files(tmp_path / "documents", {"a.txt": f"{PROSE}\n{PROSE}\n{OTHER}", "b.txt": OTHER})
    recipe = {"stages": ["dedup.exact", "normalize.punctuation", "dedup.near", "normalize.spaces"]}
    summary = Pipeline(recipe).run(documents, tmp_path / "out")
    assert summary.counts["paragraphs"] == {"in": 4, "kept": 2, "removed": 2}
    assert "," not in rows(tmp_path / "out/corpus.jsonl")[0]["text"]
    reasons = [(row["unit"], row["reason"]) for row in rows(tmp_path / "out/removed.jsonl")]
    assert reasons == [("paragraph", "exact duplicate"), ("paragraph", "exact duplicate"), ("document", "empty")]


def test_the_command_line_runs_the_same(documents: Path, tmp_path: Path, cli: Cli) -> None:
    done = cli("run", documents, "-o", "cli", "-j", 2)
    assert (done.returncode, done.stdout) == (0, "")
    assert "documents: 6 in = 2 kept + 3 removed + 1 quarantined" in done.stderr
    assert "\x1b" not in done.stderr
    Pipeline("zh").run(documents, tmp_path / "library")
    for name in ("corpus.jsonl", "removed.jsonl", "quarantine.jsonl"):
        assert (tmp_path / "cli" / name).read_bytes() == (tmp_path / "library" / name).read_bytes()
    assert cli("run", documents, "-o", "cli").returncode == 0
    assert cli("run", documents, "-o", "cli", "--strict").returncode == 1
    forced = cli("run", documents, "-o", "forced", "--encoding", "gb18030", "--include", "gb*", "-q")
    assert (forced.returncode, forced.stderr) == (0, "")
    assert json.loads((tmp_path / "forced/corpus.jsonl").read_text())["meta"]["source"]["encoding"] == "gb18030"
