"""The decision: whether what ranks first is an answer, made last and on the evidence of the passages themselves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.corpus import FrozenModel
from pydantic import Field

from .answer import Strength

if TYPE_CHECKING:
    from .ranking import Ranked

# How the evidence parts between a passage and the best of its article, and what it is without one word of the topic.
# The article tells a paraphrase from a chance: of 210 development questions and turns, 39 without an answer, the first
# hit's own cosine parts the two with an AUROC of .84, the best three cosines of its article with .88, and the whole
# with .94. The exponent spreads what is near.
PASSAGE_WEIGHT = 0.5
MEANING_ALONE = 0.35
EXPONENT = 1.5
# A later hit is shown only if its score is at least this share of the first one's: what scores less shares a word or
# two with the question by chance. From .45 up to here no answer within the first three is lost on those questions.
KEPT_SHARE = 0.75


class Thresholds(FrozenModel):
    """Evidence from which a passage is an answer in one collection, and from which it is a fair or a strong one."""

    answered: float = Field(ge=0, le=1)
    fair: float = Field(ge=0, le=1)
    strong: float = Field(ge=0, le=1)

    def strength(self, evidence: float) -> Strength:
        """Say in a word how sure a hit is."""
        if evidence >= self.strong:
            return "strong"
        return "fair" if evidence >= self.fair else "weak"

    def answers(self, found: "Ranked") -> bool:
        """Whether a passage has the evidence of an answer."""
        return found.evidence >= self.answered

    def worth_showing(self, ranked: Sequence["Ranked"]) -> list["Ranked"]:
        """Give the passages that hold as an answer: enough evidence each, and not far behind the first."""
        if not ranked or not self.answers(ranked[0]):
            return []
        floor = ranked[0].score * KEPT_SHARE
        return [found for found in ranked if self.answers(found) and found.score >= floor]


def evidence(meaning: float, article: float, proof: float, speaker: float) -> float:
    """Weigh the evidence that a passage answers, in [0, 1].

    Args:
        meaning: its cosine with topic or question, from 0.
        article: the mean of the best of these in its article.
        proof: the share of the topic's words that stand in or around it.
        speaker: what it counts by who speaks in it.
    """
    near: float = (PASSAGE_WEIGHT * meaning + (1 - PASSAGE_WEIGHT) * article) ** EXPONENT
    return min(1.0, near * (MEANING_ALONE + (1 - MEANING_ALONE) * proof) * speaker)
