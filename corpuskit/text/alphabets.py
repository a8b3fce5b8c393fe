"""Which language a line in Latin, Cyrillic or Arabic letters is in: by frequent words, and by letters that few languages have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from corpuskit.text.frequent_words import ENDINGS, MARKED, WORDS
from corpuskit.text.patterns import lazy_pattern
from corpuskit.text.properties import Property

_WORD = lazy_pattern("[a-z\u00df-\u024f\u1e00-\u1eff]+")
_ADDRESS = lazy_pattern(r"(?<!\S)[^\s/@_\\]*+[/@_\\]\S*")
# So many characters of a line tell as much as all, and of many lines each n-th tells the language of those that follow it.
_MOST_CHARACTERS = 500
_MOST_LINES = 500
_CLEAR = 1.5  # words that only one language has
_ENDING = 0.5  # what an ending or a marked letter weighs, beside a word
_ONE_LETTER = 0.25
_ENGLISH_FIRST = 0.5  # without marked letters, what stands in Chinese documents is English rather than another language
_LONG = 5  # letters; shorter words have no endings


def latin_languages(lines: Sequence[str]) -> list[str]:
    """Give the language of each line in Latin letters; what tells nothing itself takes that of all lines together.

    >>> latin_languages(["Das ist nicht die Straße, in der ich wohne.", "Wilhelmsburg", "The ferry was late again."])
    ['de', 'de', 'en']
    """
    step = -(-len(lines) // _MOST_LINES)
    each = [_votes(line) for line in lines[::step]]
    together: Counter[str] = Counter()
    for votes in each:
        together.update(votes)
    if together and all(map(str.isascii, lines)):
        together["en"] += _ENGLISH_FIRST  # type: ignore[assignment]
    main = _winner(together, 0.0) or "und"
    found = [_winner(votes, _CLEAR) or main for votes in each]
    return [found[number // step] for number in range(len(lines))]


def cyrillic_languages(lines: Sequence[str]) -> list[str]:
    """Give the language of lines in Cyrillic letters, one for all of them: Russian unless the letters of another are there.

    >>> cyrillic_languages(["Зимою річка замерзає, і її видно з вікна."])
    ['uk']
    """
    text = "".join(lines).lower()
    counts = Counter(text)
    if counts["і"] + counts["ї"] + counts["є"] > counts["ы"] + counts["э"] + counts["ё"]:
        language = "be" if counts["ў"] > counts["ї"] + counts["є"] else "uk"
    elif counts["ј"] + counts["љ"] + counts["њ"] > counts["ы"] + counts["й"]:
        language = "mk" if counts["ќ"] + counts["ѓ"] + counts["ѕ"] > counts["ђ"] + counts["ћ"] else "sr"
    elif counts["ъ"] > counts["ы"] + counts["э"]:
        language = "bg"
    elif counts["ө"] + counts["ү"] > 0:
        language = "kk" if counts["қ"] + counts["ғ"] else "mn"
    else:
        language = "ru"
    return [language] * len(lines)


def arabic_languages(lines: Sequence[str]) -> list[str]:
    """Give the language of lines in Arabic letters, one for all of them: Arabic unless the letters of another are there.

    >>> arabic_languages(["این کتاب را دیروز خریدم و هنوز چیزی نخوانده‌ام"])
    ['fa']
    """
    counts = Counter("".join(lines))
    if counts["ې"] + counts["ۇ"] + counts["ە"] > counts["ة"] + counts["ي"]:
        language = "ug"
    elif counts["ے"] + counts["ہ"] + counts["ٹ"] > counts["ة"] + counts["ي"]:
        language = "ur"
    elif counts["پ"] + counts["چ"] + counts["گ"] + counts["ی"] > counts["ة"] + counts["ي"]:
        language = "fa"
    else:
        language = "ar"
    return [language] * len(lines)


#: How lines in a script are told apart, where several languages share it.
BY_SCRIPT: Mapping[Property, Callable[[Sequence[str]], list[str]]] = {
    Property.LATIN: latin_languages,
    Property.CYRILLIC: cyrillic_languages,
    Property.ARABIC: arabic_languages,
}


def without_addresses(line: str) -> str:
    """Take out what is made of letters and is no word: addresses, paths, names of variables.

    >>> without_addresses("see https://example.org/a for max_value")
    'see   for  '
    """
    return _ADDRESS.sub(" ", line)


def _votes(line: str) -> Counter[str]:
    """Weigh the words of a line for each language; what several languages have is shared out among them."""
    words, endings, marked = _signs()
    votes: Counter[str] = Counter()

    def vote(languages: tuple[str, ...], weight: float) -> None:
        for language in languages:
            votes[language] += weight / len(languages)  # type: ignore[assignment]  # a Counter counts fractions as well

    for word in _WORD.findall(without_addresses(line[:_MOST_CHARACTERS].lower())):
        if languages := words.get(word):
            vote(languages, 1.0 if len(word) > 1 else _ONE_LETTER)
        elif len(word) >= _LONG:
            vote(endings.get(word[-3:], ()), _ENDING)
        if not word.isascii():
            for letter in word:
                vote(marked.get(letter, ("vi",) if letter > "\u1e9f" else ()), _ENDING)
    return votes


def _winner(votes: Mapping[str, float], margin: float) -> str:
    """Give the language with the most votes, `""` if no other is behind it by more than the margin."""
    ranked = sorted(((count, language) for language, count in votes.items()), key=lambda each: (-each[0], each[1]))
    if not ranked or ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0) <= margin:
        return ""
    return ranked[0][1]


@cache
def _signs() -> tuple[dict[str, tuple[str, ...]], ...]:
    """Give the languages of each word, of each ending and of each marked letter."""
    split = {language: words.split() for language, words in WORDS.items()}
    ends = {language: endings.split() for language, endings in ENDINGS.items()}
    return _by_sign(split), _by_sign(ends), _by_sign(MARKED)


def _by_sign(signs: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, each in signs.items():
        for sign in dict.fromkeys(each):
            found[sign] = (*found.get(sign, ()), language)
    return found
