"""Work that is waited for even where whoever wanted it is cancelled.

A thread cannot be stopped: left alone it would go on with its transaction after the database was closed.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do `work` in a thread; cancelled meanwhile, wait for its end before giving way."""
    return await to_the_end(asyncio.to_thread(work, *args, **kwargs))


async def to_the_end(work: Coroutine[object, object, T]) -> T:
    """Do `work` as a task of its own; cancelled meanwhile, wait for its end before giving way."""
    under_way = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(under_way)
    except asyncio.CancelledError:
        await asyncio.wait([under_way])
        raise
