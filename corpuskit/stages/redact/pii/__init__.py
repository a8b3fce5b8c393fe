"""Hide what leads to a person: numbers of cards, telephones and cars, addresses, names in messengers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

from pydantic import Field

from corpuskit.document import Document
from corpuskit.stage import DocumentStage, Options, Result
from corpuskit.stages.redact.pii.finder import find_pii
from corpuskit.stages.redact.pii.hits import KINDS, Hit, Kind
from corpuskit.stages.redact.pii.masks import LABELS, Style, mask
from corpuskit.text.characters import is_blank

TAG = "pii"
#: What is hidden may bring together what it kept apart; more rounds than this are never needed for that.
_MOST_ROUNDS = 8

#: A kind, and what may be told of the value.
Found = tuple[Kind, str]


class PiiOptions(Options):
    """Options of `redact.pii`."""

    kinds: tuple[Kind, ...] = Field(
        default=tuple(kind for kind in KINDS if kind != "hotline"),
        description="What is looked for. `hotline` means the 400 and 800 numbers of companies, which lead to nobody in "
        "particular; `company_code` is the unified social credit code.",
    )
    action: Literal["mask", "tag", "remove"] = Field(
        default="mask",
        description="`mask` hides it, `remove` takes it out (but leaves its label where a line would be empty), `tag` leaves the "
        "text alone and only counts in `meta.tags`.",
    )
    keep_values: bool = Field(
        default=False, description="Keep each value in the ledger, which otherwise shows what stands in its place."
    )
    style: Style = Field(
        default="partial",
        description="What a mask looks like: `partial` keeps the form and a few characters (`138****5678`), `label` names the "
        "kind (`[手机号]`).",
    )


def redact_pii(document: Document, options: PiiOptions) -> Result:
    """Hide identity card numbers, company codes, telephone and bank card numbers, e-mail, WeChat, QQ and IP addresses and plates.

    Found is what is well formed: check digits (GB 11643, GB 32100, Luhn), dates of birth, ranges of numbers that were given out.
    Where form alone does not tell, words beside it have to: `微信号：`, `QQ`, `电话` before a number without area code. Numbers
    of orders, files and books, amounts, versions and sections stay, and so do private IP addresses. The values in `meta.fields`
    are treated like the text, as if their key stood before them. How many of each kind there were stands in `meta.tags` as `pii`.
    The ledger shows what stands in the place of each; what earlier stages left there is redacted, too.

    Args:
        document: the document.
        options: what is hidden, and how.

    >>> redact_pii(Document("张先生，电话138-1234-5678。"), PiiOptions()).text
    '张先生，电话138-****-5678。'
    """
    found: list[Found] = []
    text = _redact(document.text, options, found)
    fields = {}
    for key, value in document.fields.items():
        redacted = _redact_value(key, value, options, found)
        if redacted != value:
            fields[key] = redacted
    counts = Counter(kind for kind, _ in found)
    tags = {name: value for name, old in document.tags.items() if (value := _redact_tag(old, options)) != old}
    if counts:
        tags[TAG] = {kind: counts[kind] for kind in KINDS if counts[kind]}
    hidden = () if options.action == "tag" else tuple((shown, f"personal data: {kind}") for kind, shown in found)
    return Result(text, tags=tags, fields=fields, hidden=hidden)


def _redact_value(key: str, value: str, options: PiiOptions, found: list[Found]) -> str:
    """Hide what is found in the value of a field, with its key as the words before it."""
    label = f"{key}："
    if any(hit.start < len(label) for hit in find_pii(label + value)):
        return _redact(value, options, found)
    return _redact(label + value, options, found).removeprefix(label)


def _redact_tag(value: Any, options: PiiOptions) -> Any:
    """Hide what is found in the texts of a tag, which were taken from the document and are not counted again."""
    if isinstance(value, str):
        return _redact(value, options, [])
    if isinstance(value, Mapping):
        return {key: _redact_tag(inner, options) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_redact_tag(inner, options) for inner in value)
    return value


def _redact(text: str, options: PiiOptions, found: list[Found]) -> str:
    """Hide what is found in a text, and note what stands in its place."""
    for _ in range(_MOST_ROUNDS):
        hits = [hit for hit in find_pii(text) if hit.kind in options.kinds]
        found += [(hit.kind, _shown(text, hit, options)) for hit in hits]
        if not hits or options.action == "tag":
            return text
        text = _cut(text, hits) if options.action == "remove" else _masked(text, hits, options.style)
    return text


def _shown(text: str, hit: Hit, options: PiiOptions) -> str:
    """Give what may be told of a hit."""
    if options.keep_values:
        return text[hit.start : hit.end]
    return mask(text, hit, options.style if options.action == "mask" else "label")


def _masked(text: str, hits: Sequence[Hit], style: Style) -> str:
    pieces, position = [], 0
    for hit in hits:
        pieces += [text[position : hit.start], mask(text, hit, style)]
        position = hit.end
    return "".join([*pieces, text[position:]])


def _cut(text: str, hits: Sequence[Hit]) -> str:
    """Take hits out; where nothing visible would be left of a line its first hit leaves a label: no paragraph vanishes."""
    pieces, position = [], 0
    for (start, end), inside in groupby(hits, key=lambda hit: _line_of(text, hit)):
        begins, ends, kinds = [start], [], []
        for hit in inside:
            ends.append(hit.start)
            begins.append(hit.end)
            kinds.append(hit.kind)
        left = "".join(text[begin:stop] for begin, stop in zip(begins, [*ends, end], strict=True))
        pieces += [text[position:start], LABELS[kinds[0]] if is_blank(left) else left]
        position = end
    return "".join([*pieces, text[position:]])


def _line_of(text: str, hit: Hit) -> tuple[int, int]:
    end = text.find("\n", hit.end)
    return text.rfind("\n", 0, hit.start) + 1, len(text) if end < 0 else end


STAGE = DocumentStage(redact_pii, PiiOptions, version=1, hides=True)
