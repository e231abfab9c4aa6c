"""How hard a Dutch text is to read. Pure: no database, no clock.

The score is that of Flesch, as Douma fitted it to Dutch: 206.84, less 0.77 for each syllable per
100 words, less 0.93 for each word per sentence. A score is a smoke alarm and no proof: a text
with a high score can still be hard to understand.

Syllables are counted by the vowels that Dutch spells together. Libraries that count the places
where a word may be broken at the end of a line find too few: `avond` cannot be broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LOWEST_SCORE = 70
MOST_WORDS = 20  # in one sentence
SENTENCE = re.compile(r"(?<=[.?!؟])[\"”’)]*\s+|\n+")
WORD = re.compile(r"\S*[^\W_]\S*")
LETTERS = re.compile(r"[^\W\d_]+")
# Longest first: each is one vowel sound, or one sound with the letter before it.
NUCLEI = re.compile(
    r"tio(?=n)|ïe|ieu|eeu|eau|aai|ooi|oei|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|ai|oi|ay|ey|oy"
    r"|[aeiouyáàâäéèêëíìîïóòôöúùûüý]"
)
# Vowels that are not what they look like: `y` and `u` beside another letter.
NO_VOWEL = re.compile(r"(?<=q)u(?=[aeio])|\by(?=[aeiou])")
# A name of a child stands here; such a name has two syllables on average.
NAME = re.compile(r"\{name\}")
# Words of other languages in which Dutch rules count wrong, wherever they stand in a word.
BORROWED = {
    "website": "websit",
    "online": "onlin",
    "offline": "offlin",
    "facebook": "fesboek",
    "youtube": "joetjoep",
    "team": "tiem",
    "museum": "muséum",
    "file": "fajl",
}
CAPITALS = 4  # a word of so many capitals at most is spelt letter by letter


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in a text."""

    words: int
    sentences: int
    syllables: int
    long_sentences: tuple[str, ...]

    @property
    def score(self) -> float:
        """Return the score, rounded to one decimal: 100 is very easy, 0 very hard."""
        if not self.words:
            return 100.0
        per_hundred = self.syllables / self.words * 100
        per_sentence = self.words / self.sentences
        return round(206.84 - 0.77 * per_hundred - 0.93 * per_sentence, 1)

    @property
    def is_easy(self) -> bool:
        """Tell whether the score is high enough."""
        return self.score >= LOWEST_SCORE


@dataclass(frozen=True, slots=True)
class Found:
    """A word that parents should not have to know, and what to say in its place."""

    word: str
    instead: str


# The word, as it begins; and what to write.
FORBIDDEN = (
    ("consent", "keuze"),
    ("akkoord", "ja zeggen"),
    ("opt-in", "ja zeggen"),
    ("toestemming", "keuze"),
    ("herroep", "nee zeggen"),
    ("intrek", "nee zeggen"),
    ("verwerker", "bedrijf dat gegevens krijgt"),
    ("audittrail", "bewijs"),
    ("vernietig", "weghalen"),
    ("anonimiser", "weghalen"),
    ("retentie", "bewaren tot"),
    ("registratie", "verslag"),
    ("uitschrijving", "van school gaan"),
    ("bijvoorbeeld", "noem wat het is"),
    ("let op", "zeg wat er gebeurt"),
    ("weet u het zeker", "laat het weg"),
)
# Abbreviations, in capitals only.
UNEXPLAINED = (
    ("AVG", "privacywet"),
    ("BSN", "burgerservicenummer"),
    ("FG", "schrijf het uit"),
    ("PO", "schrijf het uit"),
)


def read(*texts: str) -> Reading:
    """Count what is in some texts, of which each begins a new sentence."""
    found = [s for text in texts for s in sentences(text)]
    counted = [(sentence, words(sentence)) for sentence in found]
    return Reading(
        words=sum(len(each) for _, each in counted),
        sentences=len(counted),
        syllables=sum(syllables(word) for _, each in counted for word in each),
        long_sentences=tuple(text for text, each in counted if len(each) > MOST_WORDS),
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a new line ends one too."""
    return [part.strip() for part in SENTENCE.split(text) if words(part)]


def words(text: str) -> list[str]:
    """Return the words of a text: what stands between spaces and holds a letter or a digit."""
    return WORD.findall(NAME.sub("Anna", text))


def syllables(word: str) -> int:
    """Return how many syllables a Dutch word has; a number in digits counts for one."""
    return max(1, sum(_of_part(part) for part in LETTERS.findall(word)))


def _of_part(part: str) -> int:
    if part.isupper() and 1 < len(part) <= CAPITALS:
        return len(part)
    plain = part.lower()
    for borrowed, spoken in BORROWED.items():
        plain = plain.replace(borrowed, spoken)
    return len(NUCLEI.findall(NO_VOWEL.sub("", plain)))


def forbidden(*texts: str) -> list[Found]:
    """Return the words that should not be there, each once, with what to write in their place."""
    said = "\n".join(texts)
    found = [
        Found(match[0].lower(), instead)
        for word, instead in FORBIDDEN
        for match in re.finditer(rf"\b{word}\w*", said, re.IGNORECASE)
    ]
    found += [
        Found(word, instead) for word, instead in UNEXPLAINED if re.search(rf"\b{word}\b", said)
    ]
    return list(dict.fromkeys(found))


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return a text word by word with what happened to it: `same`, `gone` or `new`.

    Words that stand together and had the same thing happen to them are one piece.
    """
    old, new = before.split(), after.split()
    pieces: list[tuple[str, str]] = []
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", " ".join(new[k:n])))
            continue
        if i < j:
            pieces.append(("gone", " ".join(old[i:j])))
        if k < n:
            pieces.append(("new", " ".join(new[k:n])))
    return pieces
