"""Which language the lines of a text are in, by scripts and characteristic characters first, by frequent words after that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpuskit.text.alphabets import BY_SCRIPT, without_addresses
from corpuskit.text.profile import Profile
from corpuskit.text.properties import Property

#: "Undetermined" in ISO 639-2: too little text, or nothing that tells.
UNDETERMINED = "und"
#: What finds the languages of lines in an alphabet, `"und"` where it cannot.
Detector = Callable[[Sequence[str]], Sequence[str]]

# Scripts that one language dominates, with how many of its letters say as much as one Han character does.
_SCRIPTS = (
    (Property.LATIN, 4.0),
    (Property.CYRILLIC, 4.0),
    (Property.GREEK, 4.0),
    (Property.ARABIC, 3.0),
    (Property.HEBREW, 3.0),
    (Property.THAI, 3.0),
    (Property.DEVANAGARI, 3.0),
    (Property.OTHER_LETTER, 3.0),
)
_LATIN = 0
_ONLY_LANGUAGE = {Property.GREEK: "el", Property.HEBREW: "he", Property.THAI: "th", Property.DEVANAGARI: "hi"}
_NOT_CHINESE = (Property.HANGUL, *(script for script, _ in _SCRIPTS if script != Property.LATIN))
# Lines of which only the text as a whole can tell: Han that both languages write, letters without a known word.
_HAN_ONLY, _CHINESE, _JAPANESE, _KOREAN, _NOTHING = range(len(_SCRIPTS), len(_SCRIPTS) + 5)
# Beside one Han character that Japanese hardly writes: Chinese text has one in four, and a kana may be part of a quoted name.
_KANA, _NO, _JAPANESE_ONLY = 1 / 3, 1 / 6, 2.0
_HANGUL_OF_HAN = 0.3  # with less, Hangul is quoted
_FEW = 8  # Han characters; in fewer, one sign of Japanese does not decide
_LEAST = 4.0  # Han characters that both languages write; of fewer nothing can be told
_LEAST_IN_ALPHABETS = 2.0  # the same for eight letters


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a text.

    Attributes:
        names: the languages, each once; `"und"` among them if a line is.
        lines: shape (number of lines,): for each line, which of the names.
        weights: shape (number of lines,): its letters, those of alphabets counted as a fraction of a Han character.
    """

    names: Sequence[str]
    lines: NDArray[np.int64]
    weights: NDArray[np.float64]

    def shares(self) -> dict[str, float]:
        """Give the share of the letters in each language, the largest first; empty for a text without letters."""
        sums = np.bincount(self.lines, weights=self.weights, minlength=len(self.names)).tolist()
        whole = sum(sums)
        found = sorted(((part / whole, name) for part, name in zip(sums, self.names, strict=True) if part), reverse=True)
        return {name: share for share, name in found}

    def are(self, name: str) -> NDArray[np.bool_]:
        """Say which lines are in a language. Shape (number of lines,)."""
        return self.lines == self.names.index(name) if name in self.names else np.zeros(len(self.lines), bool)


def languages_of(profile: Profile, detector: Detector | None = None) -> Languages:
    """Give the language of each line.

    Args:
        profile: of the text.
        detector: for lines in Latin and Cyrillic letters; without one, frequent words decide.

    >>> from corpuskit.text.profile import Profile
    >>> found = languages_of(Profile("今天的会开到很晚才散。\\n駅前で待っています。\\nIt was late when we came back."))
    >>> [found.names[number] for number in found.lines]
    ['zh', 'ja', 'en']
    """
    return _languages_of(profile, detector)


@lru_cache(maxsize=1)  # the next stage asks for the same text
def _languages_of(profile: Profile, detector: Detector | None) -> Languages:
    han, kana, hangul = profile.column(Property.HAN), profile.sum_of(Property.KANA), profile.sum_of(Property.HANGUL)
    for_japanese, not_kanji = _for_japanese(profile), profile.column(Property.NOT_KANJI)
    if profile.total[Property.NOT_KANJI] and not any(profile.total[each] for each in _NOT_CHINESE):
        latin = profile.column(Property.LATIN) / _SCRIPTS[_LATIN][1]
        if isinstance(for_japanese, float) and not (latin > han).any():
            weights = han + latin
            return Languages((UNDETERMINED, "zh"), (weights > 0).astype(np.int64), weights)
    east_asian = han + kana + hangul + profile.sum_of(Property.NO)
    lines, strongest = np.full(len(han), _HAN_ONLY), np.zeros(len(han))
    weights = east_asian
    for kind, (script, letters) in enumerate(_SCRIPTS):
        if profile.total[script]:
            weight = profile.column(script) / letters
            lines[weight > strongest] = kind
            strongest = np.maximum(strongest, weight)
            weights = weights + weight
    open_ = east_asian >= strongest
    lines[open_] = _HAN_ONLY
    if "://" in profile.text:
        _discount_addresses(profile, lines, east_asian)
        open_ = lines == _HAN_ONLY
    lines[open_ & (not_kanji > for_japanese)] = _CHINESE
    if isinstance(for_japanese, np.ndarray):
        sure = (for_japanese > not_kanji) & ((kana > 0) | (han >= _FEW) | (for_japanese >= 2))
        lines[open_ & sure] = _JAPANESE
    if isinstance(hangul, np.ndarray):
        lines[open_ & (hangul >= _HANGUL_OF_HAN * han) & (hangul > kana)] = _KOREAN
    lines[weights == 0] = _NOTHING
    _settle_han(lines, weights, for_japanese, not_kanji)
    return _name(profile, lines, weights, detector)


