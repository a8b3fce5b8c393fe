"""Repair the lines of a text, each by its own evidence first, then by that of the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from corpuskit.stages.repair.mojibake.about import is_example
from corpuskit.stages.repair.mojibake.acceptance import Proposal, apply
from corpuskit.stages.repair.mojibake.gate import kinds_by_line
from corpuskit.stages.repair.mojibake.kinds import Kind
from corpuskit.stages.repair.mojibake.latin import is_all_read, is_chance, latin_characters, latin_evidence, repair_latin
from corpuskit.stages.repair.mojibake.legacy import FEWEST_AMONG_OTHERS, proposals
from corpuskit.stages.repair.mojibake.scores import old_likelihood
from corpuskit.stages.repair.mojibake.screen import suspicious_parts, suspicious_stretches

_SHORT_LINE = 500  # characters: is looked at as a whole where there is mojibake elsewhere
_MOST_CARRIED = 3  # characters that a line break can have cut off from the one they belong to


def repair_lines(lines: list[str]) -> None:
    """Repair lines in place.

    Args:
        lines: all lines of a text.
    """
    text = "\n".join(lines)
    suspects, stretches = suspicious_parts(text)
    if not suspects:
        return
    possible = kinds_by_line(_by_line(lines, text, stretches))
    if kinds := _repair_suspects(lines, suspects, possible, latin_evidence(text)):
        _repair_others(lines, kinds)


def _by_line(lines: Sequence[str], text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Divide stretches of a text into lines, each with its number."""
    ends = [*accumulate(len(line) + 1 for line in lines)]
    for start, end in stretches:
        yield from enumerate(text[start:end].split("\n"), bisect_right(ends, start))


def _repair_suspects(
    lines: list[str], suspects: Sequence[int], possible: Mapping[int, Sequence[Kind]], evidence: int
) -> list[Kind]:
    """Repair, in place, what proves by itself that it is mojibake; give the kinds found."""
    kinds: dict[Kind, None] = {}
    for number in suspects if evidence else possible:
        line, line_kinds = lines[number], possible.get(number, ())
        latin = repair_latin(line, evidence)
        if latin != line and is_chance(line, latin):
            latin = line
        if latin != line:
            if is_example(lines, number, latin_characters(line)):
                continue
            if is_all_read(latin) or not suspicious_stretches(latin):
                lines[number] = latin
                continue
        proofs = _proofs(line, line_kinds)
        if not proofs or is_example(lines, number, sum(proposal.changed for proposal in proofs)):
            lines[number] = latin
            continue
        if latin != line and old_likelihood(latin) >= old_likelihood(apply(line, proofs)):
            lines[number] = latin
            continue
        if _lost(proofs) and number + 1 < len(lines):
            line, proofs = _carry_back(lines, number, proofs, line_kinds)
        lines[number] = apply(line, proofs)
        kinds |= dict.fromkeys(proposal.kind for proposal in proofs)
    return list(kinds)


def _carry_back(lines: list[str], number: int, proofs: list[Proposal], kinds: Sequence[Kind]) -> tuple[str, list[Proposal]]:
    """Take the rest of a character back from the next line, where a line break has cut it; give the line and its new reading."""
    line, following = lines[number], lines[number + 1]
    if proofs[-1].stretches[-1].end == len(line):
        for count in range(1, min(_MOST_CARRIED, len(following)) + 1):
            longer = line + following[:count]
            better = _proofs(longer, kinds)
            if better and better[-1].stretches[-1].end == len(longer) and _lost(better) < _lost(proofs):
                lines[number + 1] = following[count:]
                return longer, better
    return line, proofs


def _proofs(line: str, kinds: Sequence[Kind]) -> list[Proposal]:
    if not kinds:
        return []
    return [proposal for proposal in proposals(line, suspicious_stretches(line), kinds) if proposal.is_proof()]


def _lost(found: Sequence[Proposal]) -> int:
    return sum(stretch.lost for proposal in found for stretch in proposal.stretches)


def _repair_others(lines: list[str], kinds: Sequence[Kind]) -> None:
    """Repair, in place, what proves too little by itself but is mojibake of a kind found elsewhere in the text."""
    for number, line in enumerate(lines):
        parts = [(0, len(line))] if len(line) < _SHORT_LINE else suspicious_stretches(line)
        agreeing = [proposal for proposal in proposals(line, parts, kinds, FEWEST_AMONG_OTHERS) if proposal.agrees()]
        if agreeing and not is_example(lines, number, sum(proposal.changed for proposal in agreeing)):
            lines[number] = apply(line, agreeing)
