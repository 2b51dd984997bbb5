"""The table of kinds of case: a new kind is one module and one row here."""

from models.case import Case
from models.incident import Incident

KINDS: dict[str, type[Case]] = {kind.__mapper_args__["polymorphic_identity"]: kind for kind in (Incident,)}
