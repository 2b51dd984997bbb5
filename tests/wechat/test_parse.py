"""Every message and event of WeChat's is read; odd shapes are borne; hostile bodies are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from wechatpy import parse_message  # type: ignore[import-untyped]  # wechatpy ships no types

from bot.simulator.platform import ACCOUNT
from bot.simulator.platform_xml import Fields
from bot.wechat.leaves import Flaw
from bot.wechat.parse import MAX_BODY, Malformed, envelope, parse, rows
from models.message import IncomingKind
from tests.wechat.samples import VILLAGER, body, event

TEXT: Fields = {"MsgType": "text", "Content": "村口第三盏路灯坏了", "MsgId": 25373744922163388}
LOCATION_SELECT: Fields = {
    "EventKey": "WHERE",
    "SendLocationInfo": {
        "Location_X": "30.2374",
        "Location_Y": "119.7151",
        "Scale": "15",
        "Label": "青山村12号",
        "Poiname": "村委会",
    },
}
POPUP: Fields = {
    "SubscribeMsgPopupEvent": {
        "List": [
            {"TemplateId": "TPL_progress", "SubscribeStatusString": "accept", "PopupScene": 1},
            {"TemplateId": "TPL_done", "SubscribeStatusString": "reject", "PopupScene": 1},
        ]
    }
}
MASS: Fields = {
    "MsgID": 1000001625,
    "Status": "send success",
    "TotalCount": 812,
    "CopyrightCheckResult": {"Count": 0, "ResultList": "", "CheckState": 0},
}
SENT_ROW: Fields = {
    "TemplateId": "TPL",
    "MsgID": 1864323726461255680,
    "ErrorCode": 0,
    "ErrorStatus": "success",
}


def test_a_text_is_read_with_its_head() -> None:
    incoming = parse(body(TEXT))
    assert (incoming.key, incoming.openid, incoming.account) == ("25373744922163388", VILLAGER, ACCOUNT)
    assert (incoming.created_at, incoming.kind) == (1795500000, IncomingKind.TEXT)
    assert incoming.text == "村口第三盏路灯坏了"


def test_an_empty_text_is_a_text() -> None:
    assert parse(body({"MsgType": "text", "Content": "", "MsgId": 1})).text == ""
    assert parse(body({"MsgType": "text", "MsgId": 1})).text == ""


def test_a_tapped_choice_brings_its_id() -> None:
    incoming = parse(body({"MsgType": "text", "Content": "满意", "MsgId": 1, "bizmsgmenuid": 101}))
    assert (incoming.text, incoming.menu_id) == ("满意", "101")


def test_an_image_brings_its_address_and_id() -> None:
    incoming = parse(
        body({"MsgType": "image", "PicUrl": "http://mmbiz.qpic.cn/0", "MediaId": "M1", "MsgId": 1})
    )
    assert (incoming.kind, incoming.picture_url) == (IncomingKind.IMAGE, "http://mmbiz.qpic.cn/0")
    assert incoming.media_id == "M1"


def test_a_voice_is_taken_in_its_better_recording() -> None:
    voice: Fields = {"MsgType": "voice", "MediaId": "8k", "Format": "amr", "MsgId": 1, "MediaId16K": "16k"}
    assert (parse(body(voice)).media_id, parse(body(voice)).text) == ("16k", "")
    assert parse(body({**voice, "MediaId16K": ""})).media_id == "8k"


@pytest.mark.parametrize("recognition", ["", "路灯坏了"])
def test_a_recognised_voice_brings_its_text(recognition: str) -> None:
    voice: Fields = {"MsgType": "voice", "MediaId": "8k", "Recognition": recognition, "MsgId": 1}
    assert parse(body(voice)).text == recognition


@pytest.mark.parametrize("name", ["video", "shortvideo"])
def test_both_kinds_of_video_are_videos(name: str) -> None:
    incoming = parse(body({"MsgType": name, "MediaId": "V", "ThumbMediaId": "T", "MsgId": 1}))
    assert (incoming.kind, incoming.media_id) == (IncomingKind.VIDEO, "V")
    assert incoming.extra["ThumbMediaId"] == "T"


def test_a_location_is_latitude_first() -> None:
    place: Fields = {"Location_X": 30.237415, "Location_Y": 119.715102, "Scale": 15, "Label": "青山村12号"}
    incoming = parse(body({"MsgType": "location", **place, "MsgId": 1}))
    assert (incoming.latitude, incoming.longitude, incoming.label) == (30.237415, 119.715102, "青山村12号")


@pytest.mark.parametrize("latitude", ["", "北纬三十度", "nan", "1e5", "91", "inf", "３０"])
def test_a_bad_place_is_no_place_and_no_error(latitude: str) -> None:
    place: Fields = {"Location_X": latitude, "Location_Y": "119.7", "MsgId": 1}
    assert parse(body({"MsgType": "location", **place})).latitude is None


def test_a_link_keeps_its_address() -> None:
    link: Fields = {"Title": "村务公开", "Description": "账目", "Url": "https://example.org/a?x=1&y=2"}
    incoming = parse(body({"MsgType": "link", **link, "MsgId": 1}))
    assert incoming.kind is IncomingKind.LINK
    assert incoming.extra["Url"] == "https://example.org/a?x=1&y=2"


def test_an_unknown_type_is_other() -> None:
    incoming = parse(body({"MsgType": "hologram", "Beam": "7", "MsgId": 9}))
    assert (incoming.kind, incoming.key) == (IncomingKind.OTHER, "9")
    assert (incoming.extra["MsgType"], incoming.extra["Beam"]) == ("hologram", "7")


@pytest.mark.parametrize(
    ("name", "fields", "key"),
    [
        ("subscribe", {"EventKey": ""}, ""),
        ("subscribe", {}, ""),
        ("subscribe", {"EventKey": "qrscene_grid:330109-07", "Ticket": "gQ"}, "grid:330109-07"),
        ("SCAN", {"EventKey": "grid:330109-07", "Ticket": "gQ"}, "grid:330109-07"),
        ("SCAN", {"EventKey": "qrscene_really", "Ticket": "gQ"}, "qrscene_really"),
        ("unsubscribe", {"EventKey": ""}, ""),
        ("CLICK", {"EventKey": "MY_CASES"}, "MY_CASES"),
        ("VIEW", {"EventKey": "https://example.org/h5", "MenuId": 427531101}, "https://example.org/h5"),
        ("view_miniprogram", {"EventKey": "pages/index", "MenuId": 1}, "pages/index"),
        ("pic_sysphoto", {"EventKey": "PHOTO", "SendPicsInfo": {"Count": 0, "PicList": ""}}, "PHOTO"),
        ("pic_weixin", {"EventKey": "PHOTO", "SendPicsInfo": {"Count": 1}}, "PHOTO"),
        ("location_select", LOCATION_SELECT, "WHERE"),
        ("kf_create_session", {"KfAccount": "zhang@cunwu"}, ""),
        ("never_heard_of", {"EventKey": "x"}, "x"),
    ],
)
def test_an_event_is_known_by_its_small_name_and_key(name: str, fields: Fields, key: str) -> None:
    incoming = parse(event(name, fields))
    assert (incoming.kind, incoming.event, incoming.event_key) == (IncomingKind.EVENT, name.lower(), key)


def test_a_reported_position_has_degrees() -> None:
    place: Fields = {"Latitude": 30.237415, "Longitude": 119.715102, "Precision": 65.0}
    incoming = parse(event("LOCATION", place))
    assert (incoming.latitude, incoming.longitude) == (30.237415, 119.715102)
    assert incoming.extra["Precision"] == "65.0"


def test_a_chosen_place_has_its_numbers_in_cdata() -> None:
    incoming = parse(event("location_select", LOCATION_SELECT))
    assert (incoming.latitude, incoming.longitude, incoming.label) == (30.2374, 119.7151, "青山村12号")
    assert incoming.extra["Poiname"] == "村委会"


def test_a_scanned_code_is_in_extra() -> None:
    scan: Fields = {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "lamp:QS-003"}}
    assert parse(event("scancode_push", scan)).extra["ScanResult"] == "lamp:QS-003"


def test_the_fate_of_a_template_message_is_in_extra() -> None:
    finished: Fields = {"MsgID": 4046581935012345678, "Status": "failed:user block"}
    incoming = parse(event("TEMPLATESENDJOBFINISH", finished))
    assert (incoming.extra["MsgID"], incoming.extra["Status"]) == ("4046581935012345678", "failed:user block")
    assert incoming.key.endswith(":templatesendjobfinish:4046581935012345678")


def test_the_fate_of_a_mass_message_is_in_extra() -> None:
    extra = parse(event("MASSSENDJOBFINISH", MASS)).extra
    assert (extra["Status"], extra["TotalCount"], extra["CheckState"]) == ("send success", "812", "0")


def test_consents_come_in_rows() -> None:
    found = rows(parse(event("subscribe_msg_popup_event", POPUP)).extra)
    answers = [(row["TemplateId"], row["SubscribeStatusString"]) for row in found]
    assert answers == [("TPL_progress", "accept"), ("TPL_done", "reject")]


@pytest.mark.parametrize("wrapper", ["SubscribeMsgChangeEvent", "SubscribeMsgPopupEvent"])
def test_a_withdrawn_consent_comes_under_either_name(wrapper: str) -> None:
    row: Fields = {"TemplateId": "TPL_progress", "SubscribeStatusString": "reject"}
    extra = parse(event("subscribe_msg_change_event", {wrapper: {"List": [row]}})).extra
    assert (extra["TemplateId"], extra["SubscribeStatusString"]) == ("TPL_progress", "reject")


def test_the_fate_of_a_notice_is_in_extra() -> None:
    incoming = parse(event("subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": [SENT_ROW]}}))
    assert (incoming.extra["MsgID"], incoming.extra["ErrorCode"]) == ("1864323726461255680", "0")
    assert incoming.key.endswith(":1864323726461255680")


def test_who_withdraws_an_authorisation_is_the_sender() -> None:
    fields: Fields = {"OpenID": VILLAGER, "AppID": "wx00", "RevokeInfo": "206"}
    revoked: Fields = {"MsgType": "event", "Event": "user_authorization_revoke", **fields}
    incoming = parse(body(revoked, sender="oPLATFORM0000000000000000001"))
    assert (incoming.openid, incoming.extra["RevokeInfo"]) == (VILLAGER, "206")


def test_two_events_of_one_second_have_two_keys() -> None:
    keys = {
        parse(event("subscribe", {"EventKey": "qrscene_7"})).key,
        parse(event("SCAN", {"EventKey": "7"})).key,
        parse(event("SCAN", {"EventKey": "8"})).key,
        parse(event("SCAN", {"EventKey": "8"}, created=1795500001)).key,
        parse(event("TEMPLATESENDJOBFINISH", {"MsgID": 1})).key,
        parse(event("TEMPLATESENDJOBFINISH", {"MsgID": 2})).key,
        parse(event("VIEW", {"EventKey": "https://example.org/" + "a" * 900})).key,
        parse(event("VIEW", {"EventKey": "https://example.org/" + "a" * 901})).key,
    }
    assert len(keys) == 8
    assert max(map(len, keys)) <= 255


def test_a_redelivery_has_the_same_key() -> None:
    assert parse(body(TEXT)).key == parse(body(TEXT, created=1795500005)).key
    assert parse(event("CLICK", {"EventKey": "A"})).key == parse(event("CLICK", {"EventKey": "A"})).key


@pytest.mark.parametrize("sign", ["\x00", "\x1d", "\x08", "\x0b", "\ufffe", "\uffff"])
def test_a_control_character_is_dropped_not_the_message(sign: str) -> None:
    assert parse(body({**TEXT, "Content": f"路灯{sign}坏了"})).text == "路灯坏了"


def test_half_an_emoji_is_dropped_not_the_message() -> None:
    broken = body(TEXT).replace("盏".encode(), b"\xed\xa0\xbd")
    assert parse(broken).text == "村口第三路灯坏了"


def test_text_may_hold_anything_that_xml_can() -> None:
    wild = "<!DOCTYPE html> & <b>]]></b> &amp; 😀\n\t"
    assert parse(body({**TEXT, "Content": wild})).text == wild


def test_a_declaration_before_the_root_is_borne() -> None:
    declared = b'\xef\xbb\xbf<?xml version="1.0" encoding="GBK"?>\n' + body(TEXT)
    assert parse(declared).text == "村口第三盏路灯坏了"


HOSTILE = {
    "nothing": (b"", Flaw.OPENING),
    "JSON": (b'{"MsgType":"text"}', Flaw.OPENING),
    "HTML": (b"<html/>", Flaw.OPENING),
    "a document type": (b"<!DOCTYPE xml>" + body(TEXT), Flaw.OPENING),
    "a document type after a comment": (b"<!-- --><!DOCTYPE xml>" + body(TEXT), Flaw.OPENING),
    "an entity": (b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', Flaw.OPENING),
    "UTF-16": (body(TEXT).decode().encode("utf-16"), Flaw.OPENING),
    "an entity without a type": (b"<xml><MsgType>&a;</MsgType></xml>", Flaw.SYNTAX),
    "a cut body": (body(TEXT)[:-9], Flaw.SYNTAX),
    "two roots": (body(TEXT) * 2, Flaw.SYNTAX),
    "a document type inside": (body(TEXT).replace(b"<MsgId>", b"<!DOCTYPE x><MsgId>"), Flaw.SYNTAX),
    "GBK": (body(TEXT).decode().encode("gbk"), Flaw.SYNTAX),
    "too much": (body({**TEXT, "Content": "a" * MAX_BODY}), Flaw.SIZE),
    "a tower": (b"<xml>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</xml>", Flaw.DEPTH),
    "a crowd": (b"<xml>" + b"<a/>" * 9000 + b"</xml>", Flaw.COUNT),
    "two senders": (body(TEXT).replace(b"<MsgId>", b"<FromUserName>x</FromUserName><MsgId>"), Flaw.TWICE),
    "two types": (body(TEXT).replace(b"<MsgId>", b"<MsgType>event</MsgType><MsgId>"), Flaw.TWICE),
    "a type with elements": (body({"MsgType": {"a": "text"}, "MsgId": 1}), Flaw.FIELD),
    "no type": (body({"MsgId": 1}), Flaw.FIELD),
    "no event": (body({"MsgType": "event"}), Flaw.FIELD),
    "no sender": (body(TEXT, sender=""), Flaw.FIELD),
    "a long sender": (body(TEXT, sender="o" * 65), Flaw.FIELD),
    "a sender with spaces": (body(TEXT, sender="o o"), Flaw.FIELD),
    "an id of words": (body({**TEXT, "MsgId": "one"}), Flaw.FIELD),
    "an id of Chinese digits": (body({**TEXT, "MsgId": "１２"}), Flaw.FIELD),
    "a time of words": (body(TEXT).replace(b"1795500000", b"now"), Flaw.FIELD),
    "a time before all times": (body(TEXT, created=-1), Flaw.FIELD),
    "a long event": (event("e" * 65), Flaw.FIELD),
}  # fmt: skip


@pytest.mark.parametrize(("hostile", "flaw"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_body_is_refused(hostile: bytes, flaw: Flaw) -> None:
    with pytest.raises(Malformed) as refused:
        parse(hostile)
    assert refused.value.args == (flaw,)


@given(
    some.binary(max_size=300)
    | some.text(max_size=100).map(lambda text: f"<xml>{text}</xml>".encode(errors="replace"))
)
def test_whatever_comes_is_read_or_refused(rubbish: bytes) -> None:
    for read in (parse, envelope):
        with pytest.raises(Malformed):
            read(rubbish)


@pytest.mark.parametrize(
    "fields",
    [
        TEXT,
        {"MsgType": "image", "PicUrl": "http://p", "MediaId": "M", "MsgId": 2},
        {
            "MsgType": "location",
            "Location_X": 30.5,
            "Location_Y": 119.5,
            "Scale": 1,
            "Label": "村",
            "MsgId": 3,
        },
        {"MsgType": "event", "Event": "CLICK", "EventKey": "A"},
        {"MsgType": "event", "Event": "SCAN", "EventKey": "7", "Ticket": "t"},
        {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": 7, "Status": "success"},
        {"MsgType": "event", "Event": "VIEW", "EventKey": "https://example.org"},
    ],
)
def test_wechatpy_reads_the_same(fields: Fields) -> None:
    theirs, ours = parse_message(body(fields)), parse(body(fields))
    assert (ours.openid, ours.account) == (theirs.source, theirs.target)
    assert ours.created_at == theirs.create_time.timestamp()
    assert ours.text == (getattr(theirs, "content", "") or "")
    assert ours.event == getattr(theirs, "event", "")
    assert ours.kind.value == theirs.type
    assert ours.picture_url == getattr(theirs, "image", "")


def test_wechatpy_agrees_where_somebody_is() -> None:
    fields: Fields = {
        "MsgType": "location",
        "Location_X": 30.5,
        "Location_Y": 119.5,
        "Label": "村",
        "MsgId": 3,
    }
    theirs, ours = parse_message(body(fields)), parse(body(fields))
    assert (ours.latitude, ours.longitude) == (float(theirs.location_x), float(theirs.location_y))
    assert (ours.label, ours.key) == (theirs.label, str(theirs.id))
