"""What people sent is fetched while WeChat keeps it, looked at, and stored under names nobody guesses."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.fetch_media import MediaFetcher, sniff
from bot.simulator.platform import A_PICTURE, A_RECORDING, A_VIDEO
from bot.wechat.api import WeChatApi
from models.case import Attachment
from models.recording import Hearing, Recording
from tests.rim.conftest import Office

DOWNLOAD = "media/get"


@pytest.fixture
def fetcher(office: Office, tmp_path: Path) -> MediaFetcher:
    api = office.worker.api
    assert isinstance(api, WeChatApi)
    return MediaFetcher(office.make_session, api, office.clock, tmp_path / "media")


def sent(office: Office, content: bytes, content_type: str = "image/png", kind: str = "image") -> int:
    """Have a file lie at WeChat's and its row in ours; returns the row's id."""
    media_id = office.platform.state.media.put(content, content_type, "a.bin", office.clock.now())
    with office.make_session.begin() as session:
        attachment = Attachment(kind=kind, media_id=media_id, at=office.clock.now())
        session.add(attachment)
        session.flush()
        return attachment.id


def row(office: Office, attachment_id: int) -> Attachment:
    with office.make_session() as session:
        return session.get_one(Attachment, attachment_id)


async def test_a_photo_is_stored_once(office: Office, fetcher: MediaFetcher) -> None:
    attachment_id = sent(office, A_PICTURE)
    assert (await fetcher.fetch_due(), await fetcher.fetch_due()) == (1, 0)
    path = row(office, attachment_id).path
    assert path.endswith(".png")
    assert (fetcher.folder / path).read_bytes() == A_PICTURE


async def test_a_failed_download_is_tried_again_later(office: Office, fetcher: MediaFetcher) -> None:
    attachment_id = sent(office, A_PICTURE)
    office.platform.fail(DOWNLOAD, http=502)
    await fetcher.fetch_due()
    assert await fetcher.fetch_due() == 0
    office.clock.move(timedelta(minutes=2))
    await fetcher.fetch_due()
    assert row(office, attachment_id).path


async def test_a_photo_our_disk_refuses_is_fetched_when_there_is_room_however_late(
    office: Office, fetcher: MediaFetcher
) -> None:
    attachment_id = sent(office, A_PICTURE)
    fetcher.folder.write_bytes(b"in the way")
    for _ in range(20):
        await fetcher.fetch_due()
        office.clock.move(timedelta(minutes=15))
    fetcher.folder.unlink()
    await fetcher.fetch_due()
    assert row(office, attachment_id).path


async def test_what_wechat_does_not_know_is_given_up(office: Office, fetcher: MediaFetcher) -> None:
    attachment_id = sent(office, A_PICTURE)
    office.platform.fail(DOWNLOAD, code=40007)
    await fetcher.fetch_due()
    assert row(office, attachment_id).error == "not fetched: 40007"


def spoke(office: Office, narrow: bytes = A_RECORDING) -> int:
    """Have a recording whose better copy WeChat does not know, only the narrow one."""
    narrow_id = office.platform.state.media.put(narrow, "audio/amr", "a.amr", office.clock.now())
    with office.make_session.begin() as session:
        attachment = Attachment(kind="voice", media_id="GONE", at=office.clock.now())
        waits = Hearing.WAITING
        recording = Recording(attachment=attachment, said_in="1", state=waits, narrow_media_id=narrow_id)
        session.add(recording)
        session.flush()
        return attachment.id


async def test_a_recordings_other_copy_is_taken_where_the_better_one_is_gone(
    office: Office, fetcher: MediaFetcher
) -> None:
    attachment_id = spoke(office)
    await fetcher.fetch_due()
    path = row(office, attachment_id).path
    assert (fetcher.folder / path).read_bytes() == A_RECORDING


async def test_bare_speex_is_known_by_what_wechat_calls_it_and_only_where_somebody_spoke(
    office: Office, fetcher: MediaFetcher
) -> None:
    recording = sent(office, b"\x1e\x9d\x66", "audio/x-speex", kind="voice")
    picture = sent(office, b"\x1e\x9d\x66", "audio/x-speex")
    await fetcher.fetch_due()
    assert row(office, recording).path.endswith(".speex")
    assert row(office, picture).error.startswith("refused")


async def test_what_is_too_old_is_not_asked_for(office: Office, fetcher: MediaFetcher) -> None:
    attachment_id = sent(office, A_PICTURE)
    office.clock.move(timedelta(days=4))
    assert await fetcher.fetch_due() == 0
    assert "three days" in row(office, attachment_id).error
    assert office.platform.calls[DOWNLOAD] == 0


async def test_a_page_that_calls_itself_a_picture_is_refused(office: Office, fetcher: MediaFetcher) -> None:
    attachment_id = sent(office, b"<html><script>alert(1)</script></html>")
    await fetcher.fetch_due()
    assert row(office, attachment_id).error.startswith("refused")
    assert not fetcher.folder.exists()


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(A_PICTURE, "png"), (A_RECORDING, "amr"), (A_VIDEO, "mp4"), (b"\xff\xd8\xff\xe0", "jpg"), (b"MZ", None)],
)
def test_the_first_bytes_say_what_a_file_is(content: bytes, suffix: str | None) -> None:
    assert sniff(content) == suffix
