"""Documents folded and signed together with their paragraphs: the same as each for itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuskit.dedup import similarity
from corpuskit.dedup.folded import FoldedDocuments, fold
from corpuskit.dedup.similarity import Settings
from corpuskit.text.characters import is_blank

PIECES = st.text("春夏秋冬1２.,，。 aＡ①ﾞ㎡\u0301\U00020000\ud800麵", max_size=12)
LINES = st.builds(lambda text, times: text * times, PIECES, st.integers(0, 9))
DOCUMENTS = st.lists(st.lists(LINES, max_size=6).map("\n".join), max_size=6)


def together(texts: Sequence[str]) -> FoldedDocuments:
    lines = [[line for line in text.split("\n") if not is_blank(line)] for text in texts]
    return FoldedDocuments(texts, [line for some in lines for line in some], list(map(len, lines)))


def keys_and_hashes(texts: Sequence[str]) -> list[tuple[str, int]]:
    parts = list(fold(texts))
    keys = [part.keys.text(number) for part in parts for number in range(len(part.keys))]
    return list(zip(keys, np.concatenate([part.hashes for part in parts]).tolist(), strict=True))


@given(DOCUMENTS)
def test_keys_of_documents_are_those_of_their_paragraphs(texts: list[str]) -> None:
    documents = together(texts)
    for units in (documents, documents.paragraphs):
        assert keys_and_hashes(units) == keys_and_hashes(list(units))


@settings(deadline=None)
@pytest.mark.parametrize("characters", [60, similarity._AT_A_TIME])
@given(texts=DOCUMENTS, min_chars=st.sampled_from([1, 20, 60]))
def test_sketches_of_both_are_those_of_each(characters: int, texts: list[str], min_chars: int) -> None:
    documents = together(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "_AT_A_TIME", characters)
        for units, chosen in ((documents, Settings(0.8, None, 0)), (documents.paragraphs, Settings(min_chars=min_chars))):
            found, expected = similarity.sketch(units, chosen), similarity.sketch(list(units), chosen)
            assert found.keys() == expected.keys()
            for name, array in expected.items():
                assert np.array_equal(found[name], array), name
