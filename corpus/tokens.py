"""Tokens: the words, marks and quotations of a text whose quoted stretches are blotted out."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from . import lexicon
from .marks import Segment
from .text import ABBREVIATIONS, STARTERS, Range

# Parts of words that tell an office or a description before a name.
_BEFORE_OFFICE = frozenset({"then", "ex", "co", "vice", "former"})
_AFTER_OFFICE = frozenset({"old", "general", "based", "elect", "born", "led", "backed"})
# Marks that end a sentence.
STOPS = frozenset({".", "!", "?"})
DASHES = frozenset({"—", "–", "-", "--", "―"})
# Abbreviated titles, whose full stop ends no sentence.
_DOTTED = (
    "Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Govs|Lt|Col|Gen|Maj|Capt|Sgt|Cpl|Pvt|Brig|Adm|Cmdr|Rev|Fr|St|Hon|Jr|Sr|Prof|"
    "Sec|Secs|Amb|Atty|Asst|Supt|Pres|Det|Insp|Messrs|Mmes"
)
# What a quotation is blotted out with; the last character tells the mark that its words end in.
_BLOT, _PAUSE, _STOP, _CALL = "\x01", "\x02", "\x03", "\x04"
_LAST = {",": _PAUSE, ".": _STOP, "?": _CALL, "!": _CALL}
_DRAWN = rf"[^\w\s{_BLOT}-{_CALL}]"
# A run of eight marks or more, blanks between or not, is a rule or a drawing and read as one.
_TOKEN = re.compile(
    rf"(?P<word>(?=[A-Z]|\w-)(?:(?:{_DOTTED})\.|(?:\w-)?(?:[A-Z]\.)+(?!\w))|"
    rf"\w+(?:['’&/.-]\w+)*(?:(?<=s)['’](?=\s\w))?)|"
    rf"(?P<quote>{_BLOT}*[{_BLOT}-{_CALL}])|"
    rf"(?P<mark>{_DRAWN}(?:\s?+{_DRAWN}){{7,}}+|--+|\.\.+|\S)"
)
# Fewest words in capitals that make a headline; a name with its title has three.
_HEADLINE = 4
_INNER_CAPITAL = re.compile(r"(?:[dlo]['’]|[a-z]+)[A-Z][a-z]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
_NO_VERBS = lexicon.AUXILIARIES | lexicon.BOUNDARIES


class TokenKind(StrEnum):
    """What a token is: a word, a punctuation mark, or a whole quotation."""

    WORD = "word"
    MARK = "mark"
    QUOTE = "quote"


_KINDS: dict[str | None, TokenKind] = {"word": TokenKind.WORD, "mark": TokenKind.MARK, "quote": TokenKind.QUOTE}


class Token(NamedTuple):
    """One word, mark or quotation outside of which we read; offsets into the article.

    ``lower`` is the word in lower case, without a possessive ending or an abbreviation's full stop.
    """

    text: str
    lower: str
    start: int
    end: int
    kind: TokenKind

    @property
    def capitalised(self) -> bool:
        """Whether it is written like a name."""
        if self.kind is not TokenKind.WORD or self.text.islower():
            return False
        if self.text[0].isupper():
            return True
        prefix, hyphen, rest = self.text.partition("-")
        particle = bool(hyphen) and prefix in lexicon.PARTICLES and rest[:1].isupper()
        return particle or _INNER_CAPITAL.match(self.text) is not None  # "d'Orvik", "easyPort"

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return self.text.endswith(("'s", "’s", "s’", "s'"))

    @property
    def pauses(self) -> bool:
        """Whether it is a quotation whose words end in a comma, so that its frame follows."""
        return self.text.endswith(_PAUSE)

    @property
    def ends(self) -> bool:
        """Whether it is a quotation whose words end in a mark of their own."""
        return self.pauses or self.stops or self.calls

    @property
    def stops(self) -> bool:
        """Whether it is a quotation whose words end in a full stop, so that another sentence may follow."""
        return self.text.endswith(_STOP)

    @property
    def calls(self) -> bool:
        """Whether it is a quotation whose words end in a question or exclamation mark."""
        return self.text.endswith(_CALL)


def mask(text: str, found: list[Segment]) -> str:
    """Blot out what stands inside quotation marks, marks included, without moving an offset."""
    pieces, position = [], 0
    for segment in found:
        last = _LAST.get(text[segment.end - 1], _BLOT)
        blotted = _BLOT * (segment.outer_end - segment.outer_start - 1) + last
        pieces += [text[position : segment.outer_start], blotted]
        position = segment.outer_end
    return "".join([*pieces, text[position:]])


def tokenize(masked: str, stretch: Range) -> list[Token]:
    """Split a stretch of masked text into words, marks and quotations."""
    return [
        Token(word := match.group(), _lower(word), match.start(), match.end(), _KINDS[match.lastgroup])
        for match in _TOKEN.finditer(masked, stretch.start, stretch.end)
    ]


@lru_cache(maxsize=4096)
def _lower(word: str) -> str:
    return _POSSESSIVE.sub("", word.lower()).rstrip(".") or word


def split_sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    """Part the tokens of a paragraph at full stops outside quotation marks, and after "U.S." where a new one begins."""
    begin = 0
    for index in range(len(tokens) - 1):
        if _ends_sentence(tokens, index):
            yield tokens[begin : index + 1]
            begin = index + 1
    if begin < len(tokens):
        yield tokens[begin:]


def _ends_sentence(tokens: list[Token], index: int) -> bool:
    token, following = tokens[index], tokens[index + 1]
    if token.kind is TokenKind.WORD and not token.text.endswith("."):
        return False
    if token.text in STOPS:
        # "No. 2", "(D-Tex.) said", "Orvik, Ill., said": a stop that belongs to a word.
        short = index > 0 and tokens[index - 1].end == token.start and tokens[index - 1].lower in ABBREVIATIONS
        goes_on = following.text in {",", ")", "]", ";", ":"} or following.text[0].islower()
        return not (token.text == "." and (goes_on or (short and following.text[0].isdigit())))
    if token.kind is TokenKind.QUOTE:
        # After a quotation "He" may be its speaker, and "The" begins another sentence.
        return not token.pauses and following.text in STARTERS and following.lower in lexicon.DETERMINERS
    return token.text.endswith(".") and following.text in STARTERS


def is_role(token: Token) -> bool:
    """Whether a word is the head of a role: spokesman, anchorman, economist."""
    word = token.lower
    return (
        word in lexicon.ROLES
        or (word.endswith("s") and word[:-1] in lexicon.ROLES)
        # Not where it is written like a name: Norman, Friedman, Coleman.
        or (token.text.islower() and len(word) > 5 and word.endswith(("man", "woman", "ologist", "person")))
    )


def count_titles(name: list[Token]) -> int:
    """How many words of a capitalised run stand before the name proper: three of "Prime Minister Dr. Anna Brel"."""
    titles = (position for position in range(len(name) - 1, 0, -1) if _precedes_name(name[position - 1]))
    return next(titles, 0)


def _precedes_name(token: Token) -> bool:
    if token.lower in lexicon.GENDER_OF_GIVEN_NAME:
        return False  # Dean
    first, hyphen, rest = token.lower.partition("-")
    # "Then-Mayor", "Orvik-based", "Ten-year-old"
    compound = bool(hyphen) and (first in _BEFORE_OFFICE or rest in _AFTER_OFFICE or rest.endswith("-old"))
    return compound or token.lower in lexicon.TITLES or is_role(token) or token.possessive or is_party(token)


def is_party(token: Token) -> bool:
    """Whether a word names somebody by party or creed: Democrat, Republican, Labourite."""
    return token.capitalised and token.lower.removesuffix("s") in lexicon.PARTISANS


def is_group(token: Token, *, determined: bool) -> bool:
    """Whether a word names people by party or nation: Republicans, Norwegians; "a Republican" when ``determined``."""
    if is_party(token):
        return determined or token.lower.endswith("s")
    if determined and token.lower.endswith(("ian", "ean", "ican", "ese", "ish")):
        return token.capitalised
    return token.capitalised and token.lower.endswith(("icans", "ians", "crats", "eans", "yorkers", "landers"))


def may_be_verb(token: Token) -> bool:
    """Whether a word has the look of a verb in the past or the third person: "fumed", "put", "snaps"."""
    word = token.text
    if token.kind is not TokenKind.WORD or not word.islower() or word in _NO_VERBS:
        return False
    third_person = word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "'s", "’s"))
    return word in lexicon.CUES or word in lexicon.IRREGULAR_PAST or word.endswith("ed") or third_person


def is_headline(sentence: list[Token]) -> bool:
    """Whether a sentence is written as titles are, every word of weight in capitals, so that none tells a name."""
    large = 0
    for token in sentence:
        if token.kind is TokenKind.WORD:
            if not token.text.islower():
                large += 1
            elif token.lower not in lexicon.SMALL_WORDS:
                return False
    return large >= _HEADLINE


def is_negation(token: Token) -> bool:
    """Whether a word takes back the verb that follows it: "never", "didn't"."""
    return token.lower in lexicon.NEGATIONS or token.lower.endswith(("n't", "n’t"))
