"""The commands over the shipped articles, links to passages, and the reader's language, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from onrecord.bot.answering import Clerk
from onrecord.bot.served import Served
from onrecord.bot.wording import catalogue
from onrecord.corpus import shipped_articles
from onrecord.index import Encoder, Retriever, build

from tests.botapi.reading import KURDS, Reader, labels, quoted

ENGLISH, RUSSIAN = catalogue("en"), catalogue("ru")
ALTERED = "They are a more reliable force in fighting IS than the Free Syrian Army"
SAID = "I have said everything I could"


@pytest.fixture
def ann(bot_api, run_bot, shipped_retriever):
    run_bot(shipped_retriever)
    return Reader(bot_api)


def test_help_shows_questions_that_the_index_answers(ann, shipped_retriever):
    examples = [line[2:] for line in ann.says("/help")["text"].splitlines() if line.startswith("• ")]
    assert examples == list(Served().examples(shipped_retriever))
    assert examples
    for example in examples:
        assert quoted(Reader(ann.api).says(example))
    welcome = ann.says("/start")["text"]
    assert all(example in welcome for example in examples)
    assert examples[0] in ann.says("/ask")["text"]


def test_a_link_leads_to_a_passage_in_its_place(ann, shipped_retriever):
    hit = shipped_retriever.ask(KURDS, 1).hits[0]
    placed = ann.says(f"/start p_{hit.passage_id}")
    assert quoted(placed) == [hit.text]
    assert labels(placed) == ["‹ Before", "After ›", "Article", ENGLISH.say("buttons.link")]
    link = placed["reply_markup"]["inline_keyboard"][-1][0]["url"]
    assert link == f"https://t.me/OnRecordTestBot?start=p_{hit.passage_id}"
    following, _ = ann.taps(placed, "After ›")
    assert quoted(following) != [hit.text]
    leaf, _ = ann.taps(following, "Article")
    assert "Quotes 1 to 5 of 14" in leaf["text"]


@pytest.mark.parametrize("payload", ["p_", "p_0000000000000000", "p_xyz", "p_" + "a" * 64, "p_a.b.c"])
def test_a_link_to_what_is_gone_says_so(ann, payload):
    assert ann.says(f"/start {payload}")["text"] == ENGLISH.say("notices.gone")


def test_a_link_survives_a_rebuild(bot_api, run_bot, shipped_retriever, tiny_encoder, tmp_path):
    hit = shipped_retriever.ask(KURDS, 1).hits[0]
    build([shipped_articles()], tmp_path / "rebuilt", Encoder.load(str(tiny_encoder)))
    rebuilt = Retriever.open(tmp_path / "rebuilt", encoder=str(tiny_encoder))
    assert rebuilt.stamp != shipped_retriever.stamp
    run_bot(rebuilt)
    assert quoted(Reader(bot_api).says(f"/start p_{hit.passage_id}")) == [hit.text]


def test_speakers_are_listed_and_one_is_told_of(ann):
    listed = ann.says("/speakers")["text"]
    assert "• Dmitry Peskov — quotes: 16, articles: 2\n• Human Rights Watch — quotes: 1, articles: 1" in listed
    told = ann.says("/speakers peskov")["text"]
    assert told.startswith("Dmitry Peskov, Russia’s presidential press secretary\nquotes: 16, articles: 2")
    assert "Also called: Peskov" in told
    assert ann.says("/speakers Obama")["text"] == "I know nobody by the name of Obama."


def test_sources_and_what_is_covered_are_told(ann, shipped_retriever):
    assert ann.says("/sources")["text"] == "Sources (1):\n• TASS — articles: 1, 28 November 2015"
    about = ann.says("/about")["text"]
    assert "Articles: 2. Quotes: 19. People and bodies quoted: 4." in about
    assert "Dated: 28 November 2015.\nSources: TASS." in about
    assert shipped_retriever.stamp.generation in about


def test_the_newest_articles_are_listed_with_a_way_into_each(ann):
    latest = ann.says("/latest")
    first, second = latest["text"].split("\n\n")[1:]
    assert first.startswith("1. Aerospace Force’s mission")
    assert second.startswith("2. Kremlin Denies")
    leaf, _ = ann.taps(latest, "Article 2")
    assert leaf["text"].startswith("Kremlin Denies")
    assert quoted(leaf)
    placed, _ = ann.taps(leaf, "In context")
    assert "Passage 1 of " in placed["text"]
    leaf, _ = ann.taps(placed, "Article")
    back, _ = ann.taps(leaf, ENGLISH.say("buttons.to_latest"))
    assert (back["text"], labels(back)) == (latest["text"], labels(latest))


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (f"/verify {SAID}", "Exact: Dmitry Peskov said these words"),
        (f"/verify@OnRecordTestBot “{SAID}” — Obama", "Said by somebody else: Dmitry Peskov said these words"),
        (
            "/verify They are a more reliable force in fighting IS than the Free Syrian Army",
            "Altered: Dmitry Peskov said almost these words.",
        ),
        ("/verify The weather will be fine on Tuesday", "Not found: "),
        ("/verify", "Write the words after the command"),
        ("/verify ?!", "I see no words in that."),
        ("/verify " + "word " * 815, "That is too long for me."),
        ("/verify “—” — Peskov", "I see no words in that."),
    ],
)
def test_words_are_verified(ann, said, verdict):
    assert ann.says(said)["text"].startswith(verdict)


def test_a_message_that_is_replied_to_or_passed_on_is_verified(ann):
    said = ann.api.message(ann.api.private("elsewhere"), SAID)
    assert ann.says("/verify", reply_to_message=said)["text"].startswith("Exact: Dmitry Peskov")
    part = {"text": "everything I could", "position": 12}
    assert ann.says("/verify", reply_to_message=said, quote=part)["text"].startswith("Exact: Dmitry Peskov")
    origin = {"type": "hidden_user", "sender_user_name": "Bob", "date": 1_700_000_000}
    assert ann.says(SAID, forward_origin=origin)["text"].startswith("Exact: Dmitry Peskov")
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    passed_on = Reader(ann.api).says(None, photo=photo, caption=SAID, forward_origin=origin)
    assert passed_on["text"].startswith("Exact: Dmitry Peskov")


def test_a_verdict_follows_the_words_that_are_edited(ann):
    verdict = ann.says("/verify I have sayed everything I coud")
    ann.api.edit(ann.chat, ann.written, f"/verify {SAID}")
    ann.api.wait_for_call("editMessageText")
    assert ann.api.now(ann.chat, verdict)["text"].startswith("Exact: Dmitry Peskov")
    assert len(ann.api.sent(ann.chat)) == 1


def test_each_quote_in_a_message_that_is_passed_on_is_verified(ann):
    post = f"News! Peskov: “{SAID}.” And the mayor added: “We will build a bridge”. https://example.org/x"
    ann.api.message(ann.chat, post, forward_origin={"type": "hidden_user", "sender_user_name": "Bob", "date": 1})
    one, another = ann.api.wait_for_messages(ann.chat, 2)
    assert one["text"].startswith(f"“{SAID}.”\nExact: Dmitry Peskov said these words")
    assert another["text"] == f"“We will build a bridge”\n{ENGLISH.say('verify.not_found')}"
    assert ann.says("/verify He said: “We will build a bridge” then")["text"] == ENGLISH.say("verify.not_found")


def test_an_album_gets_one_line_and_none_where_its_words_are_verified(ann):
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    origin = {"type": "hidden_user", "sender_user_name": "Bob", "date": 1_700_000_000}
    for _ in range(3):
        ann.api.message(ann.chat, photo=photo, media_group_id="one")
    ann.api.message(ann.chat, photo=photo, media_group_id="two", caption=SAID, forward_origin=origin)
    ann.api.message(ann.chat, photo=photo, media_group_id="two", forward_origin=origin)
    ann.api.message(ann.chat, photo=photo, media_group_id="three")
    said = [message["text"].partition(":")[0] for message in ann.api.wait_for_messages(ann.chat, 3)]
    assert said == [ENGLISH.say("errors.text_only"), "Exact", ENGLISH.say("errors.text_only")]


def test_a_reader_is_answered_in_their_language_and_quotes_stay_in_theirs(ann):
    reader = Reader(ann.api, language="ru")
    answer = reader.says("What did Peskov say about Syria?")
    assert "28 ноября 2015" in answer["text"]
    assert quoted(answer) == quoted(ann.says("What did Peskov say about Syria?"))
    assert RUSSIAN.say("buttons.more") in labels(answer)
    why, _ = reader.taps(answer, RUSSIAN.say("buttons.why"))
    assert why["text"].startswith(RUSSIAN.say("why.title"))
    assert reader.says("/verify")["text"] == RUSSIAN.say("verify.hint")
    assert Reader(ann.api, language="de").says("/new")["text"] == ENGLISH.say("new.done")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_command_answers_in_every_language(ann, language):
    for name in ("start", "help", "ask", "speakers", "sources", "latest", "about", "verify", "new", "feedback"):
        assert Reader(ann.api, language=language).says(f"/{name}")["text"]


def test_examples_are_found_once_for_each_index(shipped_retriever, tmp_path):
    asked = []

    class Counting:
        stamp = shipped_retriever.stamp

        def __getattr__(self, name):
            return getattr(shipped_retriever, name)

        def ask(self, *arguments, **options):
            asked.append(arguments)
            return shipped_retriever.ask(*arguments, **options)

    served = Served()
    counting: Any = Counting()
    assert served.examples(counting) == served.examples(counting) != ()
    assert len(asked) <= 24


def test_names_are_found_by_their_hashes(shipped_retriever):
    from onrecord.bot.taps import digest

    served = Served()
    assert served.speaker(shipped_retriever, digest("Dmitry Peskov")) == "Dmitry Peskov"
    assert served.speaker(shipped_retriever, digest("Nobody")) is None
    assert served.source(shipped_retriever, digest("tass")) == "TASS"
    assert served.source(shipped_retriever, digest("Reuters")) is None


def test_an_answer_narrowed_to_a_source_says_so_and_stays_so(shipped_retriever):
    clerk = Clerk(shipped_retriever, Served(), 3, ENGLISH)
    turn = clerk.turn(KURDS, clerk.turn(KURDS, _empty()).after)
    narrowed = clerk.turn("only from TASS", turn.after)
    assert narrowed.pages[0].text.startswith(f"↪ {KURDS}\nOnly: TASS\n\n")


def _empty():
    from onrecord.index import Context

    return Context()
