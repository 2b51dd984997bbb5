"""The picture of a red list on its way: uploaded once, sent to whom it can reach, never called about."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import pytest
from PIL import Image
from sqlalchemy import select

from bot.outbox import Outbox
from bot.posters.drawing import draw
from bot.posters.fonts import Fonts, find_fonts
from bot.posters.sending import PosterPost
from bot.posters.shelf import Shelf, name_of
from bot.simulator.platform_quota import Act
from bot.wechat.errors import ApiError
from models.hygiene import Colour, HygieneResult, HygieneRound, RoundState, set_naming
from models.hygiene_poster import POSTER, show_poster, tell_poster
from models.hygiene_public import PublicRound, public_round
from models.notice import Notice, NoticeState, tell
from models.people import Household, Person
from models.region import Level, Region
from models.uploaded_picture import UploadedPicture
from tests.rim.conftest import Office

if TYPE_CHECKING:
    from bot.wechat.api import WeChatApi

UPLOAD = "media/upload"
MONTH = date(2026, 11, 1)


@pytest.fixture
def published(office: Office) -> int:
    """A round of 高棚村 that is out, with 王秀芳's house on the red list; she has just written."""
    now = office.clock.now()
    with office.make_session.begin() as session:
        session.add(Region(code="V1G1", name="一组", level=Level.GROUP, parent_code="V1", path="V1.V1G1."))
        session.flush()
        session.add(Household(number="H1", head="王秀芳", region_code="V1G1", door="高棚村一组5号"))
        session.flush()
        office.villager(session).household_number = "H1"
        closed = HygieneRound(
            region_code="V1", month=MONTH, state=RoundState.PUBLISHED, opened_at=now, published_at=now
        )
        session.add(closed)
        session.flush()
        session.add(
            HygieneResult(round_id=closed.id, household_number="H1", points=96, scorers=3, colour=Colour.RED)
        )
        number = closed.id
    writes(office)
    return number


def writes(office: Office) -> None:
    office.platform.state.quota.acted("oWANG", Act.MESSAGE, office.clock.now())
    office.opens_window()


def tell_it(office: Office, round_id: int, *, asked: bool = False) -> None:
    with office.make_session.begin() as session:
        closed = session.get_one(HygieneRound, round_id)
        person, now = office.villager(session), office.clock.now()
        if asked:
            show_poster(session, person, closed, now)
        else:
            tell_poster(session, [person], closed, now)


def posters(office: Office) -> list[Notice]:
    with office.make_session() as session:
        return list(session.scalars(select(Notice).where(Notice.kind == POSTER).order_by(Notice.id)))


def pictures(office: Office) -> list[bytes]:
    """Return the pictures on 王秀芳's phone."""
    held = office.platform.state.media
    shown = [bubble.media_id for bubble in office.pushes() if bubble.kind == "image"]
    found = [held.get(media_id, office.clock.now()) for media_id in shown]
    return [each.content for each in found if each is not None]


def uploads(office: Office) -> int:
    return sum(count for path, count in office.platform.calls.items() if path.endswith(UPLOAD))


def state_of(notice: Notice) -> tuple[str, str]:
    return notice.state, notice.error


async def test_the_picture_arrives_and_is_a_picture(office: Office, published: int) -> None:
    tell_it(office, published)
    await office.worker.deliver_due()
    (picture,) = pictures(office)
    assert Image.open(BytesIO(picture)).width == 1080
    assert posters(office)[0].state == NoticeState.SENT


async def test_one_upload_serves_everybody_for_three_days(office: Office, published: int) -> None:
    tell_it(office, published)
    with office.make_session.begin() as session:
        neighbour = Person(name="蒲国友", openid="oPU", region_code="V1", tags=[], window_left=5)
        neighbour.window_until = office.clock.now() + timedelta(days=1)
        session.add(neighbour)
        session.flush()
        tell_poster(session, [neighbour], session.get_one(HygieneRound, published), office.clock.now())
    office.platform.phone("oPU")
    office.platform.state.quota.acted("oPU", Act.MESSAGE, office.clock.now())
    await office.worker.deliver_due()
    assert [each.state for each in posters(office)] == [NoticeState.SENT, NoticeState.SENT]
    assert uploads(office) == 1


