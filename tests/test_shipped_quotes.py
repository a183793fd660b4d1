"""The quotes of the shipped articles, every one: its words, its speaker and the evidence."""

import pytest
from onrecord.corpus import Article, find_quotes, read_articles, shipped_articles

PESKOV = "Dmitry Peskov"
SPOKESMAN, SECRETARY = "Kremlin spokesman", "Russia’s presidential press secretary"
NAMED, ROLE, PRONOUN = "named", "role", "pronoun"
SHIPPED = {
    "kremlin-denies-cluster-bombs": [
        (
            "indirect",
            "Moscow denies allegations its Aerospace Forces have used cluster bombs in the fight against terrorism in"
            " Syria",
            (PESKOV, SPOKESMAN, NAMED, "high", "Dmitry Peskov", "said"),
        ),
        (
            "indirect",
            "Moscow and Damascus had used cluster munitions, which are internationally banned weapons, in fight against"
            " militants in Syria",
            ("Human Rights Watch", None, NAMED, "high", "Human Rights Watch", "said"),
        ),
        (
            "direct",
            "Russia is conducting its operation in strict compliance with the principles and norms of international"
            " law, including all parts of international law that regulate the use, non-use, or prohibition of one or"
            " another type of weaponry and no one should have any doubts about this.",
            (PESKOV, SPOKESMAN, NAMED, "high", "Peskov", "told"),
        ),
        (
            "indirect",
            "all their targets are chosen based on intelligence collected by Russia, Syria, Iraq and Iran",
            ("Russian military", "the Russian military", ROLE, "medium", "the Russian military", "According to"),
        ),
    ],
    "tass-2015-11-28-syria": [
        (
            "indirect",
            "the Russian and French military have been discussing already an action plan for Syria",
            (PESKOV, SECRETARY, NAMED, "high", "Dmitry Peskov", "said"),
        ),
        (
            "indirect",
            "The mission of the Russian Aerospace Force in Syria is more effective in quality than the U.S. mission",
            (PESKOV, SECRETARY, NAMED, "high", "Dmitry Peskov", "said"),
        ),
        (
            "direct",
            "The territory, controlled by terrorists is shrinking (over the time of the Russian mission),|This proves"
            " the mission is qualitatively different. It is more effective. Those are not conclusions of political"
            " analysts, but the reality, which may be announced.",
            (PESKOV, SECRETARY, PRONOUN, "high", "he", "said"),
        ),
        ("mixed", "undeniable fact", (PESKOV, SECRETARY, PRONOUN, "medium", "He", "called")),
        (
            "direct",
            "Unfortunately, that mission, which lasted for over a year, has resulted in bigger territories controlled"
            " by IS (Islamic State),|It is for the first time now, thanks to the mission of the Russian Aerospace"
            " Force, which is not that long yet, the tendency has changed radically",
            (PESKOV, SECRETARY, PRONOUN, "high", "he", "said"),
        ),
        (
            "indirect",
            "The Russian and French military have been discussing already an action plan for Syria, though it is too"
            " early yet to announce the coalition is ready to cooperate",
            (PESKOV, SECRETARY, NAMED, "high", "Dmitry Peskov", "said"),
        ),
        (
            "indirect",
            "The Russian side keeps the door open for any cooperation acceptable for the U.S.-led coalition",
            (PESKOV, SECRETARY, PRONOUN, "high", "he", "said"),
        ),
        (
            "direct",
            "as yet, we cannot see, say, mutual readiness.",
            (PESKOV, SECRETARY, PRONOUN, "high", "he", "adding"),
        ),
        (
            "indirect",
            "some countries had chosen to leave now the “pressing position” demanding an immediate resignation of"
            " Bashar Assad",
            (PESKOV, SECRETARY, PRONOUN, "high", "He", "saying"),
        ),
        ("mixed", "pressing position", (PESKOV, SECRETARY, PRONOUN, "medium", "He", "saying")),
        (
            "direct",
            "Now that most Syrian territory is controlled by IS, Nusra and other terrorist organisations, it seems"
            " unrealistic to organise whatever elections,|Nor realistic are talks about a political settlement. The"
            " only force on the ground, which is fighting terrorism, is the Syrian Armed Forces",
            (PESKOV, SECRETARY, ROLE, "medium", "the press secretary", "said"),
        ),
        (
            "indirect",
            "Russia is for territory and political integrity of the Middle East countries",
            (PESKOV, "presidential press secretary", NAMED, "high", "Dmitry Peskov", "told"),
        ),
        (
            "direct",
            "You know, it is a very sensitive region, and thus inarguable provision is to remain – the territory and"
            " political integrity of all the countries in the region: both Syria, and Turkey, and Iraq,|Otherwise, the"
            " consequences may be catastrophic for the region, which actually neighbours our borders.",
            (PESKOV, SECRETARY, PRONOUN, "high", "he", "said"),
        ),
        (
            "indirect",
            "about various political and ethnic groups acting in the region, including, for example, the Kurdish"
            " militia",
            ("anchorman", "The anchorman", ROLE, "medium", "The anchorman", "said"),
        ),
        (
            "direct",
            "The Kurdish militia, well, in fact they are fighting most effectively both in northern Iraq, and fighting"
            " effectively the Islamic State (a terrorist group outlawed in Russia),|They are a more realistic force in"
            " fighting IS than the ephemeral Free Syrian Army.",
            (PESKOV, SECRETARY, NAMED, "high", "Peskov", "said"),
        ),
        (
            "direct",
            "Here, I have said everything I could,",
            (PESKOV, SECRETARY, NAMED, "high", "Peskov", "replied"),
        ),
    ],
}


def shipped() -> list[Article]:
    return [found for found in read_articles(shipped_articles()) if isinstance(found, Article)]


@pytest.mark.parametrize("told", shipped(), ids=lambda told: told.id)
def test_every_quote_of_the_shipped_articles_is_found_with_its_speaker_and_the_evidence(told: Article) -> None:
    found = [
        (
            quote.kind.value,
            "|".join(piece.text for piece in quote.pieces).replace("\u00a0", " "),
            (
                quote.speaker,
                quote.description,
                quote.attribution.value,
                quote.confidence.value,
                quote.mention and quote.mention.text,
                quote.cue and quote.cue.text,
            ),
        )
        for quote in find_quotes(told)
    ]
    assert found == SHIPPED[told.id]


# --- what always holds ----------------------------------------------------------------------------
