"""What happens when a button is tapped: the message changes in place, and the tap is always answered."""

from __future__ import annotations

from typing import NamedTuple

from onrecord.index import Context, QuestionError, Retriever
from telegram import CallbackQuery, Message, MessageEntity, Update

from .answering import Seen, last_answer, refusal
from .botcontext import BotContext, words_for
from .conversations import Conversations, Place
from .header import MAX_SHOWN, Heading, question_in
from .keyboards import article_rows, context_rows
from .leafing import list_page
from .pages import Page, one_line
from .places import article_leaves, context_page
from .questions import question_of
from .sending import answer_callback
from .taps import Action, Tap
from .wording import Catalogue


class _Asked(NamedTuple):
    """The question of an answer: ``line`` where it stands above it, and ``text`` wherever it was found.

    ``typed`` is what the reader wrote or selected, and ``carried`` tells that the line says more than that.
    """

    text: str | None
    line: str | None
    typed: str | None
    carried: bool


class _Outcome(NamedTuple):
    """What a tap comes to: a page to show in the place of the one before, and some words.

    Words without a page stay until they are read, unless they are ``fleeting``.
    """

    page: Page | None = None
    notice: str | None = None
    fleeting: bool = False


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
    alert = outcome.page is None and outcome.notice is not None and not outcome.fleeting
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
            is_up = tap.action is Action.UP
            return _Outcome(notice=words.say("notices.thanks" if is_up else "notices.thanks_down"), fleeting=is_up)
    if asked.text is None:
        return _Outcome(notice=words.say("notices.question_gone"))
    place = Place(message.chat_id, query.from_user.id)
    try:
        return await context.run(lambda retriever: _about_answer(retriever, tap, asked, place, message, context, words))
    except QuestionError as error:
        return _Outcome(notice=refusal(error, asked.text, words).text)


def _about_answer(
    retriever: Retriever,
    tap: Tap,
    asked: _Asked,
    place: Place,
    message: Message,
    context: BotContext,
    words: Catalogue,
) -> _Outcome:
    """What needs the question: another page of the answer, its dates, its reasons, or it on its own."""
    clerk = context.clerk(retriever, words)
    question = asked.text or ""
    match tap.action:
        case Action.DATES:
            page = clerk.dates(question, tap, above=asked.line)
            return _Outcome(page, None if page else words.say("notices.no_dates"))
        case Action.WHY:
            page = clerk.why(question, tap, above=asked.line, shown=shown_passages(message))
            return _Outcome(page, None if page else words.say("notices.gone"))
        case Action.DROP:
            alone = clerk.alone(asked.typed, question)
            above = None if alone == asked.typed else asked.line
            first = clerk.page(alone, Tap(action=Action.ANSWER, page=0), above=above, carried=False)
            if first is not None:
                _go_on(context.services.conversations, place, message, question, alone, first)
            return _Outcome(first.page if first else None)
    seen = clerk.page(question, tap, above=asked.line, carried=asked.carried)
    if seen is None:
        return _Outcome(notice=words.say("notices.gone"))
    if seen.answer.answered:
        # So that "more" goes on from what was leafed to.
        _go_on(context.services.conversations, place, message, question, question, seen)
    return _Outcome(seen.page, words.say("answer.no_more") if seen.at_end else None)


def _go_on(
    conversations: Conversations, place: Place, message: Message, question: str, now_asked: str, seen: Seen
) -> None:
    """Let what stands at an answer go on from what it shows now: the conversation, and replies to that answer.

    Args:
        conversations: what is remembered.
        place: the conversation of whoever tapped, which may stand elsewhere by now.
        message: the answer.
        question: what it answered.
        now_asked: what it answers now.
        seen: what it shows now.
    """
    shown = seen.answer.model_copy(update={"hits": seen.sheet.hits})

    def after(context: Context) -> Context:
        return context.after(now_asked, shown, carried=now_asked == question)

    before = conversations.context(place)
    if before.asked == question:
        conversations.keep(place, after(before), last_answer(now_asked, seen.answer, seen.sheet.hits))
    replied = message.reply_to_message
    known = conversations.answer_to(place.chat, replied.message_id) if replied else None
    if replied and replied.from_user and known and known.after.asked == question:
        asker = Place(place.chat, replied.from_user.id)
        conversations.answered(asker, replied.message_id, known.before, after(known.after))


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
    replied = message.reply_to_message
    question = question_of(replied, username) if replied else None
    written = question.text if question else None
    if line is None:
        return _Asked(written, None, written, carried=False)
    # What a message replies to, Telegram gives without what that one replies to; the words selected there it has.
    typed = replied.quote.text if replied and replied.quote else written
    known = {one_line(words, MAX_SHOWN) for words in (typed, written) if words}
    return _Asked(line, line, typed, carried=bool(known) and line not in known)