async def test_after_three_days_it_is_uploaded_again(office: Office, published: int) -> None:
    tell_it(office, published)
    await office.worker.deliver_due()
    office.clock.move(timedelta(days=3))
    writes(office)
    await office.worker.posters.send("oWANG", published)
    assert uploads(office) == 2


async def test_what_wechat_has_forgotten_is_uploaded_again(office: Office, published: int) -> None:
    with office.make_session.begin() as session:
        public = public_round(session, session.get_one(HygieneRound, published))
        session.add(UploadedPicture(name=name_of(public), media_id="GONE", uploaded_at=office.clock.now()))
    tell_it(office, published)
    await office.worker.deliver_due()
    assert len(pictures(office)) == uploads(office) == 1


async def test_another_name_is_another_picture(office: Office, published: int) -> None:
    await office.worker.posters.send("oWANG", published)
    with office.make_session.begin() as session:
        set_naming(session, office.villager(session), may=True, at=office.clock.now())
    await office.worker.posters.send("oWANG", published)
    one, other = pictures(office)
    assert one != other


@pytest.mark.parametrize("code", [-1, 45009])
async def test_an_upload_that_fails_is_tried_again_and_holds_up_no_words(
    office: Office, published: int, code: int
) -> None:
    office.platform.fail(UPLOAD, code=code)
    tell_it(office, published)
    await office.worker.deliver_due()
    words = office.write(text="你好")
    assert posters(office)[0].state == NoticeState.WAITING
    office.clock.move(timedelta(hours=16))
    await office.worker.deliver_due()
    assert (len(pictures(office)), office.notice(words).state) == (1, NoticeState.SENT)


async def test_who_waits_for_an_upload_that_fails_waits_for_no_second_one(
    office: Office, published: int
) -> None:
    office.platform.fail(UPLOAD, http=502)
    sends = (office.worker.posters.send("oWANG", published) for _ in range(4))
    ends = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(end) for end in ends] == [ApiError] * 4
    assert uploads(office) == 1


async def test_an_upload_without_an_answer_is_tried_again(office: Office, published: int) -> None:
    office.platform.fail(UPLOAD, http=502)
    tell_it(office, published)
    await office.worker.deliver_due()
    office.clock.move(timedelta(minutes=5))
    await office.worker.deliver_due()
    assert len(pictures(office)) == 1


async def test_a_window_that_has_closed_drops_the_picture_and_nobody_is_called(
    office: Office, published: int
) -> None:
    tell_it(office, published)
    office.opens_window(left=1)
    await office.worker.deliver_due()
    assert state_of(posters(office)[0]) == (NoticeState.SUPPRESSED, "window")
    assert office.calls() == []


async def test_without_a_font_the_words_go_alone(
    office: Office, published: int, caplog: pytest.LogCaptureFixture
) -> None:
    api = cast("WeChatApi", office.worker.api)
    without = PosterPost(office.make_session, api, Shelf(lambda: None), office.clock)
    office.worker.posters = without
    tell_it(office, published)
    await office.worker.deliver_due()
    assert state_of(posters(office)[0]) == (NoticeState.SUPPRESSED, "no picture")
    assert "no Chinese font" in caplog.text
    assert office.calls() == []


def test_it_is_not_written_for_whom_wechat_lets_us_send_none(office: Office, published: int) -> None:
    office.opens_window(left=2)
    tell_it(office, published)
    assert posters(office) == []


async def test_who_asks_gets_it_once(office: Office, published: int) -> None:
    for _ in range(2):
        tell_it(office, published, asked=True)
        await office.worker.deliver_due()
    assert len(pictures(office)) == 1


