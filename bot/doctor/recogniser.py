"""The recogniser's part of the doctor: it is sent a silent recording and should answer any words, or none."""

import aiohttp

from bot.config import Voice
from bot.doctor.finding import Finding, bad, ok, warn
from bot.recogniser import HttpRecogniser, NotHeard, Result

# A second of AMR: fifty frames that hold no speech (RFC 4867 §5, frame type 15).
SILENCE = b"#!AMR\n" + b"\x7c" * 50
DOWN = frozenset({Result.UNREACHABLE, Result.TIMEOUT})


async def look(voice: Voice) -> Finding:
    """Return whether the recogniser answers, and in the form that is read."""
    if not voice.recogniser_url:
        return ok("recogniser", "none set: voice messages are given to staff to hear")
    async with aiohttp.ClientSession() as session:
        recogniser = HttpRecogniser(session, voice.recogniser_url, voice.recogniser_timeout)
        try:
            await recogniser.words(SILENCE, "audio/amr")
        except NotHeard as missed:
            return _finding(missed)
    return ok("recogniser", "answers")


def _finding(missed: NotHeard) -> Finding:
    if missed.result is Result.NOTHING:
        return ok("recogniser", "answers")
    if missed.result in DOWN:
        words = f"not reached ({missed}); start it, or check voice.recogniser_url"
        return bad("recogniser", f"{words}: until then recordings are given to staff")
    words = f"reached, but answers a silent recording with {missed}"
    return warn("recogniser", f'{words}; it should answer {{"text": ""}} with HTTP 200')
