"""Measure what filters of pretraining corpora ask for: lengths, shares of characters, lines, repetition, signs of web pages."""

from __future__ import annotations

from typing import Any

import numpy as np

from corpuskit.document import Document
from corpuskit.stage import DocumentStage, Options, Result
from corpuskit.text.line_measures import SHORT, Lines
from corpuskit.text.profile import Profile, profile_of
from corpuskit.text.promotion import advert_and_boilerplate_scores
from corpuskit.text.properties import Property
from corpuskit.text.repetition import DUPLICATE, TOP, repeated_ngrams

_DECIMALS = 4
_DANGLING_TAG = "dangling"


class QualityOptions(Options):
    """Options of `tag.quality`: there are none."""


def tag_quality(document: Document) -> Result:
    """Tag measures of quality, all in one tag `quality`; nothing is judged or removed.

    A ratio is a share of the visible characters, or of the lines that are not blank, unless said otherwise. A line is a
    paragraph. Every measure is always there; what cannot occur is 0.

    Args:
        document: a document; the tag `dangling` of `repair.linebreaks` is counted if it is there.

    Returns:
        The same text, with the tag `quality`:
        lengths: `chars` (visible characters), `paragraphs`, `sentences` (those that are complete), `mean_line_length`,
        `median_line_length`, `max_line_length`;
        characters: `han_ratio`, `latin_ratio`, `digit_ratio`, `punctuation_ratio`, `symbol_ratio`, `whitespace_ratio` (of all
        characters), `function_character_ratio` (的了是在… among the Han), `mean_word_length` (letters of a Latin word);
        lines: `ended_line_ratio` (end as a sentence does), `complete_sentence_ratio` (beside lines that break off),
        `short_line_ratio` (fewer than 10 characters), `bullet_line_ratio`, `ellipsis_line_ratio`, `list_line_ratio` (numbered),
        `contents_line_ratio` (leaders and a page number), `duplicate_line_ratio`, `duplicate_line_char_ratio`;
        repetition: `top_2gram_ratio` to `top_4gram_ratio`, `duplicate_5gram_ratio` to `duplicate_10gram_ratio`;
        damage: `replacement_characters` (U+FFFD), `empty_boxes` (□), `private_use_characters`, `control_characters`,
        `dangling_fragments`;
        web pages: `advert_score`, `boilerplate_score`.
        Sources: Gopher, arXiv 2112.11446 (lines, words, repetition); C4, arXiv 1910.10683 (ends of lines); FineWeb,
        arXiv 2406.17557 (ends of lines, short lines), and FineWeb2, arXiv 2506.20920 (for Chinese); ChineseWebText,
        arXiv 2311.01149 (characters, length of lines, share of Han).

    >>> quality = tag_quality(Document("渡口\\n船夫说，河水涨了！\\n船夫说，河水涨了！")).tags["quality"]
    >>> quality["han_ratio"], quality["sentences"], quality["duplicate_line_ratio"]
    (0.8, 2, 0.3333)
    """
    profile = profile_of(document.text)
    lines = Lines(profile)
    shares = repeated_ngrams(profile)
    advert, boilerplate = advert_and_boilerplate_scores(profile)
    dangling = document.tags.get(_DANGLING_TAG, ())
    measures = {
        **_lengths(lines),
        **_characters(lines),
        **_lines(lines),
        **{f"top_{n}gram_ratio": round(shares[n], _DECIMALS) for n in TOP},
        **{f"duplicate_{n}gram_ratio": round(shares[n], _DECIMALS) for n in DUPLICATE},
        **_damage(profile),
        "dangling_fragments": len(dangling) if isinstance(dangling, list | tuple) else 0,
        "advert_score": advert,
        "boilerplate_score": boilerplate,
    }
    return Result(document.text, tags={"quality": measures})


def _lengths(lines: Lines) -> dict[str, Any]:
    number = len(lines)
    lengths = np.sort(lines.visible).tolist()
    chars = sum(lengths)
    return {
        "chars": chars,
        "paragraphs": number,
        "mean_line_length": _ratio(chars, number),
        "median_line_length": (lengths[number // 2] + lengths[(number - 1) // 2]) / 2 if number else 0.0,
        "max_line_length": lengths[-1] if number else 0,
    }


def _characters(lines: Lines) -> dict[str, Any]:
    total = lines.profile.total
    chars = total[Property.VISIBLE]
    return {
        "han_ratio": _ratio(total[Property.HAN], chars),
        "latin_ratio": _ratio(total[Property.LATIN], chars),
        "digit_ratio": _ratio(total[Property.DIGIT], chars),
        "punctuation_ratio": _ratio(total[Property.PUNCTUATION], chars),
        "symbol_ratio": _ratio(total[Property.SYMBOL], chars),
        "whitespace_ratio": _ratio(total[Property.SPACE], len(lines.profile.text)),
        "function_character_ratio": _ratio(total[Property.MODERN], total[Property.HAN]),
        "mean_word_length": _ratio(total[Property.LATIN], lines.latin_words()),
    }


def _lines(lines: Lines) -> dict[str, Any]:
    number, chars = len(lines), int(lines.visible.sum())
    ended = lines.ended()
    complete, broken_off = lines.sentences(ended)
    repeated, repeated_chars = lines.repeated()
    return {
        "sentences": complete,
        "ended_line_ratio": _ratio(int(np.count_nonzero(ended)), number),
        "complete_sentence_ratio": _ratio(complete, complete + broken_off),
        "short_line_ratio": _ratio(int(np.count_nonzero(lines.visible < SHORT)), number),
        "bullet_line_ratio": _ratio(lines.begin_with_bullet(), number),
        "ellipsis_line_ratio": _ratio(lines.end_in_ellipsis(), number),
        "list_line_ratio": _ratio(lines.begin_with_number(), number),
        "contents_line_ratio": _ratio(lines.lead_to_a_page(), number),
        "duplicate_line_ratio": _ratio(repeated, number),
        "duplicate_line_char_ratio": _ratio(repeated_chars, chars),
    }


def _damage(profile: Profile) -> dict[str, Any]:
    total = profile.total
    return {
        "replacement_characters": total[Property.REPLACEMENT],
        "empty_boxes": total[Property.EMPTY_BOX],
        "private_use_characters": total[Property.PRIVATE_USE],
        "control_characters": total[Property.CONTROL],
    }


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, _DECIMALS) if whole else 0.0


STAGE = DocumentStage(tag_quality, QualityOptions, version=1)
