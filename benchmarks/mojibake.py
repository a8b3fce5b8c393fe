"""Mojibake beside ftfy: how much is repaired, how often clean text is altered, how fast the first look is.

    python benchmarks/mojibake.py [--sentences 300] [--text FILE…]

Every sentence is a document of its own. The sentences come from seeds/ and texts/, from the generator in corpus.py and from a few
lines of classics; with --text, the Chinese ones come from the files given.

Repair: "lossless" is how many sentences in a hundred can be given back at all, because encoding the mojibake again gives the old
bytes; the other columns are how many in a hundred OF THESE come back exactly. Where bytes are nearly always lost, the next row
has the share of characters that come back, and how many of the new text are not in the old one.
False alarms: clean sentences that were altered, for 10,000; "safe" is ftfy with everything turned off that harms Chinese marks.
Speed: the first look at clean text beside ftfy's badness test, in CPU time on the same documents; quote the ratio.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rapidfuzz.distance import LCSseq

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer

from corpuskit import decode
from corpuskit.stages.repair.mojibake import repair_mojibake
from corpuskit.stages.repair.mojibake.screen import looks_clean
from corpuskit.text.characters import count_han

SEEDS, TEXTS = Path(__file__).parents[1] / "seeds", Path(__file__).parent / "texts"
SHORTEST, LONGEST = 8, 120
UNDEFINED_IN_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)

CLASSICS = """
天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。寒来暑往，秋收冬藏。闰余成岁，律吕调阳。云腾致雨，露结为霜。金生丽水，玉出昆冈。
剑号巨阙，珠称夜光。果珍李柰，菜重芥姜。海咸河淡，鳞潜羽翔。龙师火帝，鸟官人皇。始制文字，乃服衣裳。推位让国，有虞陶唐。
吊民伐罪，周发殷汤。坐朝问道，垂拱平章。爱育黎首，臣伏戎羌。遐迩一体，率宾归王。鸣凤在竹，白驹食场。化被草木，赖及万方。
学而时习之，不亦说乎？有朋自远方来，不亦乐乎？人不知而不愠，不亦君子乎？吾日三省吾身：为人谋而不忠乎？与朋友交而不信乎？
北冥有鱼，其名为鲲。鲲之大，不知其几千里也；化而为鸟，其名为鹏。鹏之背，不知其几千里也；怒而飞，其翼若垂天之云。
"""
Repair = Callable[[str], str]


def by_file(paths: Iterable[Path]) -> list[str]:
    """Give the sentences of some files that are Chinese mostly and of ordinary length."""
    found: dict[str, None] = {}
    for path in paths:
        text = decode(path.read_bytes()).text
        for sentence in _sentences(text):
            if count_han(sentence) * 2 > len(sentence):
                found[sentence] = None
    return list(found)


def _sentences(text: str) -> list[str]:
    for mark in "。！？；":
        text = text.replace(mark, mark + "\n")
    return [line.strip() for line in text.split("\n") if SHORTEST <= len(line.strip()) <= LONGEST]


def own_sentences(count: int) -> list[str]:
    """Give sentences of seeds/ and, for the rest, of the generator."""
    names = ("mojibake", "english", "traditional", "utf16")
    found = by_file([*(path for path in sorted(SEEDS.glob("*.txt")) if not path.name.startswith(names)), TEXTS / "hans.txt"])
    writer = Writer(3)
    while len(found) < count:
        sentence = writer.sentence()
        if SHORTEST <= len(sentence) <= LONGEST:
            found.append(sentence)
    return found


def traditional(sentences: Sequence[str]) -> list[str]:
    """Turn sentences into traditional characters."""
    import opencc

    convert = opencc.OpenCC("s2tw").convert
    return [convert(sentence) for sentence in sentences]


def shuffled_clauses(text: str, count: int) -> list[str]:
    """Make new sentences of the clauses of a text."""
    draw = random.Random(5)
    clauses = [clause for line in _sentences(text) for clause in line.strip("。！？；").replace("、", "，").split("，") if clause]
    return ["，".join(draw.sample(clauses, 3)) + "。" for _ in range(count)]


def rare_sentences(count: int) -> list[str]:
    """Make lists of rare characters, as dictionaries, sutras and registers of names have them."""
    draw = random.Random(6)
    rare = [chr(code) for code in (*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FA6), *range(0x20000, 0x20400))]
    phrases = ("，音", "，同", "，古文作", "也。一曰", "聲，从", "、")
    return ["".join(draw.choice(rare) + draw.choice(phrases) for _ in range(draw.randint(3, 9))) + "。" for _ in range(count)]


def misread(right: str, *wrongs: str) -> Callable[[str], tuple[str, bool]]:
    """Give a function that reads a sentence wrongly and says whether all of it is still there."""

    def read(sentence: str) -> tuple[str, bool]:
        text, encoding = sentence, right
        lossless = True
        for wrong in wrongs:
            data = text.encode(encoding, "replace")
            broken = _windows_1252(data) if wrong == "cp1252" else data.decode(wrong, "replace")
            again = _bytes_of_1252(broken) if wrong == "cp1252" else broken.encode(wrong, "replace")
            lossless = lossless and again.decode(encoding, "replace") == text and "?" not in text
            text, encoding = broken, "utf-8"
        return text, lossless

    return read


def _windows_1252(data: bytes) -> str:
    return "".join(chr(byte) if byte in UNDEFINED_IN_1252 else bytes([byte]).decode("cp1252") for byte in data)


def _bytes_of_1252(text: str) -> bytes:
    return b"".join(bytes([ord(c)]) if ord(c) in UNDEFINED_IN_1252 else c.encode("cp1252", "replace") for c in text)


def written_as(write: Callable[[str], str]) -> Callable[[str], tuple[str, bool]]:
    """Give a function that writes what is not ASCII in another way."""
    return lambda sentence: ("".join(c if c < "\x7f" else write(c) for c in sentence), "&" not in sentence)


def half(spoil: Callable[[str], tuple[str, bool]]) -> Callable[[str], tuple[str, bool]]:
    """Give a function that spoils the second half of a sentence only."""

    def read(sentence: str) -> tuple[str, bool]:
        middle = len(sentence) // 2
        broken, lossless = spoil(sentence[middle:])
        return sentence[:middle] + broken, lossless

    return read


def _escape(character: str) -> str:
    data = character.encode("utf-16-be")
    return "".join(f"\\u{data[place]:02x}{data[place + 1]:02x}" for place in range(0, len(data), 2))


#: Name, script of the sentences, how to spoil them.
KINDS = (
    ("UTF-8 read as Latin-1", "hans", misread("utf-8", "latin-1")),
    ("UTF-8 read as Windows-1252", "hans", misread("utf-8", "cp1252")),
    ("UTF-8 read as Latin-1 twice", "hans", misread("utf-8", "latin-1", "latin-1")),
    ("UTF-8 read as Windows-1252 twice", "hans", misread("utf-8", "cp1252", "cp1252")),
    ("UTF-8 read as Windows-1252, half a line", "hans", half(misread("utf-8", "cp1252"))),
    ("numeric HTML entities", "hans", written_as(lambda c: f"&#{ord(c)};")),
    ("\\uXXXX escapes", "hans", written_as(_escape)),
    ("GBK read as Latin-1", "hans", misread("gb18030", "latin-1")),
    ("GBK read as Windows-1252", "hans", misread("gb18030", "cp1252")),
    ("GBK read as Latin-1, half a line", "hans", half(misread("gb18030", "latin-1"))),
    ("GBK read as Big5", "hans", misread("gb18030", "cp950")),
    ("GBK read as EUC-KR", "hans", misread("gb18030", "cp949")),
    ("GBK read as Shift_JIS", "hans", misread("gb18030", "cp932")),
    ("Big5 read as Latin-1", "hant", misread("cp950", "latin-1")),
    ("Big5 read as GBK", "hant", misread("cp950", "gb18030")),
    ("Big5 read as Shift_JIS", "hant", misread("cp950", "cp932")),
    ("UTF-8 read as GB18030", "hans", misread("utf-8", "gb18030")),
    ("UTF-8 read as Shift_JIS", "hans", misread("utf-8", "cp932")),
    ("UTF-8 read as Windows-1251", "hans", misread("utf-8", "cp1251")),
    ("UTF-8 read as code page 437", "hans", misread("utf-8", "cp437")),
)


def repairers() -> dict[str, Repair]:
    """Give the tools by name."""
    tools: dict[str, Repair] = {"corpuskit": lambda text: repair_mojibake(text).text}
    try:
        import ftfy
    except ImportError:
        print("ftfy is not installed: left out")
        return tools
    safe = ftfy.TextFixerConfig(uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, normalization=None)
    tools["ftfy"] = ftfy.fix_text
    tools["ftfy, safe"] = lambda text: ftfy.fix_text(text, safe)
    return tools


def compare_repair(simplified: Sequence[str], tools: dict[str, Repair]) -> None:
    """Print how many sentences of each kind come back."""
    scripts = {"hans": simplified, "hant": traditional(simplified)}
    print(f"\n| of {len(simplified)} sentences, % | lossless | {' | '.join(tools)} |\n|---|---|{'---|' * len(tools)}")
    for name, script, spoil in KINDS:
        spoilt = [(sentence, *spoil(sentence)) for sentence in scripts[script]]
        whole = [(sentence, broken) for sentence, broken, lossless in spoilt if lossless]
        cells = [f"{100 * len(whole) / len(spoilt):.1f}"]
        cells += [
            _percent(sum(repair(broken) == sentence for sentence, broken in whole), len(whole)) for repair in tools.values()
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
        if "GB18030" in name or "Shift_JIS" in name:
            _print_characters(name, [(sentence, broken) for sentence, broken, _ in spoilt], tools)


def _print_characters(name: str, spoilt: Sequence[tuple[str, str]], tools: dict[str, Repair]) -> None:
    cells = []
    for repair in tools.values():
        back = invented = 0
        for sentence, broken in spoilt:
            repaired = repair(broken)
            same = LCSseq.similarity(sentence, repaired)
            back += same
            invented += (len(repaired) - repaired.count("\ufffd") - same) if repaired != broken else 0
        cells.append(f"{_percent(back, sum(len(sentence) for sentence, _ in spoilt))} ({invented} others)")
    print(f"| … characters that come back | | {' | '.join(cells)} |", flush=True)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def compare_false_alarms(clean: dict[str, Sequence[str]], tools: dict[str, Repair]) -> None:
    """Print how many clean sentences are altered."""
    print(f"\n| altered of 10,000 clean sentences | tried | {' | '.join(tools)} |\n|---|---|{'---|' * len(tools)}")
    for name, sentences in clean.items():
        altered = [sum(repair(sentence) != sentence for sentence in sentences) for repair in tools.values()]
        cells = [f"{10_000 * count / len(sentences):.1f}" for count in altered]
        print(f"| {name} | {len(sentences):,} | {' | '.join(cells)} |", flush=True)


def compare_speed(simplified: Sequence[str], repeat: int = 5) -> None:
    """Print how fast the screen passes clean documents beside ftfy's badness test."""
    from ftfy.badness import badness, is_bad

    writer = Writer(4)
    print("\n| first look at clean text | MB/s | times badness |\n|---|---|---|")
    for size, name in ((1_000, "3 kB"), (10_000, "30 kB")):
        text = "".join(simplified) + "".join(writer.sentence() for _ in range(300_000 // 30))
        documents = [text[start : start + size] for start in range(0, min(len(text), 300_000), size)]
        length = sum(len(document.encode()) for document in documents)
        base = _seconds(badness, documents, repeat)
        for label, look in (("ftfy badness", badness), ("ftfy is_bad", is_bad), ("corpuskit screen", looks_clean)):
            taken = _seconds(look, documents, repeat)
            print(f"| {label}, documents of {name} | {length / 1e6 / taken:.0f} | {base / taken:.1f} |", flush=True)


def _seconds(look: Callable[[str], object], documents: Sequence[str], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        started = time.process_time()
        for document in documents:
            look(document)
        taken.append(time.process_time() - started)
    return max(min(taken), 1e-9)


def main() -> None:
    """Run the three comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", type=int, default=300, help="how many of each kind to repair")
    parser.add_argument("--clean", type=int, default=2000, help="how many of each sort to leave alone")
    parser.add_argument("--text", type=Path, nargs="+", default=[], help="Chinese text files in place of our own")
    given = parser.parse_args()
    sentences = by_file(given.text) if given.text else own_sentences(max(given.sentences, given.clean))
    random.Random(1).shuffle(sentences)
    tools = repairers()
    compare_repair(sentences[: given.sentences], tools)
    clean = {
        "modern": sentences[: given.clean],
        "traditional": traditional(sentences[: given.clean]),
        "classical": shuffled_clauses(CLASSICS, given.clean),
        "Japanese": shuffled_clauses((TEXTS / "ja.txt").read_text(encoding="utf-8"), given.clean),
        "rare characters": rare_sentences(given.clean),
    }
    compare_false_alarms(clean, tools)
    if len(tools) > 1:
        compare_speed(sentences[: given.clean])


if __name__ == "__main__":
    main()
