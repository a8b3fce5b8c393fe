"""A memory limit changes how the work is done, never what comes out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import Cli, manifest, rows, write_files
from hypothesis import given, settings
from hypothesis import strategies as st
from test_index import prose, shortened

from corpuskit import Pipeline
from corpuskit.cli import group
from corpuskit.dedup.candidates import candidates, equal_pairs
from corpuskit.dedup.postings import prepare
from corpuskit.dedup.runs import Room, Run, Spill, sections
from corpuskit.dedup.similarity import Settings, sketch
from corpuskit.dedup.storage import StoredArrays, save_arrays
from corpuskit.dedup.survivors import Links, choose
from corpuskit.engine.memory import fitting_workers, for_grouping, for_shard, read_limit
from corpuskit.errors import InputError

VALUES = st.lists(st.integers(0, 300), max_size=60)


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few values be many, so that small tests spill."""
    monkeypatch.setattr("corpuskit.dedup.runs._LEAST", 5)


@given(st.lists(VALUES, max_size=6), st.integers(1, 40))
def test_sections_hold_everything_once_and_in_order(lists: list[list[int]], most: int) -> None:
    arrays = {str(number): np.unique(np.array(values, np.uint64)) for number, values in enumerate(lists)}
    runs = [Run(arrays, name) for name in arrays]
    merged: list[int] = []
    for section in sections(runs, most):
        part = np.sort(np.concatenate([run.values()[piece] for run, piece in zip(runs, section, strict=True)]))
        assert not merged or merged[-1] < int(part[0])
        merged += part.tolist()
    assert merged == sorted(value for array in arrays.values() for value in array.tolist())


@given(st.lists(VALUES, max_size=5), st.integers(1, 30))
def test_a_key_is_never_cut(lists: list[list[int]], most: int) -> None:
    arrays = {str(n): np.unique(np.array([(v % 7) << 32 | v for v in values], np.uint64)) for n, values in enumerate(lists)}
    runs = [Run(arrays, name) for name in arrays]
    seen: list[set[int]] = []
    for section in sections(runs, most, whole_keys=True):
        parts = [run.values()[piece] >> np.uint64(32) for run, piece in zip(runs, section, strict=True)]
        seen.append(set(np.concatenate(parts).tolist()))
    assert sum(map(len, seen)) == len(set().union(*seen)) if seen else True


@settings(max_examples=40)
@given(st.lists(VALUES, max_size=12), st.sampled_from([None, 100, 2000]))
def test_a_spill_counts_what_it_was_given(lists: list[list[int]], memory: int | None) -> None:
    import tempfile

    expected: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        spill = Spill(memory, Path(folder))
        for number, values in enumerate(lists):
            if number % 2:
                spill.gather(np.array(values, np.uint64))
            else:
                spill.add(*np.unique(np.array(values, np.uint64), return_counts=True))
            for value in values:
                expected[value] = expected.get(value, 0) + 1
        for _ in range(2):
            found = [pair for values, counts in spill.merged(7) for pair in zip(values.tolist(), counts.tolist(), strict=True)]
            assert found == sorted(expected.items())
        assert (spill.written > 0) == (memory == 100 and any(lists)) or memory == 2000


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_piece_of_a_stored_row_is_that_of_the_row(start: int, stop: int) -> None:
    import tempfile

    rows = np.arange(3 * 15, dtype=np.uint64).reshape(3, 15)
    with tempfile.TemporaryDirectory() as folder:
        save_arrays(Path(folder), {"other": np.arange(7), "rows": rows, "values": rows[0]})
        stored = StoredArrays(Path(folder))
        piece = slice(start, stop)
        for row in range(3):
            assert np.array_equal(Run(stored, "rows", row).part(piece), rows[row, piece])
        assert np.array_equal(Run(stored, "values").part(piece), rows[0, piece])


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    arrays = {"empty": np.empty((0, 3), np.uint32), "large": np.arange(60_000), "rows": np.arange(6).reshape(2, 3)}
    save_arrays(tmp_path / "数 组", arrays)
    stored = StoredArrays(tmp_path / "数 组")
    assert list(stored) == sorted(arrays)
    for name, array in arrays.items():
        assert stored[name].dtype == array.dtype
        assert np.array_equal(stored[name], array)
    with pytest.raises(KeyError):
        stored["nothing"]


