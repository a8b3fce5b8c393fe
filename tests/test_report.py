"""The report of a run: what it says is what the files say, it opens in a browser, and nothing in it is ever executed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import SEEDS, Cli, manifest, rows, write_files
from hypothesis import given
from hypothesis import strategies as st

from corpuskit import Document, Pipeline
from corpuskit.engine.edits import EditSamples, excerpt
from corpuskit.report import RunFiles, render
from corpuskit.report.difference import differences, named, visible
from corpuskit.report.gather import removals
from corpuskit.report.wording import WORDS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PARAGRAPH = "第{n}号渡口的管理员每天清晨六点检查缆绳、救生圈和灯，再把当天的水位写在岸边的木牌上，风雨无阻已经{m}年。"
PAYLOADS = [
    "<script>document.title='RAN'</script>",
    '"><img src=x onerror="document.title=\'RAN\'">',
    "<svg onload=\"document.title='RAN'\">",
    "javascript:document.title='RAN'",
    "</style><script>document.title='RAN'</script>",
    "</title><script>document.title='RAN'</script>",
    "{{ 7*7 }}{% raw %}",
    "<iframe srcdoc=\"<script>parent.document.title='RAN'</script>\">",
    "--><script>document.title='RAN'</script><!--",
    "&lt;script&gt;document.title='RAN'&lt;/script&gt;",
]


class _Numbers(HTMLParser):
    """Collects the text of every cell, by the id or class of its row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            given = dict(attrs)
            self.rows.append((given.get("id") or given.get("class") or "", []))
        elif tag == "td" and self.rows:
            self.rows[-1][1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][1][-1] += data

    def of(self, name: str) -> list[list[str]]:
        return [cells for row, cells in self.rows if row == name]


def page(out: Path) -> str:
    return (out / "report.html").read_text(encoding="utf-8")


def read(text: str) -> _Numbers:
    numbers = _Numbers()
    numbers.feed(text)
    return numbers


def figure(cell: str) -> int:
    return int(cell.replace(",", "") or 0)


@pytest.fixture(scope="module")
def seeds_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "out"
    Pipeline("zh").run(SEEDS, out)
    return out


def test_its_sums_are_those_of_the_manifest(seeds_out: Path) -> None:
    numbers, content = read(page(seeds_out)), manifest(seeds_out)
    for unit, counts in content["counts"].items():
        (cells,) = numbers.of(f"count-{unit}")
        assert [figure(cell) for cell in cells[1:4]] == [counts["in"], counts["kept"], counts["removed"]]
    steps = numbers.of("step")
    assert [cells[0] for cells in steps[2:]] == [stage["name"] for stage in content["stages"]]
    assert figure(steps[-1][4]) == content["counts"]["documents"]["kept"]
    assert sum(figure(cells[2]) for cells in steps) == content["counts"]["documents"]["removed"]
    assert sum(figure(cells[3]) for cells in numbers.of("reason")) == content["outputs"]["removed.jsonl"]["lines"]


def test_it_answers_what_was_removed_what_was_damaged_and_what_stages_did(tmp_path: Path) -> None:
    body = [PARAGRAPH.format(n=number, m=number + 3) for number in range(4)]
    files: dict[str, str | bytes] = {f"site/{n:02}.txt": f"标题{n}\n{PARAGRAPH.format(n=n, m=40 + n)}\n" for n in range(30)}
    files |= {f"copies/{n:02}.txt": "\n".join(body) for n in range(25)}
    files |= {
        "damaged.txt": "老船长在信里写道，".encode() + b"\xfe\xfe" + "后来他退休了，回到海边种树。".encode(),
        "x.bin": bytes(range(256)),
    }
    files["lost.txt"] = "档案里有���和锟斤拷，看不清的地方只好空着。"
    out = tmp_path / "out"
    Pipeline("zh").run(write_files(tmp_path / "documents", files), out)
    text = page(out)
    assert "of the 25 documents in copies only" in text
    assert "来源 copies 的 25 篇文档只剩" in text
    assert "could not be decoded" in text
    assert "were lost before they came" in text
    assert "x.bin" in text
    clusters = removals(out / "removed.jsonl").clusters
    assert clusters[0].size == 24
    assert clusters[0].unit == "document"
    assert clusters[0].kept["document"] in text


def test_samples_of_edits_are_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    documents = write_files(
        tmp_path / "documents", {f"{n}.txt": PARAGRAPH.format(n=n, m=n).replace("，", ",") * 9_000 for n in range(6)}
    )
    for workers in (1, 2):
        Pipeline("zh", ["dedup.near=off"]).run(documents, tmp_path / f"out{workers}", workers=workers)
    one, two = ((tmp_path / f"out{workers}" / "edits.jsonl").read_bytes() for workers in (1, 2))
    assert one == two
    samples = [row for row in rows(tmp_path / "out1/edits.jsonl") if row["stage"] == "normalize.punctuation"]
    assert len(samples) == 3
    kept = {record["id"] for record in rows(tmp_path / "out1/corpus.jsonl")}
    assert sorted(row["document"] for row in samples) == sorted(kept)[:3]
    assert all(row["cut"] and "," in row["before"] and "," not in row["after"] for row in samples)


