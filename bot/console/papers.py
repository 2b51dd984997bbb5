"""The papers of a mediation, made from the case and saved as DOCX; each download is written down."""

from collections.abc import Callable

from bot.console.cases import case_asked_for
from bot.console.desk import Answer, Bytes, Desk
from bot.console.faults import NotHere
from bot.papers.agreement import agreement, oral_agreement
from bot.papers.record import record
from models.audit import Access, note_access
from models.dispute import Dispute

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS: dict[str, Callable[[Dispute], bytes]] = {
    "agreement": agreement,
    "oral": oral_agreement,
    "record": record,
}


def download(desk: Desk) -> Answer:
    """Return one of the papers of a dispute to those who may see it."""
    case, name = case_asked_for(desk), desk.asked.path["paper"]
    if not isinstance(case, Dispute) or name not in PAPERS:
        raise NotHere
    note_access(
        desk.session, desk.person, Access.PAPER, desk.now, case_id=case.id, detail=f"{case.number} {name}"
    )
    return Bytes(PAPERS[name](case), f"{case.number}-{name}.docx", DOCX)
