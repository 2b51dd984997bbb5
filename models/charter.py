"""The village charter (村规民约): its articles as data, each under its number."""

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base import Base
from models.region import Region


class Article(Base):
    """One article of a village's charter."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("region_code", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]

    region: Mapped[Region] = relationship()


def articles_of(session: Session, region: Region) -> list[Article]:
    """Return the articles of a village's charter in their order."""
    query = select(Article).where(Article.region_code == region.code).order_by(Article.number)
    return list(session.scalars(query))
