"""The tokens, sentences and frames of a text, and mentions in a form that a table of expectations can hold."""

from onrecord.corpus.frames import Frame, frames
from onrecord.corpus.marks import segments
from onrecord.corpus.mentions import Mention
from onrecord.corpus.text import Range, paragraphs
from onrecord.corpus.tokens import Token, mask, split_sentences, tokenize

Told = tuple[str, str, str | None]


def masked(text: str) -> str:
    """The text with its quotations blotted out."""
    return mask(text, segments(text, paragraphs(text)))


def tokens_of(text: str) -> list[Token]:
    """The tokens of a whole text."""
    return tokenize(masked(text), Range(0, len(text)))


def parsed(text: str) -> list[list[list[Token]]]:
    """The tokens of each sentence of each paragraph."""
    blotted = masked(text)
    return [list(split_sentences(tokenize(blotted, stretch))) for stretch in paragraphs(text)]


def frames_of(text: str) -> list[Frame]:
    """The frames of all paragraphs of a text."""
    return [frame for sentences in parsed(text) for frame in frames(sentences)]


def told(text: str, mention: Mention | None) -> Told | None:
    """What a mention names: its kind, the name, and the description that comes with it."""
    if mention is None:
        return None
    description = text[slice(*mention.description)] if mention.description else None
    return mention.kind.value, mention.name, description
