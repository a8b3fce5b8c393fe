"""Say whether Chinese text is Simplified or Traditional, for the document and its paragraphs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpuskit.stage import Options, Result, TextStage
from corpuskit.text.languages import languages_of
from corpuskit.text.profile import Profile, profile_of
from corpuskit.text.properties import Property
from corpuskit.text.runs import runs_of

_LABELS = ("none", "zh-Hans", "zh-Hant", "mixed")
_KEYS = ("none", "hans", "hant", "mixed")
_NONE, _HANS, _HANT, _MIXED = range(4)
# A text is in one script when it has at least so many of its characters for each one of the other: names and quotations happen.
_MAJORITY = 5


class ScriptTagOptions(Options):
    """Options of `tag.script`: there are none."""


def tag_script(text: str) -> Result:
    """Tag the script of Chinese text by the characters that only one of the two scripts has.

    Japanese and Korean do not count, nor do characters that both scripts share. A document or paragraph is in a script if at
    least five in six of its characteristic characters are; else it is mixed.

    Args:
        text: a whole document; each line is a paragraph.

    Returns:
        The same text, with the tags
        `script`: `"zh-Hans"`, `"zh-Hant"`, `"mixed"`, or `"none"` where nothing tells;
        `script_paragraphs`: how many paragraphs are `hans`, `hant`, `mixed` and `none`;
        `script_runs`: where some paragraphs are in another script than others, the stretches of paragraphs in one:
        `script`, `first` (the number of the first paragraph, from 0) and `paragraphs` (how many), at most 100; else nothing.
        Source of the character sets: OpenCC with the codecs of GB 2312, Big5 and Shift JIS; see corpuskit/text/scripts.py.

    >>> tag_script("龙门石窟的开放时间。\\n龍門石窟的開放時間。").tags["script_runs"]
    [{'script': 'zh-Hans', 'first': 0, 'paragraphs': 1}, {'script': 'zh-Hant', 'first': 1, 'paragraphs': 1}]
    """
    profile = profile_of(text)
    labels, whole = _labels(profile)
    counts = np.bincount(labels, minlength=len(_LABELS)).tolist()
    runs = runs_of(labels, labels != _NONE) if counts[_NONE] + max(counts[_HANS:]) < len(labels) else []
    tags: dict[str, Any] = {
        "script": _LABELS[whole],
        "script_paragraphs": {_KEYS[label]: counts[label] for label in (_HANS, _HANT, _MIXED, _NONE)},
        "script_runs": [{"script": _LABELS[each.label], "first": each.first, "paragraphs": each.paragraphs} for each in runs],
    }
    return Result(text, tags=tags)


def _labels(profile: Profile) -> tuple[NDArray[np.int64], int]:
    """Give the label of each paragraph that is not blank, and that of all together."""
    simplified, traditional = profile.column(Property.SIMPLIFIED), profile.column(Property.TRADITIONAL)
    chinese = languages_of(profile).are("zh")
    if not chinese.all():
        simplified, traditional = simplified * chinese, traditional * chinese
    labels = (simplified > 0) * _HANS
    if profile.total[Property.TRADITIONAL]:
        labels[traditional * _MAJORITY > simplified] = _MIXED
        labels[(traditional > 0) & (traditional >= _MAJORITY * simplified)] = _HANT
    sums = float(simplified.sum()), float(traditional.sum())
    if not any(sums):
        whole = _NONE
    elif sums[0] >= _MAJORITY * sums[1]:
        whole = _HANS
    else:
        whole = _HANT if sums[1] >= _MAJORITY * sums[0] else _MIXED
    return labels[profile.column(Property.VISIBLE) > 0], whole


STAGE = TextStage(tag_script, ScriptTagOptions, version=1)
