"""The tags beside lingua and beside plain Python: how often they are right, whether they agree, what they cost.

    python benchmarks/tags.py [--samples 400] [--text FILE…]

Accuracy: samples of 15, 30 and 60 characters, cut from sentences at random places. Chinese ones come from seeds/, texts/ and the
generator in corpus.py, or with --text from the files given; Traditional ones are made of them by OpenCC in three forms; Japanese,
Korean and English ones are put together from phrases below. Each cell is how many samples in a hundred get the right label;
lingua (all its languages, as it comes) is asked for the language only. "agree" is how often both name the same language.

Cost: CPU milliseconds for a megabyte of UTF-8, on the same documents in the same run, with the ratio to the first row; absolute
figures depend on the machine. "plain Python" computes Gopher's rules word by word, as they are usually written, over words of two
characters. The last table is whole runs of the recipe `zh` over a generated corpus with defects, without the tags and with them.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import Writer, generate

from corpuskit import Pipeline, decode
from corpuskit.document import Document
from corpuskit.stages.tag.language import LanguageOptions, tag_language
from corpuskit.stages.tag.quality import tag_quality
from corpuskit.stages.tag.script import tag_script
from corpuskit.text.characters import count_han
from corpuskit.text.scripts import has_traditional

SEEDS, TEXTS = Path(__file__).parents[1] / "seeds", Path(__file__).parent / "texts"
SIZES = (15, 30, 60)
ENGLISH_IN_CHINESE = ("Python", "release notes", "GDP", "Wi-Fi", "CEO", "App Store", "README")
JAPANESE = (
    "昨日の夕方、|先週の土曜日に、|雨が上がると、|駅前の広場で、|新学期が始まり、|祖母の家では、",
    "市立図書館の職員が|隣町の漁師たちは|近所の子どもが|県の担当者によると|若い大工の兄弟が|定年を迎えた教師は",
    "古い時計を修理していた|桜並木の手入れを続けている|会議の資料を配っていた|川沿いの道を歩いて帰った|祭りの準備に追われていた",
    "。|という。|そうだ。|と話している。",
)
HEADLINES = (
    "県議会|市教委|国土交通省|大手電機|東北地方|全国高校野球",
    "予算案を可決|新駅舎の建設計画公表|過去最高益を更新|大雨警報発令|統一地方選挙の投票率低下|設備投資二割増",
    "、|　",
    "来春実施へ|専門家会議を設置|避難所開設|業界再編加速|関係者ら対応協議|被害総額調査中",
)
KANJI_ONLY = (
    "東京駅|県立美術館|国際会議場|関西空港|市営地下鉄|総務省統計局",
    "周辺地域|利用者数|営業時間|経営状況|環境対策|安全基準",
    "変更告知|調査報告書|検討委員会議事録|整備事業費増額|運転再開予定時刻|実施要領改訂版",
)
KOREAN = (
    "어제 저녁에 |지난 토요일 |비가 그치자 |역 앞 광장에서 |새 학기가 되자 ",
    "시립 도서관 직원이 |이웃 마을 어부들은 |동네 아이들이 |담당 공무원은 |젊은 목수 형제가 ",
    "오래된 시계를 고치고 있었다.|벚나무를 계속 돌보고 있다.|회의 자료를 나누어 주었다.|강변길을 걸어서 돌아왔다.",
)
ENGLISH = (
    "Yesterday evening |Last Saturday |After the rain |In the square by the station |At his grandmother's house ",
    "the clerk of the town library |two fishermen from the next village |the children of the street |an official of the county ",
    "was mending an old clock|looked after the cherry trees|handed out the papers for the meeting|walked home along the river",
    ".|, as people said.| until it was dark.| without saying a word.",
)
WITHOUT_TAGS = """extends: zh
stages:
  tag.language: off
  tag.script: off
  tag.quality: off
  filter.tags: off
