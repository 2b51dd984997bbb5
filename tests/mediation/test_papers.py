"""The papers of a mediation: real DOCX files that hold what the file must hold, and no more."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy.orm import Session

from bot.papers.agreement import agreement, oral_agreement
from bot.papers.record import record
from models.dispute import Dispute
from tests.mediation.quarrel import MORNING, STORY, make


@pytest.fixture
def settled(session: Session) -> Dispute:
    quarrel = make(session)
    dispute = quarrel.meeting(MORNING)
    dispute.agree_in_writing(quarrel.stamp("赵帅"), note="李光明赔三百元，换地两分")
    session.flush()
    return dispute


def words(paper: bytes) -> str:
    document = Document(BytesIO(paper))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_agreement_names_sides_content_and_what_it_binds_to(settled: Dispute) -> None:
    text = words(agreement(settled))
    for part in (
        "人民调解协议书",
        settled.number,
        "李光明",
        "李光华",
        "赵帅",
        "换地两分",
        "三十日内",
        "盖章",
    ):
        assert part in text


def test_the_agreement_does_not_show_one_sides_story(settled: Dispute) -> None:
    text = words(agreement(settled))
    assert STORY.text not in text
    assert STORY.wants not in text


def test_the_record_holds_the_story_and_every_meeting(settled: Dispute) -> None:
    text = words(record(settled))
    for part in ("人民调解记录", STORY.text, "2026年11月24日上午10点", "村委会", "达成书面协议"):
        assert part in text


def test_an_agreement_by_word_is_written_down(settled: Dispute) -> None:
    text = words(oral_agreement(settled))
    assert "口头协议登记表" in text
    assert "换地两分" in text


def test_papers_can_be_made_before_there_is_anything_to_write(session: Session) -> None:
    dispute = make(session).file()
    for make_paper in (agreement, oral_agreement, record):
        assert dispute.number in words(make_paper(dispute))
