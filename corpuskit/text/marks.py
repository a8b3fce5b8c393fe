"""Classes of punctuation marks, as the inside of a regular expression's `[...]`."""

from __future__ import annotations

from corpuskit.text.characters import HAN

#: Marks that end a clause or a sentence.
STOPS = "，。、；：！？"
#: Full-width brackets and quotes that open and that close.
OPENERS = "“‘（《【「『〈〔〖［｛"
CLOSERS = "”’）》】」』〉〕〗］｝"
#: What a Chinese mark may follow: the end of a Chinese word, quotation or figure.
LEFT = HAN + "”’）》】」』〉〕〗％"
#: What a Chinese mark may stand before: the start of a Chinese word or quotation.
RIGHT = HAN + "“‘（《【「『〈〔〖"
#: Arrows, enclosed figures, dingbats and emoji, which stand in sentences as words do.
PICTURES = "\u2190-\u21ff\u2460-\u24ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
