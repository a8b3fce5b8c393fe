"""What the manifest tells of the corpus: encodings, damage, tags, over all shards and workers."""

from __future__ import annotations

from pathlib import Path

from conftest import manifest, rows, write_files

from corpuskit import Pipeline
from corpuskit.document import Document
from corpuskit.engine.inventory import Inventory

LINE = "老码头的仓库改成了书店，周末常有读者从城里赶来，在河边坐到黄昏。"


def test_the_manifest_counts_encodings_damage_and_lost_characters(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": LINE,
        "b.txt": f"{LINE[::-1]}第二篇".encode("gb18030"),
        "c.txt": f"船家说，{LINE}".encode()[:-30] + b"\xff\xfe" + "他还会再来看看的。".encode(),
        "d.txt": f"表格里有��个数字看不清，档案员说原件已经锟斤拷。{LINE[:9]}",
    }
    out = tmp_path / "out"
    Pipeline("zh", ["dedup.near=off"]).run(write_files(tmp_path / "documents", files), out, workers=2)
    corpus, content = rows(out / "corpus.jsonl"), manifest(out)["corpus"]
    assert {name: sum(classes.values()) for name, classes in content["encodings"].items()} == {"gb18030": 1, "utf-8": 3}
    fragments = [fragment for record in corpus for fragment in record["meta"]["source"].get("damage", ())]
    assert content["damage"] == {
        "documents": 1,
        "fragments": len(fragments),
        "bytes": sum(len(bytes.fromhex(fragment["bytes"])) for fragment in fragments),
    }
    assert content["damage"]["bytes"] >= 2
    lost = [record["meta"]["tags"].get("lost_characters", 0) for record in corpus]
    assert content["tags"]["lost_characters"] == {"documents": sum(map(bool, lost)), "total": sum(lost)}
    assert lost[3] >= 3


def test_tags_that_are_words_are_counted_by_value() -> None:
    inventory = Inventory()
    for language in ("zh", "zh", "en"):
        inventory.see(Document("一", tags={"language": language}))
    assert inventory.record()["tags"] == {"language": {"documents": 3, "values": {"zh": 2, "en": 1}}}


def test_values_without_end_are_counted_together() -> None:
    inventory = Inventory()
    for number in range(2000):
        inventory.see(Document("一", tags={"title": f"第{number}篇"}))
    values = inventory.record()["tags"]["title"]["values"]
    assert len(values) < 600
    assert sum(values.values()) == 2000


def test_a_struct_of_other_types_is_another_feature() -> None:
    inventory = Inventory()
    inventory.see(Document("一", tags={"quality": {"chars": 1, "ratio": 0.5}}))
    inventory.see(Document("一", tags={"quality": {"chars": 1, "ratio": "half"}}))
    assert inventory.record()["features"]["tags"]["quality"] == {"chars": "int64", "ratio": "mixed"}