async def test_who_asks_gets_it_though_it_could_not_be_sent_before(office: Office, published: int) -> None:
    tell_it(office, published)
    office.opens_window(left=1)
    await office.worker.deliver_due()
    office.clock.move(timedelta(days=1))
    office.opens_window()
    tell_it(office, published, asked=True)
    await office.worker.deliver_due()
    assert [each.state for each in posters(office)] == [NoticeState.SUPPRESSED, NoticeState.SENT]


async def test_who_asks_again_on_the_day_it_could_not_be_sent_is_answered_in_words(
    office: Office, published: int
) -> None:
    tell_it(office, published)
    office.opens_window(left=1)
    await office.worker.deliver_due()
    tell_it(office, published, asked=True)  # one a day: a second would break the turn
    assert len(posters(office)) == 1


async def test_nobody_is_called_over_a_picture_that_came_too_late(office: Office, published: int) -> None:
    tell_it(office, published)
    with office.make_session.begin() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == POSTER)).one()
        notice.created_at = notice.not_before = office.clock.now() - timedelta(days=3)
    await office.worker.deliver_due()
    assert state_of(posters(office)[0]) == (NoticeState.FAILED, "expired")
    assert office.calls() == []


# ---------------------------------------------------------------- the words beside it


def published_words(office: Office, code: str | None) -> str:
    with office.make_session.begin() as session:
        facts: dict[str, Any] = {
            "village": "高棚村",
            "month": MONTH.isoformat(),
            "red": [],
            "village_code": code,
        }
        kind = "hygiene.published.household"
        person = office.villager(session)
        tell(session, [person], kind, cause="words", at=office.clock.now(), data=facts)
    (parcel,) = office.worker.outbox.claim(office.clock.now(), 8, frozenset())
    return parcel.say.text


def test_the_words_lead_to_the_page(office: Office) -> None:
    outbox = Outbox(office.make_session, {}, "https://yizhan.example.org/")
    office.worker.outbox = outbox
    assert "https://yizhan.example.org/p/hygiene/V1/2026-11" in published_words(office, "V1")


def test_without_an_address_they_lead_nowhere(office: Office) -> None:
    assert "/p/" not in published_words(office, "V1")


# ---------------------------------------------------------------- the drawing itself


def fonts() -> Fonts:
    found = find_fonts()
    if found is None:
        pytest.skip("no Chinese font on this machine: apt-get install fonts-noto-cjk")
    return found


def a_round(**changes: object) -> PublicRound:
    shown = PublicRound(
        round_id=1,
        village_code="V1",
        village="高棚村",
        month=MONTH,
        published_on=date(2026, 12, 5),
        corrected_on=None,
        object_until=date(2026, 12, 8),
        households=212,
        mean=84.3,
        red=(("一组", ("王秀芳", "一组5号")),),
        black=(("二组", 2),),
        criteria=(("厕所", 15), ("垃圾分类", 20)),
        best_points=5,
    )
    return replace(shown, **changes)  # type: ignore[arg-type]  # each test names a field and its value


def height(public: PublicRound) -> int:
    return Image.open(BytesIO(draw(public, fonts()))).height


def test_a_poster_grows_with_its_names() -> None:
    names = tuple(f"户主{number}" for number in range(40))
    assert height(a_round(red=(("一组", names),))) > height(a_round()) + 900


def test_an_empty_round_is_drawn_too() -> None:
    assert height(a_round(red=(), black=(), households=0, mean=0.0, corrected_on=date(2026, 12, 9)))


def test_a_poster_fits_into_wechats_limit() -> None:
    groups = tuple((f"{number}组", tuple(f"户主{each}" for each in range(5))) for number in range(20))
    assert len(draw(a_round(red=groups), fonts())) < 2 * 1024 * 1024


def test_the_shelf_draws_each_poster_once() -> None:
    fonts()
    shelf = Shelf()
    first = shelf.poster(a_round())
    assert shelf.poster(a_round()) is first
    for number in range(9):
        shelf.poster(a_round(households=number))
    assert shelf.poster(a_round()) == first
