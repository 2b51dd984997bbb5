"""Every table in one place: importing this knows the whole database."""

from models import case, conversation, inbox, notice, number, people, region, registry
from models.base import Base

TABLES = (case, conversation, inbox, notice, number, people, region, registry)
METADATA = Base.metadata
