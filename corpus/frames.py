"""Frames: the cues of a text, each with the mention of its speaker."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum

from . import lexicon, subjects
from .mentions import Mention, MentionKind
from .phrases import position
from .text import Range
from .tokens import DASHES, STOPS, Token, TokenKind, is_headline, is_role, may_be_verb

# What may part a quotation from the frame after it.
PAUSES = DASHES | {","}
# What may stand before a cue whose speaker follows ("..., said the minister"), before one that goes on ("and added"),
# before a participle ("he said, adding") and before a participle with a subject of its own ("with Brel adding").
_BEFORE_INVERSION = frozenset({",", "—", "–", "--"})
_GOING_ON = frozenset({"and", "but", "then"})
_BEFORE_PARTICIPLE = lexicon.CUES | lexicon.AUXILIARIES | {"and", "by"}
_BEFORE_SUBJECT = frozenset({"with", "of", ",", "and"})
# After what "called" gives a name ("a group called"), what makes a passive ("was quoted"), and what names run across.
_NAMED_AFTER = frozenset({"a", "an", "one", "another", "is", "are", "was", "were"})
_BEING = frozenset({"is", "was", "are", "were", "been", "being"})
_IN_NAMES = frozenset({"of", "for", "and", "the"})
_NAMED = frozenset({MentionKind.PERSON, MentionKind.ORGANISATION})
# Every word that may be a cue or begin one.
_CUES = lexicon.CUES | lexicon.PARTICIPLES | lexicon.CITING | lexicon.ATTRIBUTING.keys() | lexicon.TWO_WORDS.keys()
# Cues that may begin a sentence, capitalised: "Said Brel: ...", "Asked about it, ...".
_FIRST = lexicon.SAYING | lexicon.PARTICIPLES
# Most tokens between a quotation and a verb of no list, and of a line that signs a quotation: "— Anna Brel, Orvik".
_REACH = 12
_SIGNATURE = 12
# Most tokens of a clause before a colon; leads-in of news stay below 40.
_CLAUSE = 60


class CueKind(StrEnum):
    """What signals speech: a word of the lists or, beside a quotation, any verb, a colon, a dash, or the place alone.

    "Peskov said", "“...,” Peskov fumed", "Peskov was blunt: “...”", "“...” — Peskov", "Peskov was blunt. “...”"
    """

    WORD = "word"
    VERB = "verb"
    COLON = "colon"
    DASH = "dash"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue with the mention of its speaker: "Peskov said", "said Peskov", "according to Peskov".

    ``cue`` is empty where its kind is ``NONE``.
    """

    cue: Range
    mention: Mention
    sentence: Range
    participle: bool = False
    inverted: bool = False
    kind: CueKind = CueKind.WORD

    @property
    def start(self) -> int:
        """Where the words of the frame begin, a dash before a signature left out."""
        if self.kind is CueKind.DASH:
            return self.mention.whole.start
        return min(self.cue.start, self.mention.whole.start)

    @property
    def end(self) -> int:
        """Where the words of the frame end."""
        follows = self.mention.whole.start >= self.cue.start
        return self.mention.whole.end if follows else self.cue.end


def frames(sentences: list[list[Token]]) -> list[Frame]:
    """Find the cues of a paragraph with the mentions that go with them, in order."""
    found: list[Frame] = []
    for sentence in sentences:
        whole = Range(sentence[0].start, sentence[-1].end)
        first = len(found)
        for index, token in enumerate(sentence):
            if token.kind is TokenKind.WORD:
                earlier = found[-1] if len(found) > first else None
                if frame := _frame(sentence, index, whole, earlier):
                    found.append(frame)
        found[first:] = _with_unlisted(sentence, whole, [_whole_name(sentence, frame) for frame in found[first:]])
    return found


def topics(sentences: list[list[Token]]) -> list[Mention]:
    """Find whom the sentences of a paragraph are about, in order: their subjects, and whoever is asked something."""
    found: list[Mention] = []
    for sentence in sentences:
        if is_headline(sentence):
            continue
        found += subjects.opening(sentence)
        for index, token in enumerate(sentence[:-1]):
            if token.text in lexicon.ASKING and sentence[index + 1].capitalised:
                asked = subjects.after(sentence, index)
                found += [asked] if asked and asked.kind is MentionKind.PERSON else []
    return found


