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
from .sending import question_of as questioned
from .sending import reply, revise, typing
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
    place, before, after = place_of(update), known.before, known.after
    turn = await _turn(context, message, question, lambda: before, words_for(update))
    await revise(message, *turn.pages)

    def remember() -> None:
        conversations = context.services.conversations
        # A later question is what the conversation stands at, and an earlier one changes nothing of that.
        if conversations.context(place) == after:
            conversations.keep(place, turn.after, turn.answer or conversations.last_answer(place))
        conversations.answered(place, message.message_id, turn.before, turn.after)

    await context.keep(remember)


async def answer(update: Update, context: BotContext, message: Message, question: Question) -> None:
    """Answer a question as a turn of its conversation, and remember both."""
    place = place_of(update)
    earlier = await questioned(message.reply_to_message) if message.reply_to_message else None
    turn = await _turn(
        context, message, question, lambda: _context(context, place, message, earlier), words_for(update)
    )
    await reply(message, *turn.pages)

    def remember() -> None:
        conversations = context.services.conversations
        conversations.answered(place, message.message_id, turn.before, turn.after)
        if turn.answer is not None:  # thanks leave the conversation where it was, and /feedback at its last answer
            conversations.keep(place, turn.after, turn.answer)

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


def _context(context: BotContext, place: Place, message: Message, earlier: int | None) -> Context:
    """What a turn goes on from: the answer to an earlier question, or else what was spoken of last."""
    conversations = context.services.conversations
    if known := conversations.answer_to(place.chat, message.message_id):
        return known.before  # The bot was ended in the midst of this turn, which must not go on from itself.
    then = conversations.answer_to(place.chat, earlier) if earlier is not None else None
    return then.after if then else conversations.context(place)


async def _answered(context: BotContext, message: Message) -> Answered | None:
    conversations = context.services.conversations
    return await context.keep(lambda: conversations.answer_to(message.chat_id, message.message_id))
