"""An answer as the pages that are sent: pure, and the same for every chat.

Every passage stands in a block quote, word for word, with the words that meet the question in bold; under it who
speaks, and the article it stands in. What comes from articles and readers goes in as plain text, cleaned and bounded;
nothing is ever parsed as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.corpus import Confidence, FrozenModel, Quote
from onrecord.index import Answer, ArticleCard, Hit

from .emphasis import emphasised, topic_words
from .header import Heading
from .pages import MAX_UNITS, Page, clean, link, one_line, paginate, split, units
from .wording import Catalogue

#: Most passages in one message: what is read on a phone without scrolling far.
PER_MESSAGE = 3

#: Most UTF-16 code units of what stands around the passages.
_MAX_TITLE = 300
MAX_NAME = 120
_MAX_DESCRIPTION = 200
_MAX_SUGGESTION = 80

#: Most other articles that are named where several say the same.
_ALSO_IN = 3
#: With an abstention, most passages and suggestions.
_NEAREST = 2
_SUGGESTIONS = 5


class Sheet(FrozenModel):
    """One message of an answer, and the passages in it."""

    page: Page
    hits: tuple[Hit, ...]


def render(answer: Answer, words: Catalogue) -> tuple[Page, ...]:
    """Write an answer as messages, each within Telegram's limits, best hit first."""
    return tuple(sheet.page for sheet in sheets(answer, words))


def sheets(
    answer: Answer, words: Catalogue, heading: Heading | None = None, *, together: int = PER_MESSAGE
) -> tuple[Sheet, ...]:
    """Write an answer as messages with the passages that each shows, best hit first.

    An abstention says in words why there is no answer, then what comes nearest, then what to ask for instead.

    Args:
        answer: what to write.
        words: the reader's language.
        heading: what stands above every message.
        together: passages that belong together, so that messages fall the same way however many follow.
    """
    above = (heading or Heading()).page(words)
    room = MAX_UNITS - units(above.text) - 2 if above.text else MAX_UNITS
    if not (answer.answered and answer.hits):
        pages = paginate(_abstention(answer, words, room), room)
        nearest = answer.nearest[:_NEAREST]
        last = len(pages) - 1
        return tuple(
            Sheet(page=_under(above, page), hits=nearest if number == last else ()) for number, page in enumerate(pages)
        )
    wanted = topic_words(answer.question, answer.interpretation)
    found: list[Sheet] = []
    for several in _batched(answer.hits, together):
        for few in _batched(several, PER_MESSAGE):
            found += _together(few, wanted, words, room)
    return tuple(Sheet(page=_under(above, sheet.page), hits=sheet.hits) for sheet in found)


def abstention_sentence(answer: Answer, words: Catalogue) -> str:
    """Say in one sentence why there is no answer."""
    asked = answer.interpretation
    speaker = one_line(asked.speaker or "", MAX_NAME)
    topic = one_line(asked.topic or "", MAX_NAME)
    match answer.reason:
        case "empty-index":
            return words.say("answer.empty_index")
        case "outside-dates" if asked.since or asked.until:
            return words.say("answer.outside_dates", period=words.of_period(asked.since, asked.until))
        case "outside-dates":
            return words.say("answer.outside_asked_dates")
        case "unknown-speaker" if speaker:
            return words.say("answer.unknown_speaker", speaker=speaker)
        case "unknown-speaker":
            return words.say("answer.unknown_person")
        case _:
            key = {(True, True): "nothing_from_about", (True, False): "nothing_from", (False, True): "nothing_about"}
            return words.say(f"answer.{key.get((bool(speaker), bool(topic)), 'nothing')}", speaker=speaker, topic=topic)


def quote_page(text: str, wanted: frozenset[str] = frozenset()) -> Page:
    """Write words that stay as they are as a block quote, those that are wanted in bold."""
    text = clean(text)
    return Page.quoting(text, ((start, end, "bold") for start, end in emphasised(text, wanted)))


def byline(speaker: str | None, quotes: Sequence[Quote], words: Catalogue) -> Page:
    """Write whose some quotes are, as surely as the attribution allows; nothing where there are none."""
    name = one_line(speaker or "", MAX_NAME)
    if not name:
        return Page.of(words.say("answer.unclear")) if quotes else Page()
    theirs = [quote for quote in quotes if quote.speaker == speaker]
    unsure = bool(theirs) and all(quote.confidence is Confidence.LOW for quote in theirs)
    page = Page.of(words.say("answer.probably") if unsure else "— ") + Page.of(name, "bold")
    description = next((quote.description for quote in theirs if quote.description), "")
    role = one_line(description, _MAX_DESCRIPTION)
    # Whoever is called by a role alone has it for a name: "the anchorman" says nothing more of "anchorman".
    known = role.casefold() in {name.casefold(), f"the {name}".casefold(), f"a {name}".casefold()}
    return page + f", {role}" if role and not known else page


