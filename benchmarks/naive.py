"""The chain that one writes first: each library as its documentation shows it, one document after the other.

python benchmarks/naive.py FOLDER OUT.jsonl
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import chardet
import ftfy
import opencc
from datasketch import MinHash, MinHashLSH

_FULL_WIDTH = str.maketrans({",": "，", "!": "！", "?": "？", ":": "：", ";": "；", "(": "（", ")": "）"})


def _join_lines(text: str) -> str:
    paragraphs, current = [], ""
    for line in text.splitlines():
        current += line.strip()
        if current.endswith(("。", "！", "？", "”")):
            paragraphs.append(current)
            current = ""
    return "\n".join([*paragraphs, current] if current else paragraphs)


def _signature(text: str) -> MinHash:
    signature = MinHash(num_perm=128)
    for start in range(max(1, len(text) - 4)):
        signature.update(text[start : start + 5].encode())
    return signature


def main(folder: Path, out: Path) -> None:
    """Clean every file of the folder and leave out near duplicates."""
    index = MinHashLSH(threshold=0.8, num_perm=128)
    simplify = opencc.OpenCC("t2s").convert
    with out.open("w", encoding="utf-8") as corpus:
        for path in sorted(folder.rglob("*.txt")):
            data = path.read_bytes()
            text = data.decode(chardet.detect(data)["encoding"] or "utf-8", errors="ignore")
            text = simplify(_join_lines(ftfy.fix_text(text).translate(_FULL_WIDTH)))
            signature = _signature(text)
            if not index.query(signature):
                index.insert(str(path), signature)
                corpus.write(json.dumps({"id": str(path), "text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
