"""Signatures and envelopes: the known vectors both ways, every forgery refused, wechatpy agreeing."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives import ciphers
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from hypothesis import given
from hypothesis import strategies as some
from wechatpy.crypto import WeChatCrypto  # type: ignore[import-untyped]  # wechatpy ships no types

from bot.wechat.crypto import Cipher, Flaw, Refused, is_signed, signature
from bot.wechat.parse import envelope
from tests.wechat.samples import AES_KEY, APP_ID, TOKEN, VECTORS, Vector

every_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
DELIVERY = VECTORS["own delivery"]


def seal(plain: bytes) -> str:
    """Encrypt what is padded already, as a forger who knows the key would."""
    key = b64decode(f"{AES_KEY}=")
    sealer = ciphers.Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(sealer.update(plain) + sealer.finalize()).decode()


def framed(message: bytes, *, length: int | None = None, app_id: str = APP_ID) -> bytes:
    size = len(message) if length is None else length
    return bytes(16) + size.to_bytes(4, "big") + message + app_id.encode()


def padded(plain: bytes, pad: int | None = None) -> bytes:
    count = 32 - len(plain) % 32
    return plain + bytes([count if pad is None else pad]) * count


@pytest.mark.parametrize(
    ("token", "timestamp", "nonce", "signed"),
    [
        ("AAAAA", "1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        ("AAAAA", "1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
        (TOKEN, "1795500000", "730118265", "c322453c30093dc5e72e0df8dace05cb17edd564"),
    ],
)
def test_a_plain_signature_is_the_known_one(token: str, timestamp: str, nonce: str, signed: str) -> None:
    assert signature(token, timestamp, nonce) == signed
    assert is_signed(signed, token, timestamp, nonce)


def test_a_flipped_last_digit_is_no_signature() -> None:
    assert not is_signed("c322453c30093dc5e72e0df8dace05cb17edd565", TOKEN, "1795500000", "730118265")


@pytest.mark.parametrize("nonsense", ["", "签名", "\ud800", "c3" * 1000])
def test_nonsense_is_no_signature_and_no_error(nonsense: str) -> None:
    assert not is_signed(nonsense, TOKEN, "1795500000", nonsense)


@every_vector
def test_an_envelope_opens(vector: Vector) -> None:
    assert vector.cipher.decrypt(vector.encrypted).decode() == vector.message


@every_vector
def test_an_envelope_is_signed_over_its_ciphertext(vector: Vector) -> None:
    def signed(given: str) -> bool:
        return vector.cipher.is_signed(
            given, timestamp=vector.timestamp, nonce=vector.nonce, encrypted=vector.encrypted
        )

    assert signed(vector.signed)
    assert not signed(vector.signed[:-1] + ("0" if vector.signed[-1] != "0" else "1"))
    assert not signed(signature(vector.token, vector.timestamp, vector.nonce))


@every_vector
def test_a_reply_is_sealed_to_the_very_bytes(vector: Vector) -> None:
    sealed = vector.cipher.encrypt(
        vector.message, nonce=vector.nonce, timestamp=int(vector.timestamp), random16=vector.noise
    )
    assert f"<Encrypt><![CDATA[{vector.encrypted}]]></Encrypt>" in sealed
    assert f"<MsgSignature><![CDATA[{vector.signed}]]></MsgSignature>" in sealed


def test_a_key_with_its_unused_bits_set_is_a_key() -> None:
    cipher = Cipher("pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6")
    known = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert cipher.decrypt(known).decode() == "我是中文abcd123"


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "/", "密" * 43])
def test_a_key_of_another_form_is_refused_with_what_to_do(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Cipher(TOKEN, key, APP_ID)


@pytest.mark.parametrize(
    ("encrypted", "flaw"),
    [
        (DELIVERY.encrypted[:-1], Flaw.BASE64),
        (DELIVERY.encrypted[1:], Flaw.BASE64),
        ("密文", Flaw.BASE64),
        (f" {DELIVERY.encrypted}", Flaw.BASE64),
        (b64encode(b64decode(DELIVERY.encrypted)[:-1]).decode(), Flaw.BLOCKS),
        ("", Flaw.BLOCKS),
        (seal(padded(framed(b"hello"), pad=0)), Flaw.PADDING),
        (seal(padded(framed(b"hello"), pad=33)), Flaw.PADDING),
        (seal(padded(framed(b"hello"))[:-2] + b"\x01\x05"), Flaw.PADDING),
        (seal(padded(framed(b"hello", length=1000))), Flaw.LENGTH),
        (seal(padded(framed(b"hello", length=2**31 + 5))), Flaw.LENGTH),
        (seal(padded(framed(b"hello", length=2**32 - 1))), Flaw.LENGTH),
        (seal(bytes(16) + b"\x10" * 16), Flaw.LENGTH),
        (seal(padded(framed(b"hello", length=4))), Flaw.RECEIVER),
        (seal(padded(framed(b"hello", app_id="wxba5fad812f8e6fb9"))), Flaw.RECEIVER),
        (seal(padded(framed(b"hello", app_id=""))), Flaw.RECEIVER),
    ],
)
def test_a_forged_envelope_is_refused(encrypted: str, flaw: Flaw) -> None:
    with pytest.raises(Refused) as refused:
        DELIVERY.cipher.decrypt(encrypted)
    assert refused.value.args == (flaw,)


@given(some.binary(max_size=200))
def test_whatever_the_ciphertext_it_is_opened_or_refused(rubbish: bytes) -> None:
    with pytest.raises(Refused):
        DELIVERY.cipher.decrypt(b64encode(rubbish).decode())


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_is_sealed_opens_again_here_and_in_wechatpy(message: str) -> None:
    sealed = DELIVERY.cipher.encrypt(f"<{message}>", nonce="730118265", timestamp=1795500001)
    _, signed, timestamp, nonce = _parts(sealed)
    theirs = WeChatCrypto(TOKEN, AES_KEY, APP_ID).decrypt_message(sealed, signed, timestamp, nonce)
    assert theirs == f"<{message}>"
    assert DELIVERY.cipher.decrypt(_parts(sealed)[0]).decode() == theirs


def test_two_envelopes_of_one_message_differ() -> None:
    first, second = (DELIVERY.cipher.encrypt("<xml/>", nonce="1", timestamp=1) for _ in range(2))
    assert first != second


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_wechatpy_seals_opens_here(message: str) -> None:
    theirs = WeChatCrypto(TOKEN, AES_KEY, APP_ID).encrypt_message(message, "730118265", "1795500001")
    encrypted, signed, timestamp, nonce = _parts(theirs)
    assert DELIVERY.cipher.is_signed(signed, timestamp=timestamp, nonce=nonce, encrypted=encrypted)
    assert DELIVERY.cipher.decrypt(encrypted).decode() == message


def test_an_odd_nonce_cannot_break_out_of_the_envelope() -> None:
    sealed = DELIVERY.cipher.encrypt("<xml/>", nonce="a]]><Evil>1</Evil>", timestamp=1)
    assert "<Nonce><![CDATA[a]]]]><![CDATA[><Evil>1</Evil>]]></Nonce>" in sealed


def test_an_envelope_names_its_account_and_ciphertext() -> None:
    element = f"<Encrypt><![CDATA[{DELIVERY.encrypted}]]></Encrypt>"
    xml = f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName>{element}</xml>"
    assert envelope(xml.encode()) == ("gh_1", DELIVERY.encrypted)
    spaced = xml.replace("<Encrypt>", "\n <AgentID/><Encrypt>")
    assert envelope(spaced.encode()) == ("gh_1", DELIVERY.encrypted)


def test_the_compatible_mode_carries_both() -> None:
    xml = DELIVERY.message.removesuffix("</xml>") + "<Encrypt><![CDATA[abc=]]></Encrypt></xml>"
    assert envelope(xml.encode()) == ("gh_0123456789ab", "abc=")


def test_a_plain_body_has_no_ciphertext() -> None:
    assert envelope(DELIVERY.message.encode()) == ("gh_0123456789ab", None)


def _parts(sealed: str) -> tuple[str, str, str, str]:
    def between(opening: str, closing: str) -> str:
        return sealed.partition(opening)[2].partition(closing)[0]

    return (
        between("<Encrypt><![CDATA[", "]"),
        between("<MsgSignature><![CDATA[", "]"),
        between("<TimeStamp>", "<"),
        between("<Nonce><![CDATA[", "]"),
    )