"""
Label = Callable[[str], str]


def simplified(paths: Sequence[Path], many: int) -> list[str]:
    """Give Simplified sentences: from files, and, where none were named, from the generator."""
    files = paths or [*sorted(SEEDS.glob("*.txt")), *sorted(TEXTS.glob("*.txt"))]
    found = {line.strip() for path in files for line in decode(path.read_bytes()).text.split("\n")}
    lines = sorted(line for line in found if len(line) >= SIZES[0] and count_han(line) * 3 > 2 * len(line))
    lines = [line for line in lines if not has_traditional(line)]
    if not paths:
        writer = Writer(7)
        lines += [writer.sentence() for _ in range(many)]
    return lines


def put_together(phrases: Sequence[str], draw: random.Random, many: int) -> list[str]:
    return ["".join(draw.choice(part.split("|")) for part in phrases) for _ in range(many)]


def cut(sentences: Sequence[str], size: int, draw: random.Random, many: int) -> list[str]:
    """Give samples of a size; those of which a fifth is no letters are no samples."""
    found = []
    for sentence in draw.choices(sentences, k=4 * many):
        text = sentence
        while len(text) < size:
            text += draw.choice(sentences)
        start = draw.randrange(len(text) - size + 1)
        sample = text[start : start + size]
        if sum(each.isalnum() or each == " " for each in sample) >= 0.8 * size:
            found.append(sample)
    return found[:many]


def with_words(sentences: Sequence[str], draw: random.Random) -> list[str]:
    """Put an English word into each sentence."""
    mixed = []
    for sentence in sentences:
        place = draw.randrange(len(sentence))
        mixed.append(f"{sentence[:place]} {draw.choice(ENGLISH_IN_CHINESE)} {sentence[place:]}")
    return mixed


def with_no(sentences: Sequence[str], draw: random.Random) -> list[str]:
    """Put a の into each sentence, as shop signs have it."""
    places = [draw.randrange(len(sentence)) for sentence in sentences]
    return [f"{sentence[:place]}の{sentence[place:]}" for sentence, place in zip(sentences, places, strict=True)]


def kinds_of_samples(paths: Sequence[Path], draw: random.Random, many: int) -> dict[str, tuple[str, list[str]]]:
    chinese = simplified(paths, many)
    kinds = {"zh-Hans": ("zh-Hans", chinese)}
    try:
        import opencc
    except ModuleNotFoundError:
        print("opencc is not installed: Traditional Chinese is left out\n")
    else:
        for form in ("s2t", "s2tw", "s2hk"):
            convert = opencc.OpenCC(form).convert
            kinds[f"zh-Hant ({form})"] = ("zh-Hant", [convert(sentence) for sentence in chinese])
    kinds["zh-Hans with English words"] = ("zh-Hans", with_words(chinese, draw))
    kinds["zh-Hans with one の"] = ("zh-Hans", with_no(chinese, draw))
    kinds["ja"] = ("ja", put_together(JAPANESE, draw, many))
    kinds["ja, headlines with few kana"] = ("ja", put_together(HEADLINES, draw, many))
    kinds["ja, no kana"] = ("ja", put_together(KANJI_ONLY, draw, many))
    kinds["ko"] = ("ko", put_together(KOREAN, draw, many))
    kinds["en"] = ("en", put_together(ENGLISH, draw, many))
    return kinds


def language(text: str) -> str:
    return str(tag_language(text, LanguageOptions()).tags["language"])


def label(text: str) -> str:
    found = language(text)
    return str(tag_script(text).tags["script"]) if found == "zh" else found


def lingua_label() -> Label | None:
    try:
        from lingua import LanguageDetectorBuilder
    except ModuleNotFoundError:
        print("lingua-language-detector is not installed: its columns are left out\n")
        return None
    detector = LanguageDetectorBuilder.from_all_languages().build()

    def name(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    return name


def compare_accuracy(paths: Sequence[Path], many: int, lingua: Label | None) -> None:
    draw = random.Random(11)
    print("| samples | characters | n | label | language | lingua: language | agree |\n|---|---|---|---|---|---|---|")
    for name, (expected, sentences) in kinds_of_samples(paths, draw, many).items():
        for size in SIZES:
            samples = cut(sentences, size, draw, many)
            right = sum(label(sample) == expected for sample in samples)
            ours = [language(sample) for sample in samples]
            wanted = expected.partition("-")[0]
            cells = [_percent(right, samples), _percent(sum(each == wanted for each in ours), samples)]
            if lingua:
                theirs = [lingua(sample) for sample in samples]
                cells.append(_percent(sum(each == wanted for each in theirs), samples))
                cells.append(_percent(sum(one == other for one, other in zip(ours, theirs, strict=True)), samples))
            else:
                cells += ["-", "-"]
            print(f"| {name} | {size} | {len(samples)} | {' | '.join(cells)} |", flush=True)


def _percent(part: int, samples: Sequence[str]) -> str:
    return f"{100 * part / max(len(samples), 1):.1f}"


def plain_gopher(text: str) -> dict[str, float]:
    """Gopher's rules of repetition and of lines, as a filter in plain Python has them."""
    lines = [line for line in text.split("\n") if line.strip()]
    words = [part for run in re.findall(r"\w+", text) for part in re.findall("..?", run)]
    measures = {
        "bullet": sum(line.lstrip().startswith(("•", "-", "*")) for line in lines) / max(len(lines), 1),
        "ellipsis": sum(line.rstrip().endswith(("…", "...")) for line in lines) / max(len(lines), 1),
        "ended": sum(line.rstrip().endswith(("。", "！", "？", "”", ".")) for line in lines) / max(len(lines), 1),
        "word_length": sum(map(len, words)) / max(len(words), 1),
        "duplicate_lines": 1 - len(set(lines)) / max(len(lines), 1),
    }
    for n in (2, 3, 4):
        grams = Counter("".join(words[start : start + n]) for start in range(len(words) - n + 1))
        most, count = max(grams.items(), key=lambda each: each[1], default=("", 0))
        measures[f"top_{n}"] = len(most) * count / max(len(text), 1)
    for n in range(5, 11):
        seen: set[str] = set()
        repeated = place = 0
        while place <= len(words) - n:
            gram = "".join(words[place : place + n])
            again = gram in seen
            repeated += len(gram) * again
            place += n if again else 1
            seen.add(gram)
        measures[f"duplicate_{n}"] = repeated / max(len(text), 1)
    return measures