def article_line(card: ArticleCard, words: Catalogue) -> Page:
    """Write where something stands: the title with its link, the source and the date."""
    title = one_line(card.title or "", _MAX_TITLE)
    source = one_line(card.source or "", MAX_NAME)
    name, *rest = [part for part in (title, source) if part] or [words.say("answer.untitled")]
    url = link(card.url)
    page = Page.of(name, "text_link", url) if url else Page.of(name)
    date = words.day(card.published) if card.published else words.say("dates.unknown")
    return page + "".join(f" · {part}" for part in (*rest, date))


def hit_blocks(hit: Hit, wanted: frozenset[str], words: Catalogue, room: int, *, hedged: bool) -> Iterator[Page]:
    """Write a passage with its evidence: one block, or several where it is longer than the room."""
    evidence = _evidence(hit, words, hedged=hedged)
    *before, last = split(clean(hit.text), room - units(evidence.text) - 1) or [""]
    for piece in before:
        yield quote_page(piece, wanted)
    yield quote_page(last, wanted) + "\n" + evidence if last else evidence


def _together(hits: Sequence[Hit], wanted: frozenset[str], words: Catalogue, room: int) -> list[Sheet]:
    """Write a few passages onto as few messages as they fit on; a passage belongs to that on which it ends."""
    done: list[Sheet] = []
    for hit in hits:
        blocks = list(hit_blocks(hit, wanted, words, room, hedged=hit.strength == "weak"))
        for number, block in enumerate(blocks):
            ends = (hit,) if number == len(blocks) - 1 else ()
            if done and (together := done[-1].page + "\n\n" + block).fits(room):
                done[-1] = Sheet(page=together, hits=(*done[-1].hits, *ends))
            else:
                done.append(Sheet(page=block, hits=ends))
    return done


def _abstention(answer: Answer, words: Catalogue, room: int) -> Iterator[Page]:
    sentence = Page.of(abstention_sentence(answer, words))
    nearest = answer.nearest[:_NEAREST]
    yield sentence + f"\n\n{words.say('answer.nearest')}" if nearest else sentence
    wanted = topic_words(answer.question, answer.interpretation)
    for hit in nearest:
        yield from hit_blocks(hit, wanted, words, room, hedged=False)
    suggestions = [one_line(each, _MAX_SUGGESTION) for each in answer.suggestions[:_SUGGESTIONS]]
    if named := [suggestion for suggestion in suggestions if suggestion]:
        speaker = one_line(answer.interpretation.speaker or "", MAX_NAME)
        # Of somebody who is known they are what he did speak of; else, who else is quoted.
        key = "spoke_of" if answer.reason == "no-match" and speaker else "suggestions"
        yield Page.of(words.say(f"answer.{key}", names=", ".join(named), speaker=speaker))


def _evidence(hit: Hit, words: Catalogue, *, hedged: bool) -> Page:
    speaker = byline(hit.speaker, hit.quotes, words)
    article = article_line(hit.article, words)
    page = speaker + "\n" + article if speaker.text else article
    page = page + "\n" + _also_in(hit, words) if hit.also_in else page
    return page + " · " + Page.of(words.say("answer.unsure"), "italic") if hedged else page


def _also_in(hit: Hit, words: Catalogue) -> Page:
    """Name the other articles that say the same, each with its address."""
    page = Page.of(words.say("answer.also_in"))
    for number, card in enumerate(hit.also_in[:_ALSO_IN]):
        name = one_line(card.name_beside(hit.article), MAX_NAME) or words.say("answer.untitled")
        url = link(card.url)
        page += ", " if number else " "
        page += Page.of(name, "text_link", url) if url else name
        page += f" ({words.day(card.published)})" if card.published else ""
    rest = len(hit.also_in) - _ALSO_IN
    return page + " " + words.say("answer.also_more", count=rest) if rest > 0 else page


def _under(above: Page, page: Page) -> Page:
    return above + "\n\n" + page if above.text else page


def _batched(hits: Sequence[Hit], size: int) -> Iterator[Sequence[Hit]]:
    for start in range(0, len(hits), size):
        yield hits[start : start + size]
