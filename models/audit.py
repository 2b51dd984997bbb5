"""Who looked at what: every view of a dispute or of sealed data leaves a row that nobody can take back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.people import Person


class Access(StrEnum):
    """What was done or looked at."""

    LOGIN = "login"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    PAPER = "paper"
    PERSON = "person"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    TALK = "talk"
    RECORDING = "recording"
    EXPORT = "export"
    BROADCAST = "broadcast"
    CHANGE = "change"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return ACCESS_WORDS[self]


ACCESS_WORDS = {
    Access.LOGIN: "登录",
    Access.DISPUTE: "查看纠纷",
    Access.COMPLAINT: "查看投诉",
    Access.PAPER: "下载文书",
    Access.PERSON: "查看村民",
    Access.PHONE: "查看电话",
    Access.ID_NUMBER: "查看身份证号",
    Access.TALK: "查看对话",
    Access.RECORDING: "听录音",
    Access.EXPORT: "导出",
    Access.BROADCAST: "广播",
    Access.CHANGE: "修改",
    Access.ADMIN: "用户管理",
}


class AccessLog(Base):
    """One look: who, at what, of which case, when; `detail` says why or where, never what was read."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[Access] = mapped_column(String(32))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person | None] = relationship()


def note_access(
    session: Session,
    person: Person | None,
    what: Access,
    at: datetime,
    *,
    case_id: int | None = None,
    detail: str = "",
) -> AccessLog:
    """Write down that somebody looked at something, and return the row."""
    row = AccessLog(person=person, what=what, at=at, case_id=case_id, detail=detail)
    session.add(row)
    return row
