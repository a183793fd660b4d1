"""Understanding a question: who is asked about as a speaker, when, in which source, and what is left as the topic."""

import datetime
import re
from collections.abc import Collection
from enum import StrEnum

from onrecord.corpus import FrozenModel

from .errors import QuestionError
from .periods import Period, find_period
from .source_names import means_source

# Questions beyond this many characters are no questions; Telegram's longest message has 4,096.
MAX_QUESTION_LENGTH = 4_096


class QuestionKind(StrEnum):
    """What is wanted."""

    SAID_BY = "said-by"  # what did X say about T
    WHO_SAID = "who-said"  # who said T, what was said about T
    FACT = "fact"  # any other question
    KEYWORDS = "keywords"  # no question at all: "Peskov Kurds"


class Question(FrozenModel):
    """A question taken apart.

    ``speaker`` are the words that stand where a speaker stands, not yet matched against anybody; ``asks_for_words``
    tells that the question can only be about somebody's words, so that a speaker nobody knows leaves no answer.
    ``period`` and ``source`` are what the question says of the articles. They are no part of the topic, nor of
    ``bare``, which is all else that was typed, in single blanks.
    """

    text: str
    bare: str
    kind: QuestionKind
    speaker: str | None = None
    topic: str = ""
    asks_for_words: bool = False
    period: Period = Period()
    source: str | None = None


def _any(words: str) -> str:
    """An alternative of words; a hyphen joins two words that stand together."""
    return "(?:" + "|".join(word.replace("-", r"\s+") for word in words.split()) + ")"


# Verbs in whose subject's place a speaker stands, in every form that a question takes.
_SPEECH = _any(
    """say says said tell tells told state states stated claim claims claimed comment comments commented remark remarked
    report reports reported write writes wrote written tweet tweeted announce announced argue argues argued answer
    answers answered reply replies replied respond responds responded react reacts reacted mention mentions mentioned
    declare declared explain explains explained insist insists insisted suggest suggests suggested warn warns warned
    promise promised deny denies denied admit admits admitted add added note notes noted stress stressed call calls
    called describe describes described criticise criticize criticised criticized praise praised accuse accused demand
    demanded propose proposed think thinks thought believe believes believed talk talks talked speak speaks spoke
    have-to-say has-to-say had-to-say"""
)
_SPEAKING = _any("saying telling claiming arguing suggesting reporting writing announcing denying warning")
_MANNER = _any(
    """say respond react reply answer comment describe explain call characterise characterize see view justify defend
    feel"""
)
_VIEW = _any(
    """view views opinion opinions position positions stance comment comments statement statements remark remarks
    reaction reactions response responses answer answers reply take quote quotes words assessment thoughts"""
)
_DID = _any("did does do has had have would will could can")
_IS = _any("is are was were")
_ABOUT = _any(
    """about on of regarding concerning over as-to with-regard-to with-respect-to in-regard-to in-response-to to that
    whether if how why when for against in at during after since"""
)
_THAT = _any("that about if whether")
# "Peskov" or "Peskov, the Kremlin spokesman,": the apposition is left out.
_WHO = r"(?P<speaker>[^?,;:]{1,80}?)(?:\s*,[^?,;:]{1,80},)?"
_TOPIC = r"(?P<topic>.*?)"
_ON_TOPIC = rf"(?:\s+{_ABOUT}\b)?\s*{_TOPIC}"
_WHAT = r"(?:what(?:\s+else|\s+exactly)?|(?:what|which)\s+(?P<object>[\w-]+(?:\s+[\w-]+){0,2}?))"
_LEAD = (
    # Possessive: what leads in is never given back, so that a run of commas costs no backtracking.
    r"^\s*+(?:(?:and|so|but|please|ok|hi|hello|hey|can\s+you|could\s+you)\b[,\s]*+)*+"
    r"(?:(?:tell|show|give)\s+me\s+)?(?:i(?:'d|\s+would)?\s+(?:want|like)\s+to\s+know\s+)?"
)


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(_LEAD + body + r"\s*$", re.IGNORECASE | re.DOTALL)