def corpus() -> list[str]:
    """Make texts with repetitions of every kind, and a clause that many of them share."""
    base = [prose(200, number) for number in range(120)]
    common = prose(40, 5000)
    texts = [*base, *(shortened(text) for text in base[::3]), *(text[30:110] for text in base[::4]), *base[::5]]
    texts += [common + prose(100, 7000 + number) for number in range(90)]
    random.Random(3).shuffle(texts)
    return texts


def everything(
    texts: Sequence[str], sizes: Sequence[int], room: Room, documents: object = None, first: int = 0
) -> list[list[int]]:
    chosen = Settings()
    bounds = np.cumsum([0, *sizes])
    parts = [prepare(sketch(texts[start:stop], chosen)) for start, stop in zip(bounds, [*bounds[1:], len(texts)], strict=True)]
    alive = np.ones(len(texts), bool)
    alive[::17] = False
    pairs, _ = candidates(parts, alive, chosen, documents=documents, first=first, room=room)  # type: ignore[arg-type]
    return [list(pair) for pair in pairs.tolist()]


@pytest.mark.parametrize(("first", "inside"), [(0, False), (150, False), (0, True)])
def test_candidates_are_the_same_with_any_limit_and_any_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: int, inside: bool
) -> None:
    texts = corpus()
    monkeypatch.setattr("corpuskit.dedup.runs._LEAST", 300)
    documents = np.arange(len(texts)) // 80 if inside else None
    expected = everything(texts, [150], Room(), documents, first)
    assert len(expected) > (10 if inside else 70)
    assert all(one < other for one, other in expected)
    if documents is not None:
        assert all(documents[one] == documents[other] for one, other in expected)
    for memory, sizes in ((4_000, [150]), (60_000, [50, 100]), (9_000, [150, 7, 0, 60]), (None, [150, 31])):
        room = Room(memory, tmp_path) if memory else Room()
        assert everything(texts, sizes, room, documents, first) == expected
    assert any(tmp_path.glob("spill-*"))


@pytest.mark.usefixtures("tight")
@settings(max_examples=60)
@given(st.lists(st.integers(0, 5), max_size=40), st.integers(0, 10), st.booleans())
def test_equal_keys_are_found_in_any_number_of_rounds(keys: list[int], first: int, inside: bool) -> None:
    hashes = np.array(keys, np.uint64) * np.uint64(0x3333333333333333)
    documents = np.arange(len(keys)) // 4 if inside else None
    sketches = [{"key": hashes[:9]}, {"key": hashes[9:]}]
    wanted = np.arange(len(keys)) % 5 != 3
    expected = equal_pairs(sketches, wanted, documents=documents, first=first)
    for memory in (50, 700):
        assert np.array_equal(equal_pairs(sketches, wanted, documents=documents, first=first, room=Room(memory)), expected)
    for one, other in expected.tolist():
        assert keys[one] == keys[other] != 0
        assert other >= first


@pytest.mark.usefixtures("tight")
def test_survivors_are_the_same_with_any_limit(tmp_path: Path) -> None:
    draw = random.Random(4)
    sizes = np.array([draw.randint(20, 25) for _ in range(80)])
    pairs = {tuple(sorted(draw.sample(range(80), 2))) for _ in range(300)}
    ordered = [(a, b) if sizes[a] < sizes[b] else (b, a) for a, b in sorted(pairs)]
    links = Links(
        np.array([lesser for lesser, _ in ordered]),
        np.array([greater for _, greater in ordered]),
        np.array([draw.choice([0.8, 0.9]) for _ in ordered]),
        np.array([draw.choice([1, 2]) for _ in ordered], np.uint8),
    )
    for first in (0, 20):
        whole = choose(links, sizes, first)
        gone = set(whole.lesser.tolist())
        assert gone
        assert min(gone) >= first
        assert not gone & set(whole.greater.tolist())
        limited = choose(links, sizes, first, Room(200, tmp_path))
        for one, other in zip(vars_of(whole), vars_of(limited), strict=True):
            assert one.tolist() == other.tolist()
    assert any(tmp_path.iterdir())


def vars_of(links: Links) -> Sequence[np.ndarray]:  # type: ignore[type-arg]
    return links.lesser, links.greater, links.score, links.kind