def _discount_addresses(profile: Profile, lines: NDArray[np.int64], east_asian: NDArray[np.float64]) -> None:
    """Take lines back, in place, that seemed to be in Latin letters for the length of an address in them."""
    for line in ((lines == _LATIN) & (east_asian > 0)).nonzero()[0].tolist():
        text = without_addresses(profile.text[profile.starts[line] : profile.ends[line]])
        if sum(map(str.isalpha, text)) - east_asian[line] <= _SCRIPTS[_LATIN][1] * east_asian[line]:
            lines[line] = _HAN_ONLY


def _for_japanese(profile: Profile) -> NDArray[np.float64] | float:
    """Weigh what speaks for Japanese in each line: kana, characters of its own, 国 beside 東."""
    weight = _KANA * profile.sum_of(Property.KANA)
    if profile.total[Property.NO]:
        weight = weight + _NO * profile.column(Property.NO)
    if profile.total[Property.JAPANESE]:
        weight = weight + _JAPANESE_ONLY * profile.column(Property.JAPANESE)
    if profile.total[Property.SIMPLIFIED_KANJI] and profile.total[Property.TRADITIONAL_KANJI]:
        pairs = np.minimum(profile.column(Property.SIMPLIFIED_KANJI), profile.column(Property.TRADITIONAL_KANJI))
        weight = weight + pairs
    return weight


def _settle_han(
    lines: NDArray[np.int64],
    weights: NDArray[np.float64],
    for_japanese: NDArray[np.float64] | float,
    not_kanji: NDArray[np.float64],
) -> None:
    """Decide, in place, about the lines of Han that both languages write: as the other lines, or by all of them together."""
    open_ = (lines == _HAN_ONLY).nonzero()[0]
    if not len(open_):
        return
    sums = np.bincount(lines, weights=weights, minlength=_NOTHING + 1)
    settled = max((_CHINESE, _JAPANESE, _KOREAN), key=sums.__getitem__)
    if sums[settled]:
        lines[open_] = settled
    elif isinstance(for_japanese, np.ndarray) and for_japanese[open_].sum() > not_kanji[open_].sum():
        lines[open_] = _JAPANESE
    elif sums[_HAN_ONLY] >= _LEAST:
        lines[open_] = _CHINESE


def _name(profile: Profile, lines: NDArray[np.int64], weights: NDArray[np.float64], detector: Detector | None) -> Languages:
    """Give the kinds of lines their names, and look into those in alphabets that several languages share."""
    names = [UNDETERMINED] * (_NOTHING + 1)
    names[_CHINESE], names[_JAPANESE], names[_KOREAN] = "zh", "ja", "ko"
    present = np.bincount(lines, minlength=_NOTHING + 1).tolist()
    for kind in range(len(_SCRIPTS)):
        if not present[kind]:
            continue
        members = (lines == kind).nonzero()[0]
        script = _SCRIPTS[kind][0]
        if weights[members].sum() < _LEAST_IN_ALPHABETS or script is Property.OTHER_LETTER:
            continue
        if script in _ONLY_LANGUAGE:
            names[kind] = _ONLY_LANGUAGE[script]
        else:
            texts = [profile.text[profile.starts[line] : profile.ends[line]] for line in members.tolist()]
            found = (detector or BY_SCRIPT[script])(texts)
            first = len(names)
            names += dict.fromkeys(found)
            lines[members] = [names.index(name, first) for name in found]
    return _without_repetition(names, lines, weights)


def _without_repetition(names: Sequence[str], lines: NDArray[np.int64], weights: NDArray[np.float64]) -> Languages:
    distinct = sorted(set(names))
    numbers = np.array([distinct.index(name) for name in names])
    return Languages(distinct, numbers[lines], weights)
