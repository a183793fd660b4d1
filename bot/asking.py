"""Questions and their answers: asked, asked on, and asked anew by editing them."""

from __future__ import annotations

from collections.abc import Callable

from onrecord.index import Context, QuestionError, Retriever
from telegram import Message, Update

from .answering import Turn, refusal
from .botcontext import BotContext, message_of, place_of, words_for
from .conversations import Answered, Place
from .pages import Page
from .questions import Question, question_of
from .sending import delete, edit, reply, typing
from .wording import Catalogue


async def on_question(update: Update, context: BotContext) -> None:
    """Answer a text message with quoted passages, or say that none was found."""
    message = message_of(update)
    if question := question_of(message, context.username):
        await answer(update, context, message, question)


async def on_ask(update: Update, context: BotContext) -> None:
    """Answer the question behind the command, or the text of the message that it replies to."""
    message, words = message_of(update), words_for(update)
    if question := question_of(message, context.username):
        await answer(update, context, message, question)
        return
    examples = await context.run(context.services.served.examples)
    example = examples[0] if examples else words.say("ask.example")
    await reply(message, Page.of(words.say("ask.hint", example=example)))


async def on_edited(update: Update, context: BotContext) -> None:
    """Let the answer follow a question that was edited; edits of what was never asked change nothing."""
    message = message_of(update)
    question = question_of(message, context.username)
    known = await _answered(context, message)
    if question is None or known is None:
        return
    words, place, before = words_for(update), place_of(update), known.before
    turn = await _turn(context, message, question, lambda: before, words)
    numbers = await _replace(message, known, turn.pages)
    latest = known.answers[-1]

    def remember() -> None:
        conversations = context.services.conversations
        # A later question is what the conversation stands at, and an earlier one changes nothing of that.
        if conversations.context(place) == conversations.after_answer(place.chat, latest):
            conversations.keep(place, turn.after, turn.answer)
        conversations.answered(place.chat, message.message_id, numbers, turn.before, turn.after)

    await context.keep(remember)


async def answer(update: Update, context: BotContext, message: Message, question: Question) -> None:
    """Answer a question as a turn of its conversation, and remember both."""
    place = place_of(update)
    turn = await _turn(context, message, question, lambda: _context(context, place, message), words_for(update))
    sent = await (await reply(message, *turn.pages)).message_ids()
    numbers = [number for number in sent if number is not None]

    def remember() -> None:
        conversations = context.services.conversations
        conversations.keep(place, turn.after, turn.answer)
        conversations.answered(place.chat, message.message_id, numbers, turn.before, turn.after)

    await context.keep(remember)


async def _turn(
    context: BotContext, message: Message, question: Question, remembered: Callable[[], Context], words: Catalogue
) -> Turn:
    """Work an answer out; one that cannot be is a page that says why."""

    def work(retriever: Retriever) -> Turn:
        before = remembered()
        try:
            return context.clerk(retriever, words).turn(question.text, before, shown=question.shown)
        except QuestionError as error:
            return Turn(pages=(refusal(error, question.text, words),), before=before, after=before)

    async with typing(message):
        return await context.run(work)


def _context(context: BotContext, place: Place, message: Message) -> Context:
    """What a turn goes on from: the answer that it replies to, or else what was spoken of last."""
    conversations = context.services.conversations
    replied = message.reply_to_message
    then = conversations.after_answer(place.chat, replied.message_id) if replied else None
    return then or conversations.context(place)


async def _answered(context: BotContext, message: Message) -> Answered | None:
    conversations = context.services.conversations
    return await context.keep(lambda: conversations.answer_to(message.chat_id, message.message_id))


async def _replace(message: Message, known: Answered, pages: tuple[Page, ...]) -> list[int]:
    """Write new pages into the messages of an earlier answer, and give the numbers of those that show them now.

    What is left over goes, what is more is sent.
    """
    bot, numbers = message.get_bot(), known.answers
    for number, page in zip(numbers, pages, strict=False):
        await edit(bot, message.chat_id, number, page)
    for number in numbers[len(pages) :]:
        await delete(bot, message.chat_id, number)
    shown = list(numbers[: len(pages)])
    if more := pages[len(numbers) :]:
        sent = await (await reply(message, *more)).message_ids()
        shown += [number for number in sent if number is not None]
    return shown
