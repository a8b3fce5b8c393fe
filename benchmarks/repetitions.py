"""Plants repetitions of every kind among paragraphs, and things that look like repetitions and are none."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpuskit.dedup.keys import text_key
from corpuskit.dedup.numbers import numbers
from corpuskit.dedup.protection import KINDS, Protection

_SENTENCE = re.compile("[^。！？]+[。！？]")
_HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")
_SPACED = re.compile("[^0-9\\s]{7}")
_DIGITS = re.compile("[0-9]+")
_CAPTION_EXTRAS = (("", ""), ("", "。"), ("图为", ""), ("", "（资料图）"), ("6月13日，", "。"), ("", "（记者 摄）"))
_NUMBER_FORMS = (
    "{}年，全区完成{}项改造工程，总投资{}万元，涉及居民{}户，其中{}户已经办理了入住手续，群众反映良好，工程质量全部达到合格标准。",
    "本周共检测样品{}批次，合格{}批次，不合格{}批次，合格率为{}%，比上周提高{}个百分点，检测结果已经在网站上向社会公布。",
    "中心小学现有教学班{}个，在校学生{}人，专任教师{}人，图书馆藏书{}册，生均占地面积{}平方米，各项指标均达到规定的办学标准。",
)
_TEMPLATES = (
    "{}同志：经研究，同意你参加今年秋季举办的业务骨干培训班，请于开班前一天携带本通知和本人身份证件到培训中心报到，食宿由主办方统一安排。",
    "关于做好节日期间{}工作的要求已经下发，各单位务必高度重视，严格落实值班制度，主要负责人要亲自部署，确保各项措施落实到位，不留死角。",
    "{}，产地直供，品质一级，本店长期供应，价格面议，量大从优，欢迎新老客户来电洽谈，市区范围内免费送货上门，货到付款，诚信经营。",
)

Edit = Callable[[random.Random, str], str | None]


@dataclass(slots=True)
class Planted:
    """Paragraphs with what was planted among them.

    Attributes:
        texts: all paragraphs, in a random order.
        pairs: by kind, the numbers of the copy and of what it was made from.
        groups: by kind, the numbers of paragraphs none of which repeats another.
    """

    texts: list[str] = field(default_factory=list)
    pairs: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    groups: dict[str, list[int]] = field(default_factory=dict)


def plant(paragraphs: Sequence[str], each: int, seed: int = 1) -> Planted:
    """Plant repetitions.

    Args:
        paragraphs: what is there, best without repetitions of its own.
        each: how many of each kind.
        seed: of the random choices.
    """
    draw = random.Random(seed)
    rows = [("", text, -1) for text in paragraphs]
    protection = Protection(paragraphs, KINDS, 20)
    long = (number for number, text in enumerate(paragraphs) if len(text_key(text)) >= 30)
    sources = [number for number in long if not protection.covers(number, number)]
    free = draw.sample(sources, len(sources))  # each is copied once, so that a kind does not disturb another
    for kind, edit in _EDITS.items():
        made = 0
        for source in list(free):
            copy = edit(draw, paragraphs[source])
            if copy is not None:
                rows.append((kind, copy, source))
                free.remove(source)
                made += 1
            if made == each:
                break
    figures = [form.format(*_figures(draw)) for form in _NUMBER_FORMS for _ in range(-(-each // len(_NUMBER_FORMS)))]
    rows.extend(("numbers only", text, -1) for text in figures[:each])
    words = sorted({text_key(text)[at : at + 3] for text in paragraphs[:3000] for at in (5, 11)})
    forms = [form.format(word) for form in _TEMPLATES for word in draw.sample(words, min(-(-each // 3), len(words)))]
    rows.extend(("templates", text, -1) for text in forms[:each])
    return _shuffle(draw, rows)


def _shuffle(draw: random.Random, rows: list[tuple[str, str, int]]) -> Planted:
    order = draw.sample(range(len(rows)), len(rows))
    place = {number: at for at, number in enumerate(order)}
    planted = Planted([rows[number][1] for number in order])
    for number, (kind, _, source) in enumerate(rows):
        if source >= 0:
            planted.pairs.setdefault(kind, []).append((place[number], place[source]))
        elif kind:
            planted.groups.setdefault(kind, []).append(place[number])
    return planted


def _figures(draw: random.Random) -> list[str]:
    return [str(draw.randint(2, 9999)) for _ in range(5)]


def _change_characters(draw: random.Random, text: str) -> str:
    """Replace, leave out or repeat characters, as typing and recognition do: up to one in fifteen."""
    rate = draw.uniform(0.002, 0.06)
    places = sorted(draw.sample(range(len(text)), max(1, int(rate * len(text)))), reverse=True)
    for place in places:
        other = draw.choice(("", text[place] * 2, draw.choice(text)))
        text = text[:place] + other + text[place + 1 :]
    return text


def _change_words(draw: random.Random, text: str) -> str:
    """Replace a few words by others."""
    for _ in range(draw.randint(1, 3)):
        place, length, source = draw.randrange(len(text) - 2), draw.randint(2, 3), draw.randrange(len(text) - 3)
        text = text[:place] + text[source : source + length] + text[place + length :]
    return text


def _drop_sentence(draw: random.Random, text: str) -> str | None:
    sentences = _SENTENCE.findall(text)
    if len(sentences) < 4:
        return None
    sentences.pop(draw.randrange(len(sentences)))
    return "".join(sentences)


def _change_width(draw: random.Random, text: str) -> str:
    text = text.translate(_HALF_WIDTH)
    return _SPACED.sub(r"\g<0> ", text) if draw.random() < 0.3 else text


def _change_script(draw: random.Random, text: str) -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def _caption(draw: random.Random, text: str) -> str | None:
    """Take a sentence, with a date or a source before or behind it, and up to one slip inside."""
    sentences = [sentence for sentence in _SENTENCE.findall(text) if 20 <= len(text_key(sentence)) <= 0.6 * len(text_key(text))]
    if not sentences:
        return None
    caption = draw.choice(sentences).rstrip("。！？")
    if draw.random() < 0.3:
        place = draw.randrange(len(caption))
        caption = caption[:place] + caption[place + 1 :]
    room = 0.2 * len(text_key(caption))
    before, behind = draw.choice([extra for extra in _CAPTION_EXTRAS if len(text_key("".join(extra))) <= room])
    made = before + caption + behind
    same_figures = set(numbers(text_key(made))) - set(numbers(text_key(before))) <= set(numbers(text_key(text)))
    return made if same_figures and len(text_key(made)) >= 20 else None


def _caption_of_other_figures(draw: random.Random, text: str) -> str | None:
    """Take a sentence from its first figure on, and change this figure."""
    sentences = [sentence for sentence in _SENTENCE.findall(text) if len(text_key(sentence)) <= 0.6 * len(text_key(text))]
    starts = [(sentence, found.start()) for sentence in sentences if (found := _DIGITS.search(sentence))]
    long = [sentence[start:] for sentence, start in starts if len(text_key(sentence[start:])) >= 20]
    return _DIGITS.sub(lambda found: str(int(found[0]) + draw.randint(1, 60)), draw.choice(long), count=1) if long else None


def _change_figures(draw: random.Random, text: str) -> str | None:
    """Change every figure, and nothing else."""
    changed = _DIGITS.sub(lambda found: str(int(found[0]) + draw.randint(1, 8)), text)
    return changed if changed != text else None


_EDITS: dict[str, Edit] = {
    "changed characters": _change_characters,
    "changed words": _change_words,
    "dropped sentence": _drop_sentence,
    "other width and spaces": _change_width,
    "other script": _change_script,
    "captions": _caption,
    "captions with another figure": _caption_of_other_figures,
    "other figures": _change_figures,
}