def test_runs_write_the_same_with_any_limit_any_workers_and_any_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = corpus()
    files: dict[str, str | bytes] = {f"{n:03d}.txt": "\n".join(texts[n : n + 6]) for n in range(0, len(texts), 6)}
    files |= {f"copy{n}.txt": files[f"{n:03d}.txt"] for n in (0, 60)}
    documents = write_files(tmp_path / "in", files)
    recipe = {"stages": ["dedup.exact", "dedup.near"]}
    Pipeline(recipe).run(documents, tmp_path / "plain")
    monkeypatch.setattr("corpuskit.dedup.runs._LEAST", 50)
    monkeypatch.setattr("corpuskit.engine.shards._FEWEST_BYTES", 20_000)
    monkeypatch.setattr("corpuskit.engine.memory._LEAST", 20_000)
    monkeypatch.setattr("corpuskit.engine.duplicates._FEWEST", {"document": 10, "paragraph": 10})
    for number, (limit, workers) in enumerate(((300_000_000, 1), ("300MB", 2), ("none", 2))):
        out = tmp_path / f"out{number}"
        Pipeline(recipe).run(documents, out, memory_limit=limit, workers=workers)
        for name in ("corpus.jsonl", "removed.jsonl"):
            assert (out / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
    assert len(rows(tmp_path / "plain/removed.jsonl")) > 60


@pytest.mark.parametrize(("limit", "served"), [("300MB", 0), ("none", 2)])
def test_nothing_waits_to_make_workers_that_have_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, served: int
) -> None:
    documents = write_files(tmp_path / "in", {"a.txt": prose(100, 1)})
    starts: list[None] = []
    monkeypatch.setattr("corpuskit.engine.executors.workers.start_serving", lambda: starts.append(None))
    command = ["run", str(documents), "-o", str(tmp_path / "out"), "-j", "2", "--memory-limit", limit, "-q"]
    assert group.main(command, standalone_mode=False) == 0
    assert len(starts) == served  # at the beginning, and once more by the library


def test_a_stored_array_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    save_arrays(tmp_path, {"values": np.arange(100, dtype=np.uint64)})
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-400])
    assert len(Run(StoredArrays(tmp_path), "values").part(slice(0, 10))) == 10
    with pytest.raises(ValueError, match="reshape"):
        Run(StoredArrays(tmp_path), "values").part(slice(90, 100))


def test_the_manifest_says_what_the_limit_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = corpus()
    documents = write_files(tmp_path / "in", {f"{n}.txt": text for n, text in enumerate(texts)})
    monkeypatch.setattr("corpuskit.dedup.runs._LEAST", 50)
    monkeypatch.setattr("corpuskit.engine.run.for_grouping", lambda limit, workers: 10_000)
    summary = Pipeline({"stages": ["dedup.near"]}).run(documents, tmp_path / "out", memory_limit="300MB", workers=8)
    told = "\n".join(summary.notes)
    assert "1 of 8 workers, to stay within the memory limit" in told
    assert "rounds" in told
    assert "MB of pairs went to files" in told
    assert manifest(tmp_path / "out")["memory_limit"] == 300_000_000


@pytest.mark.parametrize(
    ("given", "expected"),
    [("1GB", 10**9), ("1 gib", 2**30), ("512mb", 512 * 10**6), ("None", None), (400_000_000, 400_000_000), ("1.5G", 15 * 10**8)],
)
def test_limits_are_read(given: int | str, expected: int | None) -> None:
    assert read_limit(given) == expected


@pytest.mark.parametrize("given", ["", "much", "1 GB extra", "-1GB", "1EB", "100MB", 5, "0.1GB"])
def test_other_limits_are_refused(given: int | str) -> None:
    with pytest.raises(InputError, match="--memory-limit"):
        read_limit(given)


def test_a_limit_is_shared_out() -> None:
    assert read_limit(None) is None or read_limit(None) >= 300_000_000  # type: ignore[operator]
    assert (fitting_workers(None, 50), fitting_workers(10**9, 2), fitting_workers(300_000_000, 8)) == (50, 2, 1)
    assert for_grouping(None, 4) is None
    shares: list[Callable[[int], int]] = [
        lambda limit: for_grouping(limit, 2) or 0,
        lambda limit: for_shard(limit, 2, 16_000_000),
        lambda limit: fitting_workers(limit, 64),
    ]
    for share in shares:
        got = [share(limit) for limit in (300_000_000, 10**9, 4 * 10**9, 64 * 10**9)]
        assert got == sorted(got)
        assert got[0] > 0


def test_a_wrong_limit_is_one_line(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.txt").write_text("正文。", encoding="utf-8")
    done = cli("run", "a.txt", "--memory-limit", "lots")
    assert done.returncode == 2
    assert done.stderr == "corpuskit: --memory-limit: 'lots' is no size: say 1GB, 512MB, 2GiB, or none\n"
    assert cli("run", "a.txt", "--memory-limit", "1GB").returncode == 0