def _frame(sentence: list[Token], index: int, whole: Range, earlier: Frame | None) -> Frame | None:
    """Read the frame whose cue is the word at ``index``; ``earlier`` is the one before it in the sentence."""
    token = sentence[index]
    word = token.lower
    if word not in _CUES:
        return None
    cue = Range(token.start, token.end)
    previous = sentence[index - 1] if index else None
    following = sentence[index + 1] if index + 1 < len(sentence) else None
    if word in lexicon.ATTRIBUTING:
        return _attributing(sentence, index, whole)
    if token.possessive or not (token.text.islower() or (index == 0 and word in _FIRST)):
        return None
    if word in lexicon.CITING and (frame := _quoted(sentence, index, whole)):
        return frame
    if word in lexicon.PARTICIPLES:
        mention = _subject_of_participle(sentence, index, earlier)
        return Frame(cue, mention, whole, participle=True) if mention else None
    if word in lexicon.TWO_WORDS and following is not None and following.lower == lexicon.TWO_WORDS[word]:
        mention = subjects.before(sentence, index)
        return Frame(Range(token.start, following.end), mention, whole) if mention else None
    if word not in lexicon.CUES or _names_something(sentence, index):
        return None
    if mention := subjects.before(sentence, index):
        return Frame(cue, mention, whole)
    parted = previous is None or previous.kind is TokenKind.QUOTE or previous.text in _BEFORE_INVERSION
    quoted = parted and any(token.kind is TokenKind.QUOTE for token in sentence[max(0, index - 2) : index])
    mention = subjects.after(sentence, index) if parted and word not in lexicon.TELLING else None
    if mention is not None and (quoted or not mention.loose) and not _has_verb_of_its_own(sentence, mention):
        return Frame(cue, mention, whole, inverted=True)
    if previous is not None and (previous.lower in _GOING_ON or previous.text == ","):
        mention = earlier.mention if earlier else subjects.leading(sentence)
        return Frame(cue, mention, whole) if mention else None
    return None


def _attributing(sentence: list[Token], index: int, whole: Range) -> Frame | None:
    """Read "according to Brel", "per Brel", "in the words of Brel" and "in Brel's words"."""
    token = sentence[index]
    following = sentence[index + 1].lower if index + 1 < len(sentence) else ""
    needed = lexicon.ATTRIBUTING[token.lower]
    if token.lower == "per" and index + 1 < len(sentence) and sentence[index + 1].capitalised:
        mention = subjects.after(sentence, index)
        return Frame(Range(token.start, token.end), mention, whole, inverted=True) if mention else None
    if needed and following == needed:
        mention = _alone(sentence, index + 2) or subjects.after(sentence, index + 1)
        cue = Range(token.start, sentence[index + 1].end)
        return Frame(cue, mention, whole, inverted=True) if mention else None
    if token.lower == "words" and index > 1 and sentence[index - 1].possessive and sentence[0].lower == "in":
        owner = subjects.owner_at(sentence, index - 1)
        return Frame(Range(token.start, token.end), owner, whole) if owner else None
    return None


def _alone(sentence: list[Token], index: int) -> Mention | None:
    """Read "according to her", where no noun follows whose owner she is."""
    ends = index + 1 >= len(sentence) or sentence[index + 1].kind is not TokenKind.WORD
    return subjects.object_pronoun(sentence, index) if ends else None


def _has_verb_of_its_own(sentence: list[Token], mention: Mention) -> bool:
    """Whether what follows a cue is the subject of what is said, and not who says it: "said the port was ours"."""
    following = position(sentence, mention.whole.end)
    return following < len(sentence) and sentence[following].text in lexicon.FINITE


