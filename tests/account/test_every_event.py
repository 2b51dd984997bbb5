"""Every message and event of the protocol (§3) gets an answer or silence, never a fault."""

import pytest
from sqlalchemy import select

from bot.simulator.platform_xml import Fields
from models.notice import Notice, NoticeState, notice_to
from models.people import Person
from tests.town import Town

EVENTS: list[tuple[str, Fields]] = [
    ("subscribe", {"EventKey": ""}),
    ("subscribe", {"EventKey": "qrscene_grid:510722138205W1", "Ticket": "gQ"}),
    ("SCAN", {"EventKey": "grid:510722138205W1", "Ticket": "gQ"}),
    ("unsubscribe", {"EventKey": ""}),
    ("LOCATION", {"Latitude": 31.1, "Longitude": 105.09, "Precision": 65}),
    ("CLICK", {"EventKey": "station.info"}),
    ("CLICK", {"EventKey": "a key of an old menu"}),
    ("VIEW", {"EventKey": "https://example.org/", "MenuId": 427531101}),
    ("scancode_push", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}),
    ("scancode_waitmsg", {"EventKey": "k", "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}),
    ("pic_sysphoto", {"EventKey": "k", "SendPicsInfo": {"Count": 0, "PicList": ""}}),
    ("pic_photo_or_album", {"EventKey": "k", "SendPicsInfo": {"Count": 0, "PicList": ""}}),
    ("location_select", {"EventKey": "k", "SendLocationInfo": {"Location_X": "30.2", "Location_Y": "119.7"}}),
    ("TEMPLATESENDJOBFINISH", {"MsgID": 1, "Status": "success"}),
    ("MASSSENDJOBFINISH", {"MsgID": 1, "Status": "send success"}),
    ("subscribe_msg_change_event", {"SubscribeMsgChangeEvent": {"List": [{"TemplateId": "T"}]}}),
    ("kf_create_session", {"KfAccount": "zhang@cunwu"}),
    ("kf_close_session", {"KfAccount": "zhang@cunwu"}),
    ("user_info_modified", {"OpenID": "oX", "AppID": "wx", "RevokeInfo": "206"}),
    ("user_authorization_revoke", {"OpenID": "oX", "AppID": "wx", "RevokeInfo": "206"}),
    ("user_authorization_cancellation", {"OpenID": "oX", "AppID": "wx"}),
    ("an_event_nobody_knows", {"Anything": "1"}),
]


@pytest.mark.parametrize(
    ("event", "fields"), EVENTS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(EVENTS)]
)
async def test_an_event_is_no_fault(town: Town, event: str, fields: Fields) -> None:
    reply = await town.platform.event("oDEMO_villager_02", event, fields)
    assert not reply.fault, reply.why
    assert reply.deliveries == 1


async def test_what_cannot_be_read_is_answered_politely(town: Town) -> None:
    for reply in (
        await town.platform.link("oDEMO_villager_01", "村务公开", "https://example.org/"),
        await town.platform.deliver(
            {
                "ToUserName": "gh_0123456789ab",
                "FromUserName": "oDEMO_villager_01",
                "CreateTime": 1795500000,
                "MsgType": "hologram",
                "MsgId": 7,
            }
        ),
    ):
        assert "看不了" in reply.text


async def test_who_has_left_is_pushed_nothing(town: Town) -> None:
    await town.platform.leave("oDEMO_villager_01")
    with town.session() as session:
        person = session.scalars(select(Person).where(Person.openid == "oDEMO_villager_01")).one()
        assert not person.subscribed


async def test_a_template_that_was_blocked_is_noted_as_failed(town: Town) -> None:
    with town.house.make_session.begin() as session:
        person = session.scalars(select(Person).where(Person.openid == "oDEMO_villager_01")).one()
        notice = notice_to(session, person, "reply.late", cause="c", at=town.clock.now(), data={})
        notice.state, notice.message_id = NoticeState.SENT, "42"
    fields: Fields = {"MsgID": 42, "Status": "failed:user block"}
    await town.platform.event("oDEMO_villager_01", "TEMPLATESENDJOBFINISH", fields)
    with town.session() as session:
        noted = session.scalars(select(Notice).where(Notice.message_id == "42")).one()
        assert (noted.state, noted.error) == (NoticeState.FAILED, "failed:user block")


async def test_the_bot_is_silent_while_somebody_speaks_through_wechats_own_service(town: Town) -> None:
    openid = "oDEMO_villager_01"
    await town.platform.event(openid, "kf_create_session", {"KfAccount": "zhang@cunwu"})
    assert (await town.platform.say(openid, "今天哪个坐班")).text == ""
    await town.platform.event(openid, "kf_close_session", {"KfAccount": "zhang@cunwu"})
    assert "坐班" in (await town.platform.say(openid, "今天哪个坐班")).text


async def test_a_poster_does_not_move_somebody_of_the_book(town: Town) -> None:
    def home() -> tuple[str | None, str | None]:
        with town.session() as session:
            person = session.scalars(select(Person).where(Person.openid == "oDEMO_villager_01")).one()
            return person.household_number, person.region_code

    before = home()
    await town.platform.event(
        "oDEMO_villager_01", "SCAN", {"EventKey": "grid:510722107206W1", "Ticket": "gQ"}
    )
    assert home() == before
