"""Pictures that were uploaded to WeChat: each once, its media id used for three days (protocol §4.6)."""

from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base

LIFE = timedelta(days=3)
MARGIN = timedelta(hours=1)  # a picture that is about to be forgotten is uploaded anew


class UploadedPicture(Base):
    """A picture that WeChat holds; `name` says which, and is another one where its content is another."""

    __tablename__ = "uploaded_pictures"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    media_id: Mapped[str] = mapped_column(String(160))
    uploaded_at: Mapped[datetime]


def media_id_of(session: Session, name: str, now: datetime) -> str | None:
    """Return the media id of a picture that WeChat still holds at `now`."""
    found = session.get(UploadedPicture, name)
    return found.media_id if found and now < found.uploaded_at + LIFE - MARGIN else None


def keep_media_id(session: Session, name: str, media_id: str, now: datetime) -> None:
    """Write down that a picture was uploaded; what is over is cleared away."""
    session.execute(delete(UploadedPicture).where(UploadedPicture.uploaded_at < now - LIFE))
    session.merge(UploadedPicture(name=name, media_id=media_id, uploaded_at=now))


def forget_media_id(session: Session, media_id: str) -> None:
    """Take note that WeChat knows a media id no longer."""
    session.execute(delete(UploadedPicture).where(UploadedPicture.media_id == media_id))
