"""Decide whether a new reading of a line is so much better that the old one must be an accident."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpuskit.stages.repair.mojibake.kinds import CHINESE, Kind
from corpuskit.stages.repair.mojibake.scores import LOST, likelihood, old_likelihood
from corpuskit.stages.repair.mojibake.stretches import BREAK, LOSS, Stretch
from corpuskit.text.characters import has_han

# The least mean log-likelihood of the new reading, outside ASCII: text has -6 to -8, what is read wrongly less than -10.
_LEAST_MEAN = -9.3
_LEAST_GAIN_EACH = 1.5  # for each character that changes: a reading that is a little better everywhere is no proof
_LEAST_CHANGE = 6  # characters
_CLEAR_CHANGE, _CLEAR_GAIN = 5, 20.0  # one less, if the gain is greater: a heading with a year in figures
_LEAST_VARIETY = 3  # different letters: the same character over and over is not written by chance
# The same where lines around are mojibake of the same kind.
_LEAST_GAIN_AMONG_OTHERS = 6.0
_LEAST_CHANGE_AMONG_OTHERS = 2
_LEAST_OF_LETTERS = 0.5  # of what is outside ASCII: text is not made of marks
# The share of letters that must be Han, where the encoding is a Chinese one.
_LEAST_OF_SCRIPT = 0.5
_TRACES = {"euc_kr": re.compile("[\uac00-\ud7a3]"), "shift_jis": re.compile("[\uff61-\uff9f]")}
_LEAST_OF_TRACES = 0.04  # of the characters
_CHART = 0.3  # of neighbours follow one another in Unicode
_MOST_LOST = 0.75  # of the characters: what is mostly lost is not read, only made unrecognizable


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new reading of a line.

    Attributes:
        kind: what the mojibake is.
        stretches: what is to be read anew.
        gain: the log of how many times likelier the new reading is, in nats.
        mean: the mean log-likelihood of its characters outside ASCII.
        changed: how many characters are other ones than before.
        variety: how many different letters and Han characters it has outside ASCII.
        size: how many characters outside ASCII it has.
        lost: how many characters get lost for each of them.
        letters: the share of letters and Han characters among the different characters it has outside ASCII.
        script: the share of these that are in the script of the encoding.
        is_typical: whether the old reading looks as mojibake of the kind does, and neither lists characters in their order.
    """

    kind: Kind
    stretches: Sequence[Stretch]
    gain: float
    mean: float
    changed: int
    variety: int
    size: int
    lost: float
    letters: float
    script: float
    is_typical: bool

    def is_proof(self) -> bool:
        """Say whether the line proves by itself that it is mojibake."""
        enough = self.changed >= _LEAST_CHANGE or (self.changed >= _CLEAR_CHANGE and self.gain >= _CLEAR_GAIN)
        return self._is_text() and enough and self.variety >= _LEAST_VARIETY and self.gain >= self.kind.least_gain

    def agrees(self) -> bool:
        """Say whether the line is mojibake, given that other lines of the text are mojibake of this kind."""
        return self._is_text() and self.gain >= _LEAST_GAIN_AMONG_OTHERS and self.changed >= _LEAST_CHANGE_AMONG_OTHERS

    def _is_text(self) -> bool:
        if not self.is_typical or self.letters < _LEAST_OF_LETTERS or self.script < _LEAST_OF_SCRIPT:
            return False
        gain_each = self.gain / max(1, min(self.changed, self.size))
        return self.mean >= _LEAST_MEAN and gain_each >= _LEAST_GAIN_EACH and self.lost <= _MOST_LOST


def apply(line: str, proposals: Iterable[Proposal]) -> str:
    """Give a line with new readings, which are in order, in it."""
    parts, end = [], 0
    for stretch in (stretch for proposal in proposals for stretch in proposal.stretches):
        parts += [line[end : stretch.start], stretch.text]
        end = stretch.end
    return "".join([*parts, line[end:]])


def propose(line: str, stretches: Sequence[Stretch], kind: Kind) -> Proposal:
    """Weigh a new reading of a line against the old one."""
    old = "".join(line[stretch.start : stretch.end] for stretch in stretches)
    new = "".join(stretch.text for stretch in stretches)
    foreign = "".join(character for character in new if character > "\x7f" and character != LOST)
    letters = {character for character in foreign if character.isalpha() and not "\uff61" <= character <= "\uff9f"}
    size = max(len(foreign), 1)
    lost, broken = sum(stretch.lost for stretch in stretches), sum(stretch.broken for stretch in stretches)
    return Proposal(
        kind=kind,
        stretches=stretches,
        gain=likelihood(new, kind.languages) - old_likelihood(old) - LOSS * lost - BREAK * broken,
        mean=likelihood(foreign, kind.languages) / size if foreign else float("-inf"),
        changed=sum(stretch.changed for stretch in stretches),
        variety=len(letters),
        size=size,
        lost=(lost + broken) / size,
        letters=len(letters) / max(len(set(foreign)), 1),
        script=_share_of_han(letters) if kind.right in CHINESE else 1.0,
        is_typical=_has_traces(old, kind) and not _is_chart(old) and not _is_chart(new),
    )


def _share_of_han(letters: Collection[str]) -> float:
    return sum(map(has_han, letters)) / max(len(letters), 1)


def _has_traces(old: str, kind: Kind) -> bool:
    """Say whether mojibake of Chinese has what it never lacks: the Hangul of EUC-KR, the half-width katakana of Shift_JIS."""
    traces = _TRACES.get(kind.wrong) if kind.right in CHINESE else None
    return traces is None or len(traces.findall(old)) >= _LEAST_OF_TRACES * len(old)


def _is_chart(text: str) -> bool:
    following = sum(ord(after) - ord(before) == 1 for before, after in pairwise(text))
    return following >= _CHART * (len(text) - 1)
