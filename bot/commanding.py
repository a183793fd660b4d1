"""The commands beside /ask."""

from __future__ import annotations

from onrecord.index import Context, QuestionError, Retriever
from telegram import Message, Update

from .answering import refusal
from .botcontext import BotContext, message_of, place_of, words_for
from .conversations import LastAnswer
from .leafing import list_page
from .lists import about_page, help_page, profiles_page, welcome_page
from .pages import Page
from .questions import after_command, command_is_for, replied_text, replies_to_bot
from .sending import question_of, reply, revise, typing
from .tapping import place_page, shown_passages, taps_under
from .taps import Action, Tap
from .verdicts import Claim, claim_in, quoted_in, verdict_page
from .wording import Catalogue

#: How a link to a passage begins behind ``?start=``.
_PASSAGE = "p_"


async def on_start(update: Update, context: BotContext) -> None:
    """Say what this is and what to ask, or show the passage that a link leads to."""
    message, words = message_of(update), words_for(update)
    payload = after_command(message)
    if payload.startswith(_PASSAGE):
        await reply(message, await _linked(payload.removeprefix(_PASSAGE), context, words))
        return
    async with typing(message):
        examples = await context.run(context.services.served.examples)
    await reply(message, welcome_page(examples, words))


async def on_help(update: Update, context: BotContext) -> None:
    """Say how to ask, with questions that the index that is served answers."""
    message = message_of(update)
    async with typing(message):
        examples = await context.run(context.services.served.examples)
    await reply(message, help_page(examples, context.username, words_for(update)))


async def on_speakers(update: Update, context: BotContext) -> None:
    """List who is quoted, or tell of those whom a name may mean."""
    message, words = message_of(update), words_for(update)
    if name := after_command(message):
        found = await context.run(lambda retriever: profiles_page(name, retriever.find_speakers(name), words))
        await reply(message, found)
    else:
        await _list(message, Action.SPEAKERS, context, words)


async def on_sources(update: Update, context: BotContext) -> None:
    """List where the articles are from."""
    await _list(message_of(update), Action.SOURCES, context, words_for(update))


async def on_latest(update: Update, context: BotContext) -> None:
    """List the newest articles."""
    await _list(message_of(update), Action.LATEST, context, words_for(update))


async def on_about(update: Update, context: BotContext) -> None:
    """Say what is covered."""
    words = words_for(update)

    def about(retriever: Retriever) -> Page:
        return about_page(retriever.counts, retriever.sources, retriever.period, retriever.stamp, words)

    await reply(message_of(update), await context.run(about))


async def on_verify(update: Update, context: BotContext) -> None:
    """Tell whether the words behind the command, or of the message that it replies to, are on record.

    Where the words are edited, so is the verdict.
    """
    message, words = message_of(update), words_for(update)
    show = revise if update.edited_message else reply
    if claimed := after_command(message) or replied_text(message):
        await show(message, *await _verified(message, claimed, context, words))
    else:
        await show(message, Page.of(words.say("verify.hint")))


async def on_forwarded(update: Update, context: BotContext) -> None:
    """Tell whether the words of a message that somebody passes on are on record."""
    message = message_of(update)
    _is_first_of_album(message, context)  # so that nothing is said to its other pictures
    claimed = message.text or message.caption or ""
    await reply(message, *await _verified(message, claimed, context, words_for(update)))


async def on_new(update: Update, context: BotContext) -> None:
    """Forget what was spoken of."""
    place = place_of(update)
    await context.keep(lambda: context.services.conversations.forget(place))
    await reply(message_of(update), Page.of(words_for(update).say("new.done")))


async def on_feedback(update: Update, context: BotContext) -> None:
    """Write down what somebody thinks of the last answer, or of the one that the message replies to."""
    message, words = message_of(update), words_for(update)
    comment = after_command(message)
    if not comment:
        await reply(message, Page.of(words.say("feedback.hint")))
        return
    place = place_of(update)
    replied = message.reply_to_message if replies_to_bot(message) else None
    earlier = await question_of(replied) if replied else None

    def write() -> None:
        services = context.services
        known = services.conversations.answer_to(place.chat, earlier) if earlier is not None else None
        answer = _shown_in(replied, known.after) if replied and known else None
        answer = answer or services.conversations.last_answer(place)
        services.feedback.add(
            place.person,
            "comment",
            question=answer.question if answer else "",
            answered=answer is None or answer.answered,
            hits=answer.hits if answer else (),
            generation=answer.generation if answer else "",
            comment=comment,
        )

    await context.keep(write)
    await reply(message, Page.of(words.say("feedback.thanks")))


async def on_other_command(update: Update, context: BotContext) -> None:
    """Say that a command is not known, unless it is meant for another bot."""
    message = message_of(update)
    if command_is_for(message, context.username):
        await reply(message, Page.of(words_for(update).say("errors.unknown_command")))


async def on_anything_else(update: Update, context: BotContext) -> None:
    """Say that only text is read, once for all the pictures of an album."""
    message = message_of(update)
    if _is_first_of_album(message, context):
        await reply(message, Page.of(words_for(update).say("errors.text_only")))


def _is_first_of_album(message: Message, context: BotContext) -> bool:
    """Tell whether nothing was said yet to an album, which comes as a message a picture; what is none is the first."""
    album = message.media_group_id
    who = ("album", message.chat_id, album)
    return album is None or context.services.notices.due(who, message.date.timestamp())


async def _list(message: Message, action: Action, context: BotContext, words: Catalogue) -> None:
    tap = Tap(action=action)
    await reply(message, await context.run(lambda retriever: list_page(retriever, tap, words)))


async def _linked(passage: str, context: BotContext, words: Catalogue) -> Page:
    tap = Tap.read(f"{Action.CONTEXT}.{passage}........")
    page = None
    if tap is not None and tap.passage:
        page = await context.run(lambda retriever: place_page(retriever, tap, None, context.username, words))
    return page or Page.of(words.say("notices.gone"))


async def _verified(message: Message, claimed: str, context: BotContext, words: Catalogue) -> tuple[Page, ...]:
    claim = claim_in(claimed)
    try:
        async with typing(message):
            return await context.run(lambda retriever: _verdicts(retriever, claim, claimed, words))
    except QuestionError as error:
        return (refusal(error, claim.words, words),)


def _verdicts(retriever: Retriever, claim: Claim, claimed: str, words: Catalogue) -> tuple[Page, ...]:
    """Verify a text; or, where that is nobody's as a whole, each of the quotes in it, if any of them is known."""
    whole = retriever.verify_quote(claim.words, claim.speaker)
    if whole.matches:
        return (verdict_page(whole, words),)
    parts = [(quote, retriever.verify_quote(quote)) for quote in quoted_in(claimed)]
    if not any(verified.matches for _, verified in parts):
        return (verdict_page(whole, words),)
    return tuple(verdict_page(verified, words, above=quote) for quote, verified in parts)


def _shown_in(message: Message, then: Context) -> LastAnswer | None:
    """What a message of the bot answered, by what was known then; ``None`` where it is no answer."""
    taps = taps_under(message)
    thumb = next((tap for tap in taps if tap.action is Action.UP), None)
    answered = any(tap.page is not None for tap in taps)
    if thumb is None and not answered:
        return None
    return LastAnswer(
        question=then.asked,
        answered=answered,
        hits=shown_passages(message),
        # Nothing under a passage in its place, or under the reasons, tells the index that answered.
        generation=thumb.generation if thumb else "",
    )
