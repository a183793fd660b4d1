"""Inline mode: passages offered while somebody types the bot's name and a question in any chat."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.index import Answer, Hit, QuestionError, Retriever
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)

from .answering import all_of
from .botcontext import BotContext, words_for
from .emphasis import topic_words
from .pages import MAX_UNITS, Page, one_line
from .render import MAX_NAME, hit_blocks
from .sending import answer_inline, entities
from .wording import Catalogue

#: Passages that are offered at once, and in all; Telegram takes 50 at once, and a phone shows some six.
#: Source: https://core.telegram.org/bots/api#answerinlinequery
_OFFERED = 10
_MOST_OFFERED = 50

#: UTF-16 code units of a passage in the list of what is offered.
_MAX_DESCRIPTION = 200


async def on_inline(update: Update, context: BotContext) -> None:
    """Offer the passages that answer what was typed so far."""
    query = update.inline_query
    if query is None:
        return
    words = words_for(update)
    skip = _read(query.offset)

    def ask(retriever: Retriever) -> Answer | None:
        try:
            return all_of(retriever, query.query, min(_MOST_OFFERED, skip + _OFFERED + 1))
        except QuestionError:
            return None  # nothing is typed yet, or no words

    found = await context.run(ask) if query.query.strip() else None
    hits = found.hits if found else ()
    offered = hits[skip : skip + _OFFERED]
    goes_on = len(hits) > skip + _OFFERED
    await answer_inline(
        query,
        _results(found, offered, words, context.username) if found else [],
        next_offset=str(skip + _OFFERED) if goes_on else "",
        button=InlineQueryResultsButton(words.say("buttons.ask"), start_parameter="inline") if not hits else None,
    )


def passage_page(answer: Answer, hit: Hit, words: Catalogue) -> Page | None:
    """Write a passage with its attribution as one message; ``None`` where it is too long for one."""
    wanted = topic_words(answer.question, answer.interpretation)
    blocks = list(hit_blocks(hit, wanted, words, MAX_UNITS, hedged=hit.strength == "weak"))
    return blocks[0] if len(blocks) == 1 and blocks[0].text else None


def _results(answer: Answer, hits: Sequence[Hit], words: Catalogue, username: str) -> list[InlineQueryResultArticle]:
    results = []
    for hit in hits:
        page = passage_page(answer, hit, words)
        if page is None:
            continue
        title = one_line(hit.speaker or hit.article.title or "", MAX_NAME) or words.say("answer.untitled")
        address = f"https://t.me/{username}?start=p_{hit.passage_id}"
        results.append(
            InlineQueryResultArticle(
                id=hit.passage_id,
                title=title,
                description=one_line(hit.text, _MAX_DESCRIPTION) or None,
                input_message_content=InputTextMessageContent(
                    page.text,
                    entities=entities(page),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                ),
                reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(words.say("buttons.read"), url=address)]]),
            )
        )
    return results


def _read(offset: str) -> int:
    """How many passages were offered already."""
    return min(int(offset), _MOST_OFFERED) if offset.isascii() and offset.isdigit() and len(offset) < 4 else 0