# The first that fits decides. The certain ones can only be answered with somebody's words; of the others it depends on
# whether anybody is known by the words in the speaker's place.
_CERTAIN = tuple(
    _pattern(body)
    for body in (
        rf"{_WHAT}\s+{_DID}\s+{_WHO}\s+(?P<manner>\w+\s+to\s+)?(?P<speech>{_SPEECH})\b{_ON_TOPIC}",
        rf"what\s+{_IS}\s+{_WHO}\s+{_SPEAKING}\b{_ON_TOPIC}",
        rf"what\s+(?:{_IS}|has\s+been|had\s+been)\s+said\s+by\s+{_WHO}(?:\s+(?:about|on|regarding)\s+{_TOPIC})?",
        rf"(?:what|everything|anything|all)\s+{_WHO}\s+(?:said|says|told|thinks|thought|wrote|tweeted)\b{_ON_TOPIC}",
        rf"how\s+{_DID}\s+{_WHO}\s+{_MANNER}\b{_ON_TOPIC}",
        rf"(?:why|when|where)\s+{_DID}\s+{_WHO}\s+{_SPEECH}\b(?:\s+{_THAT}\b)?\s*{_TOPIC}",
        rf"{_DID}\s+{_WHO}\s+{_SPEECH}\b{_ON_TOPIC}",
        rf"what(?:['’]s|\s+{_IS})\s+{_WHO}['’]s?\s+{_VIEW}\b{_ON_TOPIC}",
        rf"what(?:['’]s|\s+{_IS})\s+the\s+{_VIEW}\s+of\s+{_WHO}\s+{_ABOUT}\s+{_TOPIC}",
        rf"(?:any\s+|all\s+)?{_VIEW}\s+(?:by|from|of)\s+{_WHO}(?:\s+(?:about|on|regarding|concerning)\s+{_TOPIC})?",
        rf"according\s+to\s+{_WHO}\s*,\s*{_TOPIC}",
        rf"{_TOPIC}[,\s]+according\s+to\s+{_WHO}",
    )
)
_LIKELY = tuple(
    _pattern(body)
    for body in (
        rf"{_WHO}\s+(?:said|says|told)(?:\s+what)?(?:\s+(?:about|on|that|regarding|of))?\s+{_TOPIC}",
        rf"{_WHO}['’]s?\s+{_VIEW}\b{_ON_TOPIC}",
        rf"{_WHO}\s+(?:on|about|regarding|re)\s*:?\s+{_TOPIC}",
        rf"{_WHO}\s*:\s*{_TOPIC}",
    )
)
_WHO_SAID = tuple(
    _pattern(body)
    for body in (
        rf"(?:who(?:\s+else)?|which\s+(?P<object>[\w-]+(?:\s+[\w-]+){{0,5}}?))(?:\s+(?:has|had|have|is|was|also))?"
        rf"\s+{_SPEECH}\b{_ON_TOPIC}",
        r"what\s+(?:was|is|were|has\s+been|had\s+been|did\s+people|did\s+they|do\s+they)\s+"
        rf"(?:said|say|told|written|reported)\b(?!\s+by\b){_ON_TOPIC}",
        rf"(?:did|has|does|what\s+did)\s+(?:anyone|anybody|someone|somebody)\s+{_SPEECH}\b{_ON_TOPIC}",
    )
)
# What stands before the place of a subject whose verb is none of saying, and before a possessor. Questions for a time,
# a place or a number are about facts, whoever is their subject.
_SUBJECTS = (
    _pattern(rf"(?:(?:how|why|what)\s+)?{_DID}(?:n['’]t)?\s+(?P<rest>\S.*)"),
    _pattern(rf"(?:what(?:['’]s|\s+{_IS})|why\s+{_IS}|how\s+{_IS}|{_IS})\s+(?P<rest>\S.*)"),
)
# "In his letters, what did Brel complain about?"
_SETTING = re.compile(
    r"^(?P<setting>(?:in|on|at|after|before|during|with|when|as|for|of)\s[^,?!]{1,80}),\s+"
    r"(?=(?:what|how|why|who|which|did|does|do|has|have)\b)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[?!])\s+")
