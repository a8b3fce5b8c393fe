"""Generate a corpus of Chinese text files with the defects that real ones have, always the same for the same arguments.

The words are made up of frequent characters, so they mean nothing; characters, marks and lengths are like those of news.
A fifth is in GB18030 and a twentieth in Big5; 30 % have half-width marks, 20 % are hard-wrapped, 2 % hold mojibake; one document
in ten is a near duplicate of another, one in fifty an exact one.

    python benchmarks/corpus.py FOLDER --documents 2000

FOLDER.truth.jsonl says which file repeats which, and how alike the two were by their runs of five characters before they were
spoiled: {"path", "of", "kind": "near" or "exact", "jaccard"}.
"""

from __future__ import annotations

import argparse
import json
import random
from itertools import accumulate
from pathlib import Path

from corpuskit.text.frequent import HANS

#: Words of one to three frequent characters, drawn as often as words of a language are: the n-th about 1/n times.
_WORD_COUNT = 6000
#: From which similarity on documents count as near duplicates.
NEAR = 0.8
_HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")


class Writer:
    """Writes sentences and paragraphs that look like news as far as characters, marks and lengths go."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        lengths = self.draw.choices((1, 2, 3), (2, 7, 1), k=_WORD_COUNT)
        self.words = ["".join(self.draw.choices(HANS, k=length)) for length in lengths]
        self.frequencies = list(accumulate(1 / rank for rank in range(1, _WORD_COUNT + 1)))

    def clause(self) -> str:
        """Give 4 to 14 characters or so."""
        return "".join(self.draw.choices(self.words, cum_weights=self.frequencies, k=self.draw.randint(2, 7)))

    def sentence(self) -> str:
        """Give a few clauses; some have a figure, a quotation, parentheses."""
        clauses = [self.clause() for _ in range(self.draw.randint(1, 5))]
        if self.draw.random() < 0.3:
            clauses.append(f"{self.clause()}{self.draw.randint(1, 99)}.{self.draw.randint(0, 9)}%")
        if self.draw.random() < 0.2:
            clauses.append(f"“{self.clause()}”（{self.clause()}）")
        return "，".join(clauses) + self.draw.choice("。。。。！？")

    def paragraphs(self) -> list[str]:
        """Give a document."""
        return ["".join(self.sentence() for _ in range(self.draw.randint(1, 8))) for _ in range(self.draw.randint(4, 30))]

    def edit(self, paragraphs: list[str]) -> list[str]:
        """Change a word in one paragraph of seven: the documents stay alike to more than eight tenths."""
        edited = list(paragraphs)
        for number in self.draw.sample(range(len(edited)), max(1, len(edited) // 7)):
            place = self.draw.randrange(len(edited[number]))
            edited[number] = edited[number][:place] + self.clause() + edited[number][place + 1 :]
        return edited


def _wrap(paragraph: str, width: int) -> str:
    text = "\u3000\u3000" + paragraph
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def _spoil(draw: random.Random, paragraphs: list[str]) -> bytes:
    if draw.random() < 0.02:
        broken = draw.randrange(len(paragraphs))
        paragraphs[broken] = paragraphs[broken].encode().decode("latin-1")
    text = "\n".join(_wrap(paragraph, 38) for paragraph in paragraphs) if draw.random() < 0.2 else "\n".join(paragraphs)
    if draw.random() < 0.3:
        text = text.translate(_HALF_WIDTH)
    kind = draw.random()
    if kind < 0.05:
        import opencc

        return bytes(opencc.OpenCC("s2tw").convert(text).encode("cp950", "ignore"))
    return text.encode("gb18030" if kind < 0.25 else "utf-8")


def generate(folder: Path, documents: int, seed: int = 1) -> int:
    """Write the files; give their size in bytes."""
    writer = Writer(seed)
    draw = writer.draw
    originals: list[tuple[str, list[str]]] = []
    repeated: list[dict[str, object]] = []
    size = 0
    for number in range(documents):
        kind = draw.random()
        path = folder / f"{number // 1000:03d}" / f"{number:07d}.txt"
        name = path.relative_to(folder).as_posix()
        if originals and kind < 0.12:
            of, original = draw.choice(originals)
            paragraphs = list(original) if kind < 0.02 else writer.edit(original)
            same = "exact" if kind < 0.02 else "near"
            repeated.append({"path": name, "of": of, "kind": same, "jaccard": _jaccard(paragraphs, original)})
        else:
            paragraphs = writer.paragraphs()
            originals.append((name, list(paragraphs)))
        path.parent.mkdir(parents=True, exist_ok=True)
        data = _spoil(draw, paragraphs)
        path.write_bytes(data)
        size += len(data)
    truth_of(folder).write_text("".join(json.dumps(row) + "\n" for row in repeated), encoding="utf-8")
    return size


def truth_of(folder: Path) -> Path:
    """Give the file that lists the repetitions: it lies beside the folder, so that nobody takes it for a part of the corpus."""
    return folder.with_name(f"{folder.name}.truth.jsonl")


def _jaccard(one: list[str], other: list[str]) -> float:
    """Give the Jaccard similarity of two documents by their runs of five characters."""
    sets = [{text[start : start + 5] for start in range(len(text) - 4)} for text in ("".join(one), "".join(other))]
    return round(len(sets[0] & sets[1]) / len(sets[0] | sets[1]), 4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    given = parser.parse_args()
    print(f"{generate(given.folder, given.documents):,} bytes")
