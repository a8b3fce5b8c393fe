"""Say which languages a document is in, by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal

from pydantic import Field, field_validator

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.languages import UNDETERMINED, languages_of
from corpuskit.text.profile import Profile, profile_of
from corpuskit.text.properties import Property
from corpuskit.text.runs import Run, runs_of

_OWN_SHARE = ("zh", "ja", "ko", "en")
_DECIMALS = 4
# Shares of the Han characters: up to the first the hint is 0, from the second on it is 1.
_CLASSICAL = (0.03, 0.09)
_CANTONESE = (0.005, 0.04)
_LEAST_HAN = 20


class LanguageOptions(Options):
    """Options of `tag.language`."""

    detector: Literal["characters", "lingua"] = Field(
        "characters",
        description="What tells languages in Latin and Cyrillic letters apart: `characters` goes by frequent words, endings and "
        "marked letters of 13 languages; `lingua` asks the library of that name, slower and better for short text "
        "(`pip install corpuskit[language]`). Chinese, Japanese and Korean are told by their characters either way.",
    )

    @field_validator("detector")
    @classmethod
    def _is_installed(cls, detector: str) -> str:
        if detector == "lingua" and find_spec("lingua") is None:
            raise ValueError("lingua is not installed: pip install corpuskit[language]")
        return detector


def tag_language(text: str, options: LanguageOptions) -> Result:
    """Tag the language of a document, and the shares of several, by scripts and characteristic characters first.

    Each paragraph has one language: that of most of its letters. Han text is Japanese if its kana, the characters that only
    Japanese writes and pairs such as 国 and 東, which no Chinese orthography has together, outweigh the characters that
    Japanese hardly writes; paragraphs in which nothing tells go with the others.

    Args:
        text: a whole document; each line is a paragraph.
        options: how to tell languages in Latin and Cyrillic letters apart.

    Returns:
        The same text, with the tags
        `language`: ISO 639-1, `"und"` where it cannot be told (a few characters,
        figures only, another language);
        `language_share`: the share of the letters in paragraphs of that language;
        `languages`: the shares of `zh`, `ja`, `ko`, `en`, `other` and `und`;
        `language_runs`: where some paragraphs are in another language than others, the stretches of paragraphs in one:
        `language`, `first` (the number of the first paragraph, from 0) and `paragraphs` (how many), at most 100; else nothing;
        `classical_chinese` and `cantonese`: hints from 0.0 to 1.0, by the density of function words; both are `zh`.
        Four letters of an alphabet count as one Han character in all shares.

    >>> tag_language("北方有佳人，绝世而独立。", LanguageOptions()).tags["language"]
    'zh'
    """
    profile = profile_of(text)
    languages = languages_of(profile, _lingua if options.detector == "lingua" else None)
    shares = languages.shares()
    main = next(iter(shares), UNDETERMINED)
    known = {name: round(shares.get(name, 0.0), _DECIMALS) for name in (*_OWN_SHARE, UNDETERMINED)}
    other = sum((share for name, share in shares.items() if name not in known), 0.0)
    runs: list[Run] = []
    if len(shares) > 1:
        written = profile.column(Property.VISIBLE) > 0
        runs = runs_of(languages.lines[written], languages.weights[written] > 0)
    tags: dict[str, Any] = {
        "language": main,
        "language_share": round(shares.get(main, 0.0), _DECIMALS),
        "languages": {**{name: known[name] for name in _OWN_SHARE}, "other": round(other, _DECIMALS), "und": known["und"]},
        "language_runs": [
            {"language": languages.names[each.label], "first": each.first, "paragraphs": each.paragraphs} for each in runs
        ],
        "classical_chinese": _classical(profile, main),
        "cantonese": _cantonese(profile, main),
    }
    return Result(text, tags=tags)


def _classical(profile: Profile, language: str) -> float:
    """Give how much a Chinese text looks like classical Chinese: full of 之乎者也, without 的了是们."""
    han = profile.total[Property.HAN]
    classical, modern = profile.total[Property.CLASSICAL], profile.total[Property.MODERN]
    if language != "zh" or han < _LEAST_HAN or not classical:
        return 0.0
    return round(_rise(classical / han, *_CLASSICAL) * max(0.0, (classical - 2 * modern) / classical), _DECIMALS)


def _cantonese(profile: Profile, language: str) -> float:
    """Give how much a Chinese text looks like written Cantonese: full of 嘅咗喺唔."""
    han = profile.total[Property.HAN]
    if language != "zh" or han < _LEAST_HAN:
        return 0.0
    return round(_rise(profile.total[Property.CANTONESE] / han, *_CANTONESE), _DECIMALS)


def _rise(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


def _lingua(lines: Sequence[str]) -> list[str]:
    found = [_lingua_detector().detect_language_of(line) for line in lines]
    return [language.iso_code_639_1.name.lower() if language else UNDETERMINED for language in found]


@cache
def _lingua_detector() -> Any:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_spoken_languages().with_minimum_relative_distance(0.05).build()


STAGE = TextStage(tag_language, LanguageOptions, version=1)
