"""What belongs to each intent: the role that may use it and the slots that it can fill."""

from collections.abc import Mapping
from types import MappingProxyType

from nlp.intents import Intent
from nlp.meaning import Role, SlotName

OWNERS: Mapping[Intent, Role] = MappingProxyType(
    {
        Intent.TASK_LIST: Role.GRIDWORKER,
        Intent.TASK_ACCEPT: Role.GRIDWORKER,
        Intent.TASK_FINISH: Role.GRIDWORKER,
        Intent.TASK_TRANSFER: Role.GRIDWORKER,
        Intent.TASK_ESCALATE: Role.GRIDWORKER,
        Intent.PATROL_LOG: Role.GRIDWORKER,
        Intent.MEDIATION_SCHEDULE: Role.MEDIATOR,
        Intent.MEDIATION_RECORD: Role.MEDIATOR,
        Intent.HYGIENE_SCORE: Role.SCORER,
    }
)
"""The intents that belong to a role; every other one is open to everybody."""

_TASKS = frozenset(
    {Intent.TASK_LIST, Intent.TASK_ACCEPT, Intent.TASK_FINISH, Intent.TASK_TRANSFER, Intent.TASK_ESCALATE}
)
_ALSO = {Role.AGENT: _TASKS, Role.MEDIATOR: _TASKS}
"""Agents and mediators are given tasks too."""

_EVERYBODY = frozenset(Intent) - frozenset(OWNERS)

SLOTS: Mapping[Intent, tuple[SlotName, ...]] = MappingProxyType(
    {
        Intent.SERVICE_APPLY: ("service_item", "person", "phone"),
        Intent.SERVICE_GUIDE: ("service_item",),
        Intent.STATION_INFO: ("time",),
        Intent.INCIDENT_REPORT: ("incident_category", "urgent", "place", "time"),
        Intent.HELP_REQUEST: ("urgent", "person", "place", "time"),
        Intent.GRIDWORKER_CONTACT: ("place",),
        Intent.RETURNEE_REGISTER: ("person", "place", "time"),
        Intent.RETURNEE_CHECKIN: ("temperature", "symptom"),
        Intent.DISPUTE_FILE: ("dispute_type", "party", "place", "urgent"),
        Intent.HYGIENE_RESULT: ("time", "person"),
        Intent.HYGIENE_APPEAL: ("time", "reason"),
        Intent.WASTE_SORT: ("waste_item", "waste_class"),
        Intent.WASTE_PICKUP: ("time", "waste_item"),
        Intent.CEREMONY_REGISTER: ("ceremony_kind", "time", "tables", "place"),
        Intent.CASE_PROGRESS: ("case_no",),
        Intent.CASE_WITHDRAW: ("case_no",),
        Intent.CASE_RATE: ("case_no", "score"),
        Intent.COMPLAINT_FILE: ("case_no", "person"),
        Intent.IDENTITY_BIND: ("person", "phone", "place"),
        Intent.TASK_ACCEPT: ("case_no",),
        Intent.TASK_FINISH: ("case_no", "note"),
        Intent.TASK_TRANSFER: ("case_no", "person", "note"),
        Intent.TASK_ESCALATE: ("case_no", "note"),
        Intent.PATROL_LOG: ("place", "person", "note"),
        Intent.MEDIATION_SCHEDULE: ("case_no", "time", "place"),
        Intent.MEDIATION_RECORD: ("case_no", "outcome", "note"),
        Intent.HYGIENE_SCORE: ("person", "score", "note"),
    }
)
"""The slots an intent can fill; one that is not here fills none."""


def open_to(roles: frozenset[Role]) -> frozenset[Intent]:
    """Return the intents that somebody with these roles can mean."""
    own = {intent for intent, owner in OWNERS.items() if owner in roles}
    return _EVERYBODY.union(own, *(_ALSO.get(role, frozenset()) for role in roles))