def _quoted(sentence: list[Token], index: int, whole: Range) -> Frame | None:
    """Read "Brel was quoted as saying", "Brel is quoted by the Gazette" and "the Gazette quoted Brel as saying"."""
    cue = Range(sentence[index].start, sentence[index].end)
    if index and sentence[index - 1].lower in _BEING:
        mention = subjects.before(sentence, index - 1)
        return Frame(cue, mention, whole) if mention else None
    mention = subjects.object_pronoun(sentence, index + 1) or subjects.after(sentence, index)
    if mention is None:
        return None
    following = position(sentence, mention.whole.end)
    as_saying = [token.lower for token in sentence[following : following + 2]] == ["as", "saying"]
    return Frame(cue, mention, whole, inverted=True) if as_saying else None


def _subject_of_participle(sentence: list[Token], index: int, earlier: Frame | None) -> Mention | None:
    """Whose words a participle announces: its own subject's ("with Brel saying") or that of the sentence."""
    previous = sentence[index - 1] if index else None
    if previous is None:
        return subjects.after_comma(sentence, index)
    if previous.text in _BEFORE_INVERSION or previous.lower in _BEFORE_PARTICIPLE:
        if earlier is not None and not _is_relative(sentence, earlier):
            return earlier.mention
        return subjects.leading(sentence) or (earlier.mention if earlier else None)
    own = subjects.before(sentence, index)
    if own is None or own.whole.start == sentence[0].start:
        return None
    if own.kind is MentionKind.ROLE and own.name.rpartition(" ")[2] in lexicon.THINGS_THAT_SAY:
        return own  # "all they get is a message saying"
    leads = position(sentence, own.whole.start) - 1
    return own if sentence[leads].lower in _BEFORE_SUBJECT else None


def _is_relative(sentence: list[Token], frame: Frame) -> bool:
    """Whether a frame stands in a clause about somebody else: "Brel paid a man who said he was ill, saying ..."."""
    before = position(sentence, frame.cue.start) - 1
    return before >= 0 and sentence[before].lower in lexicon.RELATIVE


def _names_something(sentence: list[Token], index: int) -> bool:
    """Whether "called" gives a name rather than an opinion: "a group called ..."."""
    if sentence[index].lower not in lexicon.NAMING:
        return False
    first = index - 1
    while first > max(0, index - _REACH) and sentence[first].text.islower():
        if sentence[first].lower in lexicon.DETERMINERS:
            break
        first -= 1
    return first >= 0 and sentence[first].lower in _NAMED_AFTER


def _whole_name(sentence: list[Token], frame: Frame) -> Frame:
    """Let a name run back to the quotation before it: "“...,” the Centre for Lakes and Rivers said"."""
    mention = frame.mention
    if frame.inverted or mention.description or mention.kind not in _NAMED:
        return frame
    first = last = position(sentence, mention.start)
    while first > max(0, last - _REACH) and _runs_through_name(sentence[first - 1]):
        first -= 1
    more = sentence[first:last]
    joins = any(token.lower in {"of", "for"} for token in more)
    longer = bool(more) and more[0].start < mention.whole.start and (joins or not mention.shared)
    if not longer or first == 0 or sentence[first - 1].kind is not TokenKind.QUOTE or any(map(is_role, more)):
        return frame
    words = [token.text for token in more if token is not more[0] or token.lower != "the"]
    whole = Range(more[0].start, mention.whole.end)
    body = MentionKind.ORGANISATION
    named = replace(mention, start=whole.start, whole=whole, name=" ".join([*words, mention.name]), kind=body)
    return replace(frame, mention=replace(named, shared=False))


def _runs_through_name(token: Token) -> bool:
    return (token.capitalised and not token.possessive) or token.lower in _IN_NAMES


def _with_unlisted(sentence: list[Token], whole: Range, found: list[Frame]) -> list[Frame]:
    """Add the frames that only their place beside a quotation tells, where no listed cue stands there."""
    more: list[Frame | None] = [_signature(sentence, 0, whole)]
    starts = {frame.start for frame in found}
    # Where the clause that a colon ends may begin: after the last quotation, or after the last comma.
    begin = comma = 0
    for index, token in enumerate(sentence):
        following = sentence[index + 1] if index + 1 < len(sentence) else None
        if token.text == ",":
            comma = index + 1
        elif token.text == ":" and (following is None or following.kind is TokenKind.QUOTE):
            more.append(_before_colon(sentence, (begin, max(begin, comma), index), whole, found))
        elif token.kind is TokenKind.QUOTE:
            more.append(_signature(sentence, index + 1, whole) or _any_verb(sentence, index, whole, starts))
            begin = index + 1
    added = [frame for frame in more if frame is not None]
    return sorted([*found, *added], key=lambda frame: frame.cue.start) if added else found


