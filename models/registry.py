"""The table of kinds of case: a new kind is one module and one row here."""

from models.case import Case
from models.complaint import Complaint
from models.dispute import Dispute
from models.help import HelpRequest
from models.incident import Incident
from models.service import Service
from models.suggestion import Suggestion

KINDS: dict[str, type[Case]] = {
    kind.__mapper_args__["polymorphic_identity"]: kind
    for kind in (Incident, HelpRequest, Complaint, Suggestion, Service, Dispute)
}