def compare_cost(documents: Sequence[str], name: str, lingua: Label | None) -> None:
    size = sum(len(text.encode()) for text in documents)
    print(f"\n{name}: {len(documents)} documents of {size / len(documents) / 1000:.1f} kB on average")
    print("\n| | ms/MB | ratio |\n|---|---|---|")
    options = LanguageOptions()

    def all_three(text: str) -> None:
        tag_language(text, options)
        tag_script(text)
        tag_quality(Document(text))

    rows: dict[str, Callable[[str], object]] = {
        "all three tags": all_three,
        "tag.language": lambda text: tag_language(text, options),
        "tag.script": tag_script,
        "tag.quality": lambda text: tag_quality(Document(text)),
        "plain Python: Gopher's rules": plain_gopher,
    }
    base = 0.0
    for row, function in rows.items():
        taken = _milliseconds(function, documents, repeat=3)
        base = base or taken
        print(f"| {row} | {taken / size * 1e6:.1f} | {taken / base:.2f} |", flush=True)
    if lingua:
        few = documents[: max(1, len(documents) // 50)]
        taken = _milliseconds(lingua, few, repeat=1) / sum(len(text.encode()) for text in few) * size
        print(f"| lingua: language of the document | {taken / size * 1e6:.1f} | {taken / base:.2f} |")


def compare_runs(documents: int) -> None:
    """Print what whole runs in this process cost, without the tags and with them."""
    print("\n| a run of | CPU seconds | ratio |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        generate(work / "corpus", documents)
        (work / "bare.yaml").write_text(WITHOUT_TAGS, encoding="utf-8")
        recipes = ("zh", work / "bare.yaml")
        taken = [[_run(work, recipe) for recipe in recipes] for _ in range(4)][1:]  # the first one warms up
    with_tags, without = (min(column) for column in zip(*taken, strict=True))
    print(f"| zh | {with_tags:.2f} | 1.00 |\n| zh without the three tags | {without:.2f} | {without / with_tags:.2f} |")


def _run(work: Path, recipe: str | Path) -> float:
    shutil.rmtree(work / "out", ignore_errors=True)
    started = time.process_time()
    Pipeline(recipe).run(work / "corpus", work / "out", workers=1)
    return time.process_time() - started


def _milliseconds(function: Callable[[str], object], documents: Iterable[str], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        # The profile of a text is kept: each pass gets texts of its own, or it would measure a memory.
        texts = ["".join([text, ""]) if not text else text[:1] + text[1:] for text in documents]
        started = time.process_time()
        for text in texts:
            function(text)
        taken.append(1000 * (time.process_time() - started))
    return min(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=400)
    parser.add_argument("--text", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    known = lingua_label()
    compare_accuracy(given.text, given.samples, known)
    generator = Writer(3)
    texts = ["\n".join(generator.paragraphs()) for _ in range(given.samples)]
    compare_cost(texts, "as they are", known)
    compare_cost([text[:1000] for text in texts], "cut short", known)
    compare_runs(max(400, given.samples))
