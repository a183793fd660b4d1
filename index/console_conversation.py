"""How a conversation looks in a terminal; pure: values in, printable out."""

from rich.console import Group, RenderableType
from rich.text import Text

from .answer import Answer
from .console import echoed, render_answer, visible
from .follow_up import Act, Reading

WELCOME = (
    "Ask what somebody said; then go on with: and about …? what about …? who else? when was that? more. bye ends it."
)
_NO_MORE = "There is no more on that in these articles."
_NO_OTHERS = "Nobody else is quoted on that in these articles."
_NOTHING_ASKED = "Ask away."


def render_turn(answer: Answer, reading: Reading) -> RenderableType:
    """Show the answer to a turn, below what it was taken to mean where that is not what was typed."""
    if reading.act is Act.CHAT:
        return Text(_NOTHING_ASKED, style="dim")
    shown = render_answer(answer)
    if not answer.answered and answer.reason == "no-match" and not answer.nearest:
        said = {Act.MORE: _NO_MORE, Act.OTHERS: _NO_OTHERS}.get(reading.act)
        shown = Text(said, style="bold") if said else shown
    if reading.act is Act.QUESTION:
        return shown
    return Group(Text(visible(f"→ {echoed(reading.questions[0])}"), style="dim"), shown)
