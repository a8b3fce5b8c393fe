"""Documents and paragraphs between two passes come back as they were written, one by one and many at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpuskit.dedup import candidates as grouping
from corpuskit.dedup import similarity
from corpuskit.dedup.postings import prepare
from corpuskit.dedup.storage import Joined, sizes, take
from corpuskit.document import Document
from corpuskit.engine.documents import Work
from corpuskit.engine.memory import worth_grouping_in
from corpuskit.engine.units import ShardWriter, Units, count_units, read_works
from corpuskit.engine.workspace import Workspace
from corpuskit.stages.repair.mojibake import gate
from corpuskit.stages.repair.mojibake.kinds import CODECS, LOST_BYTE
from corpuskit.text.characters import count_paragraphs, is_blank, paragraphs

LINES = st.lists(st.sampled_from(["春眠不觉晓", "", "　", "\u200b", " x", "𠮷野家", "1\t2", "\ufeff好", "\x00"]), max_size=6)
TEXTS = LINES.map("\n".join)
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def write(folder: Path, shards: list[list[str]]) -> Workspace:
    workspace = Workspace(folder)
    for shard, texts in enumerate(shards):
        with ShardWriter(workspace, 0, shard) as output:
            for order, text in enumerate(texts):
                output.write(Work(Document(text, f"{shard}-{order}", {"path": "a.txt"}), order, 3, 1))
    count_units(workspace, 0, len(shards))
    return workspace


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_units_come_back(tmp_path: Path, shards: list[list[str]], data: st.DataObject) -> None:
    workspace = write(tmp_path, shards)
    expected: dict[str, list[tuple[str, int, int, str]]] = {"document": [], "paragraph": []}
    for shard, texts in enumerate(shards):
        assert [(w.document.text, w.document.id, w.paragraphs, w.gone) for w in read_works(workspace, 0, shard)] == [
            (text, f"{shard}-{order}", 3, 1) for order, text in enumerate(texts)
        ]
        for order, text in enumerate(texts):
            expected["document"].append((f"{shard}-{order}", order, -1, text))
            lines = enumerate(text.split("\n"))
            expected["paragraph"] += [(f"{shard}-{order}", order, n, line) for n, line in lines if not is_blank(line)]
    for unit, wanted in expected.items():
        units = Units(workspace, 0, unit)
        assert len(units) == len(wanted)
        chosen = data.draw(st.lists(st.integers(0, len(wanted) - 1), max_size=9)) if wanted else []
        numbers = np.array(chosen, np.int64)
        found = zip(units.owners(numbers), *units.places(numbers)[:, :2].T.tolist(), units.take(numbers), strict=True)
        assert [*found] == [wanted[number] for number in chosen]
        assert [units[number] for number in chosen] == units.take(numbers)
        assert units.sizes(numbers).tolist() == [len(wanted[number][3].encode()) for number in chosen]


def test_two_sequences_are_read_as_one(tmp_path: Path) -> None:
    stored = Units(write(tmp_path, [["一\n二二"], ["三"]]), 0, "paragraph")
    joined = Joined(["甲", "乙乙"], stored)
    numbers = np.array([4, 0, 2, 3, 1])
    assert take(joined, numbers) == [joined[number] for number in numbers.tolist()] == ["三", "甲", "一", "二二", "乙乙"]
    assert sizes(joined, numbers).tolist() == [3, 1, 3, 6, 2]


@given(TEXTS)
def test_paragraphs_are_the_lines_that_show_something(text: str) -> None:
    expected = [line for line in text.split("\n") if not is_blank(line)]
    assert paragraphs(text) == expected
    assert count_paragraphs(text) == len(expected)


def test_a_sketch_does_not_depend_on_how_much_is_handled_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"第{number}天的早晨，渡口的雾还没有散去，{'船家已经开始招呼客人上船' * (number % 7)}。" for number in range(60)]
    for chosen in (similarity.Settings(), similarity.Settings(method="exact")):
        whole = similarity.sketch(texts, chosen)
        with monkeypatch.context() as patched:
            patched.setattr(similarity, "_AT_A_TIME", 200)
            parts = similarity.sketch(texts, chosen)
        assert list(parts) == list(whole)
        assert all(np.array_equal(parts[name], whole[name]) and parts[name].dtype == whole[name].dtype for name in whole)


def test_candidates_do_not_depend_on_how_much_is_handled_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{number % 40}号渡口的雾还没有散去，船家已经开始招呼客人，第{number // 40}班就要开了。" for number in range(120)]
    chosen = similarity.Settings()
    sketches = [prepare(similarity.sketch(texts[start : start + 30], chosen)) for start in range(0, 120, 30)]
    alive = np.ones(120, bool)
    usual = grouping.candidates(sketches, alive, chosen)
    assert len(usual[0])
    for name in ("_LOADED", "_UNITS_AT_A_TIME", "_MARKS_AT_A_TIME", "_PAIRS_AT_A_TIME"):
        monkeypatch.setattr(grouping, name, 20)
        found = grouping.candidates(sketches, alive, chosen)
        assert np.array_equal(found[0], usual[0])
        assert found[1] == usual[1]


@pytest.mark.parametrize("wrong", gate._WRONG)
def test_the_tables_say_what_the_codecs_say(wrong: str) -> None:
    codes = gate._codes(wrong)
    assert (codes[:0x80] == np.arange(0x80)).all()
    for point in range(0x80, 0x10000, 7):
        encoded = next((code for codec in CODECS[wrong] if (code := _encoded(chr(point), codec))), b"")
        usable = encoded if len(encoded) <= 2 and LOST_BYTE not in encoded else b""
        assert not usable or codes[point] == int.from_bytes(usable), (wrong, hex(point))
        assert encoded or codes[point] == 0


def _encoded(character: str, codec: str) -> bytes:
    return b"" if "\ud800" <= character < "\ue000" else character.encode(codec, "ignore")


def test_what_workers_are_made_from_has_the_tables_already() -> None:
    program = (
        "import gc\n"
        "import corpuskit.engine.executors.warm\n"
        "from corpuskit.dedup import keys\n"
        "from corpuskit.stages.repair.mojibake import gate\n"
        "from corpuskit.text.patterns import _known\n"
        "compiled = all('_compiled' in vars(pattern) for pattern in _known) and len(_known) > 200\n"
        "print(gate._tables.cache_info().currsize, keys._table.cache_info().currsize, gc.get_freeze_count() > 0, compiled)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1 1 True True\n"


def test_grouping_takes_no_more_than_is_of_use() -> None:
    assert worth_grouping_in(None, 10**9) is None
    assert worth_grouping_in(10**7, 10) == 10**7
    assert (worth_grouping_in(10**10, 10) or 0) < 10**8
    assert (worth_grouping_in(10**10, 10**7) or 0) < 10**9


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_benchmark_measures_a_tree_of_processes() -> None:
    child = "import time; block = bytearray(b'x') * 60_000_000; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    # In a process of its own: it adopts and awaits whatever is started below it.
    program = (
        "import json, subprocess, sys\n"
        f"sys.path.insert(0, {str(BENCHMARKS / 'peers')!r})\n"
        "import process_tree\n"
        f"cost = process_tree.measure([sys.executable, '-c', {parent!r}])\n"
        "try:\n"
        "    process_tree.measure([sys.executable, '-c', 'raise SystemExit(3)'])\n"
        "except subprocess.CalledProcessError as error:\n"
        "    print(json.dumps([cost.wall, cost.cpu, cost.peak, error.returncode]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    wall, processor, peak, status = json.loads(done.stdout)
    assert wall >= 0.5
    assert processor > 0
    assert 60_000_000 < peak < 200_000_000
    assert status == 3


def test_the_benchmark_knows_what_its_corpus_repeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import corpus

    corpus.generate(tmp_path / "made", 120, seed=3)
    found = [json.loads(line) for line in corpus.truth_of(tmp_path / "made").read_text(encoding="utf-8").splitlines()]
    assert {row["kind"] for row in found} == {"near", "exact"}
    assert all(row["jaccard"] == 1 for row in found if row["kind"] == "exact")
    assert all((tmp_path / "made" / row[name]).is_file() for row in found for name in ("path", "of"))
