"""Notices that work which should never stop has stalled or died, and starts it again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)


async def supervise(
    work: Callable[[], Coroutine[Any, Any, None]],
    silence: Callable[[], float],
    *,
    longest: float,
    on_stall: Callable[[], None],
) -> None:
    """Keep work going that should go on for ever, until this is cancelled.

    Args:
        work: what to do; begun anew where it hangs.
        silence: seconds since it last gave a sign of life, such as beginning; negative while it waits on purpose.
        longest: seconds of silence after which it hangs.
        on_stall: called each time that it is begun anew.

    Raises:
        Exception: whatever the work ends with.
    """
    while True:
        task = asyncio.ensure_future(work())
        await asyncio.sleep(0)  # its first sign of life is that it begins
        try:
            while not task.done() and silence() <= longest:
                await asyncio.wait([task], timeout=max(0.05, min(1.0, longest - silence())))
        finally:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            return task.result()
        logger.error("nothing was heard for %.0f s; beginning anew", longest)
        on_stall()
