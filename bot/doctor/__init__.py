"""The body of `yizhan doctor`: everything an installation needs, a line a check, with what to do."""

from bot.doctor.examination import examine
from bot.doctor.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "examine"]