# Words in the speaker's place that name nobody.
_NOBODY = frozenset(
    """it he she they we you i this that these those there who what people someone somebody anyone anybody everyone
    everybody nobody himself herself themselves article articles one press media""".split()
)
_TRAILING = re.compile(
    r"(?:\s+(?:ever|also|really|actually|just|then|now|not|publicly|exactly|recently))+$", re.IGNORECASE
)
_IN_SOURCE = re.compile(r"\b(?:in|from|via|per)\s", re.IGNORECASE)
_SOURCE_FIRST = re.compile(r"(?P<all>(?:in|from|via|per)\s+(?P<source>[^,?!]{1,60}),)", re.IGNORECASE)
_SOURCE_LAST = re.compile(r"(?P<all>(?:in|from|via|per)\s+(?P<source>[^,?!]{1,60}?))[?.!\s]*$", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")
_QUESTION_WORDS = frozenset("what who whom whose when where why how which".split())
_ASKS = re.compile(
    _LEAD
    + r"(?:what|who|whom|whose|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will)\b",
    re.IGNORECASE,
)


def understand(text: str, today: datetime.date | None = None, sources: Collection[str] = ()) -> Question:
    """Take a question apart into speaker, topic, period and source.

    Args:
        text: what the reader typed.
        today: the day on which it is asked; without it, times stay part of the topic.
        sources: folded names of the sources that there are; another one stays part of the topic.

    Raises:
        QuestionError: it has no words, or is longer than :data:`MAX_QUESTION_LENGTH`.
    """
    text = readable(text)
    words = " ".join(text.split())
    if not _has_words(words):
        raise QuestionError("the question has no words; ask something like: What did the mayor say about the budget?")
    if len(text) > MAX_QUESTION_LENGTH:
        raise QuestionError(f"the question has {len(text)} characters; at most {MAX_QUESTION_LENGTH} are answered")
    found: dict[str, object] = {}
    if (dated := find_period(words, today) if today is not None else None) and (
        rest := _without(words, dated.start, dated.end)
    ):
        words, found["period"] = rest, dated.period
    if (named := _named_source(words, sources)) and (rest := _without(words, *named.span("all"))):
        words, found["source"] = rest, named["source"]
    return _taken_apart(text, words).model_copy(update=found)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _without(words: str, start: int, end: int) -> str | None:
    """Cut a stretch out of a question; ``None`` where no word is left."""
    rest = " ".join(f"{words[:start]} {words[end:]}".split())
    return re.sub(r" (?=[,;:?.!])", "", rest).lstrip(" ,;:") if _has_words(rest) else None


def _named_source(words: str, sources: Collection[str]) -> re.Match[str] | None:
    """Find a source that is named at the head or the end: "In the Orvik Gazette, what ...", "... in the Gazette?"."""
    last = max((match.start() for match in _IN_SOURCE.finditer(words)), default=None)
    found = (_SOURCE_FIRST.match(words), _SOURCE_LAST.match(words, last) if last is not None else None)
    return next(
        (match for match in found if match and any(means_source(match["source"], source) for source in sources)), None
    )


def _taken_apart(text: str, words: str) -> Question:
    """Part words without a period into speaker and topic; ``text`` is all that was typed.

    Of several sentences, the one that asks for somebody's words decides, and the others say on what.
    """
    sentences = _SENTENCE_END.split(words)
    for place, sentence in enumerate(sentences if len(sentences) > 1 else ()):
        found = _asks_for(text, words, sentence)
        if found is not None and found.speaker is not None and found.asks_for_words:
            others = [_topic(other) for other in (*sentences[:place], *sentences[place + 1 :])]
            return found.model_copy(update={"topic": " ".join(filter(None, (found.topic, *others)))})
    setting = _SETTING.match(words)
    found = _asks_for(text, words, words[setting.end() :] if setting else words)
    if found is not None:
        topic = f"{found.topic} {setting['setting']}".strip() if setting and found.topic != words else found.topic
        return found.model_copy(update={"topic": topic})
    kind = QuestionKind.FACT if _ASKS.match(words) else QuestionKind.KEYWORDS
    return Question(text=text, bare=words, kind=kind, topic=words)


def _asks_for(text: str, words: str, sentence: str) -> Question | None:
    """Read a sentence that asks for somebody's words; ``None`` where it asks for something else."""
    bare = sentence.rstrip(" ?.!…")
    for pattern in _WHO_SAID:
        if match := pattern.match(bare):
            topic = _topic(" ".join(filter(None, (match.groupdict().get("object"), match["topic"]))))
            return Question(text=text, bare=words, kind=QuestionKind.WHO_SAID, topic=topic or words)
    for pattern in (*_CERTAIN, *_LIKELY):
        if match := pattern.match(bare):
            speaker = _TRAILING.sub("", match["speaker"].strip(" '’\"“”"))
            first = speaker.split()[0].lower() if speaker else ""
            if not speaker or first in _QUESTION_WORDS:
                continue
            groups = match.groupdict()
            topic = _topic(" ".join(filter(None, (groups.get("object"), groups.get("topic")))))
            if not topic and groups.get("manner"):
                # "What did X refuse to answer?" is about more than whatever X said.
                topic = f"{groups['manner']}{groups['speech']}"
            if speaker.lower().removeprefix("the ") in _NOBODY:
                return Question(text=text, bare=words, kind=QuestionKind.WHO_SAID, topic=topic or words)
            certain = pattern in _CERTAIN
            return Question(
                text=text,
                bare=words,
                kind=QuestionKind.SAID_BY,
                speaker=speaker,
                topic=topic,
                asks_for_words=certain,
            )
    return None


def subject_places(question: Question) -> tuple[str, ...]:
    """Where somebody may stand whom a question without a verb of saying is about: "Why does Brel refuse to pay?".

    Returns:
        What follows the frame of the question, likeliest first; whether it begins with a name is for who knows names.
    """
    bare = question.bare.rstrip(" ?.!…")
    found = (pattern.match(bare) for pattern in _SUBJECTS)
    return tuple(match["rest"] for match in found if match)


def readable(text: str) -> str:
    """Replace lone surrogates, as bytes that are no UTF-8 arrive from a shell: no JSON can hold them."""
    return _SURROGATES.sub("\ufffd", text)


def _topic(words: str) -> str:
    """Take off what only frames a topic: punctuation, "the topic of"."""
    words = words.strip(' \t?.!,;:…"“”')
    return re.sub(r"^(?:the\s+)?(?:topic|subject|matter|issue|question)s?\s+of\s+", "", words, flags=re.IGNORECASE)