def _before_colon(
    sentence: list[Token], places: tuple[int, int, int], whole: Range, found: list[Frame]
) -> Frame | None:
    """Read whom the clause before a colon is about: "Brel was blunt: “...”", "When Hale fell, Brel snapped: “...”".

    ``places`` are those of the first token that may belong to it, of the first after the last comma, and of the colon.
    """
    begin, comma, colon = places
    cue = Range(sentence[colon].start, sentence[colon].end)
    last = bisect_left(found, cue.start, key=lambda frame: frame.cue.start) - 1
    told = last >= 0 and found[last].cue.start >= sentence[begin].start
    if told and (comma == begin or sentence[comma].start < found[last].cue.end):
        return None
    mention = subjects.leading(sentence[comma if told else begin : colon][:_CLAUSE])
    if mention is None or mention.name.lower() in lexicon.QUANTIFIERS:
        return None  # "Three things are clear:"
    following = sentence[position(sentence, mention.end)]
    if told and (mention.kind is MentionKind.ROLE or following.kind is not TokenKind.WORD):
        return None
    return Frame(cue, mention, whole, kind=CueKind.COLON)


def _signature(sentence: list[Token], dash: int, whole: Range) -> Frame | None:
    """Read who signs a quotation after a dash, in its own line or in the next: "“...” — Anna Brel, Orvik"."""
    line = sentence[dash : dash + _SIGNATURE]
    if len(line) < 2 or line[0].text not in DASHES or not line[1].capitalised:
        return None
    # A line of its own that begins with a dash signs what stands before it, however long it is.
    alone = dash == 0
    mention = subjects.after(line, 0)
    if mention is None or mention.kind is not MentionKind.PERSON:
        return None
    rest = next((index for index in range(1, len(line)) if line[index].start >= mention.end), None)
    ends = rest is None or line[rest].kind is TokenKind.QUOTE or line[rest].text in {",", "(", "."}
    closes = len(line) < _SIGNATURE or any(token.kind is TokenKind.QUOTE for token in line)
    if not alone and not (ends and closes):
        return None
    return Frame(Range(line[0].start, line[0].end), mention, whole, inverted=True, kind=CueKind.DASH)


def _any_verb(sentence: list[Token], quotation: int, whole: Range, starts: set[int]) -> Frame | None:
    """Read a subject and any verb of the past or present after words that end in a comma: "“...,” Brel fumed".

    After a question or a call only a verb that comes first is sure: "“Why?” fumed Brel".
    """
    words = sentence[quotation]
    if not (words.pauses or words.calls) or (quotation and sentence[0].kind is TokenKind.WORD):
        return None
    first = quotation + 1
    while first < len(sentence) and sentence[first].text in PAUSES:
        first += 1
    if first >= len(sentence) or sentence[first].start in starts:
        return None
    here = sentence[first]
    if may_be_verb(here) and (mention := subjects.after(sentence, first)) and _speaks(mention, here):
        return Frame(Range(here.start, here.end), mention, whole, inverted=True, kind=CueKind.VERB)
    for index in range(first + 1, min(len(sentence), first + _REACH) if words.pauses else 0):
        token = sentence[index]
        if token.kind is TokenKind.QUOTE or token.text in STOPS or token.start in starts:
            return None
        if may_be_verb(token) and (mention := subjects.before(sentence, index)):
            told = mention.whole.start == here.start and _speaks(mention, token)
            return Frame(Range(token.start, token.end), mention, whole, kind=CueKind.VERB) if told else None
    return None


def _speaks(mention: Mention, verb: Token) -> bool:
    """Whether a verb of no list beside a quotation may be its subject's; "“...,” a site linked to Brel" is not."""
    if mention.kind in {MentionKind.PERSON, MentionKind.PRONOUN}:
        return True
    return mention.definite and not verb.text.endswith("s")