@given(
    st.lists(st.tuples(st.text("0123456789abcdef", min_size=2, max_size=2), st.text("ab", max_size=3)), unique_by=lambda t: t[0])
)
def test_samples_do_not_depend_on_how_documents_are_shared_out(documents: list[tuple[str, str]]) -> None:
    def sampled(*parts: list[tuple[str, str]]) -> list[tuple[int, dict[str, Any]]]:
        whole = EditSamples()
        for part in parts:
            samples = EditSamples()
            for name, text in part:
                samples.offer(0, "acme.stage", Document(text, name), text + "!")
            whole.add(samples.rows())
        return list(whole.rows())

    half = len(documents) // 2
    assert sampled(documents) == sampled(documents[:half], documents[half:]) == sampled(documents[::-1])


@given(st.text(), st.text())
def test_a_difference_holds_all_of_both_texts(before: str, after: str) -> None:
    first, cut, last = excerpt(before, after)
    assert not cut
    pieces = differences(first["before"], last)
    old = "".join(piece.text for piece in pieces if piece.kind in ("equal", "deleted", "was"))
    new = "".join(piece.text for piece in pieces if piece.kind in ("equal", "inserted", "became"))
    if not any(piece.kind == "folded" for piece in pieces):
        assert (before[: first["start"]] + old, before[: first["start"]] + new) == (before, after)


def test_white_space_and_invisible_characters_are_shown() -> None:
    assert named("一\u3000二\n") == "一□二↵\n"
    assert [piece.text for piece in visible("a\u202eb")] == ["a", "U+202E", "b"]


def test_both_languages_have_every_word() -> None:
    assert all(en and zh for en, zh in WORDS.values())


def test_the_command_writes_it_again_in_the_language_asked_for(seeds_out: Path, cli: Cli, tmp_path: Path) -> None:
    done = cli("report", seeds_out, "--lang", "zh", "-o", tmp_path / "zh.html")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "zh.html").read_text(encoding="utf-8")
    assert 'id="in-zh" checked' in text
    assert "语料报告" in text
    nothing = cli("report", tmp_path)
    assert nothing.returncode == 2
    assert "no finished run" in nothing.stderr
    copy = tmp_path / "copy"
    shutil.copytree(seeds_out, copy)
    (copy / "edits.jsonl").unlink()
    assert "edits.jsonl is missing" in cli("report", copy).stderr


def poisoned(out: Path) -> str:
    """Give a report in which every text, path and name of a run tries to become a script."""
    content = manifest(out)
    content["recipe_name"] = PAYLOADS[0]
    content["notes"] = PAYLOADS
    content["recipe"] = {payload: payload for payload in PAYLOADS}
    content["inputs"] = [{**content["inputs"][0], "path": f"{payload}/{n}"} for payload in PAYLOADS for n in range(30)]
    content["corpus"]["characters"] = dict.fromkeys(PAYLOADS, 1)
    content["corpus"]["lengths"] = content["corpus"]["han_tenths"] = {payload: {"1": 2} for payload in PAYLOADS}
    content["corpus"]["tags"] = {payload: {"documents": 1} for payload in PAYLOADS}
    content["corpus"]["encodings"] = {payload: {"99": 1} for payload in PAYLOADS}
    content["versions"] |= {payload: payload for payload in PAYLOADS}
    files = RunFiles(*(out.parent / f"poisoned-{name}.jsonl" for name in ("removed", "quarantine", "edits")))
    kept = {"document": "", "text": ""}
    table: dict[Path, list[dict[str, Any]]] = {
        files.removed: [
            {
                "unit": "paragraph",
                "document": p,
                "path": p,
                "text": p,
                "stage": p,
                "reason": p,
                "kept": dict.fromkeys(kept, p),
                "score": 1.0,
            }
            for p in PAYLOADS
        ],
        files.quarantine: [{"path": p, "stage": p, "error": p} for p in PAYLOADS],
        files.edits: [
            {"stage": p, "document": p, "path": p, "start": 3, "before": p + "，", "cut": False, "after": p[:-1] + "," + p}
            for p in PAYLOADS
        ],
    }
    for path, values in table.items():
        path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return render(content, files)


def test_a_hundred_payloads_stay_text(seeds_out: Path) -> None:
    text = poisoned(seeds_out)
    assert text.count("RAN") >= 100
    parser = _Tags()
    parser.feed(text)
    assert parser.tags.isdisjoint({"script", "img", "iframe", "object", "link"})
    assert not any(name.startswith("on") or (value or "").startswith("javascript:") for name, value in parser.attributes)
    assert "default-src 'none'" in text
    assert re.search(r"https?://(?!www\.w3\.org)", re.sub(r"<[^>]*>", "", page(seeds_out))) is None


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@in_browser
@pytest.mark.parametrize("kind", ["seeds", "poisoned"])
def test_a_browser_shows_it_without_a_complaint(seeds_out: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(seeds_out) if kind == "seeds" else poisoned(seeds_out), encoding="utf-8")
    assert CHROMIUM is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=2000"]
    done = subprocess.run(
        [CHROMIUM, *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "CONSOLE" not in done.stderr, done.stderr[-2000:]
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None
    assert title.group(1).startswith("corpuskit · ")
    assert done.stdout.count('class="step"') >= 9
