"""What happens when a button is tapped: the message changes in place, and the tap is always answered."""

from __future__ import annotations

from typing import NamedTuple

from onrecord.index import Context, QuestionError, Retriever
from telegram import CallbackQuery, Message, MessageEntity, Update

from .answering import last_answer, refusal
from .botcontext import BotContext, words_for
from .conversations import Place
from .header import Heading, question_in
from .keyboards import article_rows, context_rows
from .leafing import list_page
from .pages import Page
from .places import article_leaves, context_page
from .questions import question_of
from .sending import answer_callback
from .taps import Action, Tap
from .wording import Catalogue


class _Asked(NamedTuple):
    """The question of an answer: ``line`` where it stands above it, and ``text`` wherever it was found."""

    text: str | None
    line: str | None


class _Outcome(NamedTuple):
    """What a tap comes to: a page to show in the place of the one before, and some words in passing."""

    page: Page | None = None
    notice: str | None = None


async def on_tap(update: Update, context: BotContext) -> None:
    """Do what the tapped button stands for."""
    query = update.callback_query
    if query is None:
        return
    words = words_for(update)
    tap, message = Tap.read(query.data or ""), query.message
    # python-telegram-bot makes a Message of one that is no longer accessible, too.
    if tap is None or not isinstance(message, Message) or not message.is_accessible:
        await answer_callback(query, words.say("notices.old_button"), alert=True)
        return
    outcome = await _outcome(tap, query, message, context, words)
    alert = outcome.page is None and outcome.notice is not None
    await answer_callback(query, outcome.notice, alert=alert, page=outcome.page)


async def _outcome(tap: Tap, query: CallbackQuery, message: Message, context: BotContext, words: Catalogue) -> _Outcome:
    asked = _asked(message, context.username)
    match tap.action:
        case Action.CONTEXT:
            return await context.run(lambda retriever: _placed(retriever, tap, asked, context.username, words))
        case Action.ARTICLE:
            return await context.run(lambda retriever: _article(retriever, tap, asked, words))
        case Action.SPEAKERS | Action.SOURCES | Action.LATEST:
            return _Outcome(await context.run(lambda retriever: list_page(retriever, tap, words)))
        case Action.UP | Action.DOWN:
            await context.keep(lambda: _thumb(tap, query, message, asked, context))
            return _Outcome(notice=words.say("notices.thanks" if tap.action is Action.UP else "notices.thanks_down"))
    if asked.text is None:
        return _Outcome(notice=words.say("notices.question_gone"))
    place = Place(message.chat_id, query.from_user.id)
    try:
        return await context.run(lambda retriever: _about_answer(retriever, tap, asked, place, context, words))
    except QuestionError as error:
        return _Outcome(notice=refusal(error, asked.text, words).text)


def _about_answer(
    retriever: Retriever, tap: Tap, asked: _Asked, place: Place, context: BotContext, words: Catalogue
) -> _Outcome:
    """What needs the question: another page of the answer, its dates, its reasons, or it on its own."""
    clerk = context.clerk(retriever, words)
    question = asked.text or ""
    conversations = context.services.conversations
    match tap.action:
        case Action.DATES:
            page = clerk.dates(question, tap, above=asked.line)
            return _Outcome(page, None if page else words.say("notices.no_dates"))
        case Action.WHY:
            page = clerk.why(question, tap, above=asked.line)
            return _Outcome(page, None if page else words.say("notices.gone"))
        case Action.DROP:
            turn = clerk.turn(question, Context())
            conversations.keep(place, turn.after, turn.answer)
            return _Outcome(turn.pages[0])
    seen = clerk.page(question, tap, above=asked.line, carried=False)
    if seen is None:
        return _Outcome(notice=words.say("notices.gone"))
    before = conversations.context(place)
    if before.asked == question and seen.answer.answered:
        # So that "more" goes on from what was leafed to.
        shown = seen.answer.model_copy(update={"hits": seen.sheet.hits})
        after = before.after(question, shown, carried=True)
        conversations.keep(place, after, last_answer(question, seen.answer, seen.sheet.hits))
    return _Outcome(seen.page, words.say("answer.no_more") if seen.at_end else None)


def _placed(retriever: Retriever, tap: Tap, asked: _Asked, username: str, words: Catalogue) -> _Outcome:
    page = place_page(retriever, tap, asked.line, username, words)
    return _Outcome(page, None if page else words.say("notices.gone"))


def place_page(retriever: Retriever, tap: Tap, above: str | None, username: str, words: Catalogue) -> Page | None:
    """Write a passage in its place, with the buttons that lead on; ``None`` where its article is gone."""
    passage = retriever.passage(tap.passage)
    if passage is None:
        return None
    address = f"https://t.me/{username}?start=p_{passage.passage_id}"
    rows = context_rows(tap, passage.before_id, passage.after_id, words, address)
    return context_page(passage, Heading(question=above).page(words), words).under(*rows)


def _article(retriever: Retriever, tap: Tap, asked: _Asked, words: Catalogue) -> _Outcome:
    passage = retriever.passage(tap.passage)
    article = retriever.article(passage.article.id) if passage else None
    if article is None:
        return _Outcome(notice=words.say("notices.gone"))
    leaves = article_leaves(article, Heading(question=asked.line).page(words), words)
    leaf = min(tap.leaf, len(leaves) - 1)
    here = tap.model_copy(update={"leaf": leaf})
    return _Outcome(leaves[leaf].under(*article_rows(here, words, more=leaf < len(leaves) - 1)))


def _thumb(tap: Tap, query: CallbackQuery, message: Message, asked: _Asked, context: BotContext) -> None:
    context.services.feedback.add(
        query.from_user.id,
        "up" if tap.action is Action.UP else "down",
        question=asked.text or "",
        answered=tap.page is not None,
        hits=shown_passages(message),
        generation=tap.generation,
        message=(message.chat_id, message.message_id),
    )


def taps_under(message: Message) -> list[Tap]:
    """What the buttons under a message stand for."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    taps = (Tap.read(str(button.callback_data or "")) for row in rows for button in row)
    return [tap for tap in taps if tap is not None]


def shown_passages(message: Message) -> tuple[str, ...]:
    """The passages that a message shows, by the buttons under it."""
    return tuple(tap.passage for tap in taps_under(message) if tap.action is Action.CONTEXT and tap.passage)


def _asked(message: Message, username: str) -> _Asked:
    """Find the question of an answer: in the line above it, or in the message that it replies to."""
    first = message.entities[0] if message.entities else None
    italic = first is not None and first.type == MessageEntity.ITALIC and first.offset == 0
    line = question_in(message.text or "", starts_italic=italic)
    if line is not None:
        return _Asked(line, line)
    replied = message.reply_to_message
    question = question_of(replied, username) if replied else None
    return _Asked(question.text if question else None, None)
