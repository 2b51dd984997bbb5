"""Signs and encrypts with wechatpy, apart from the bot's code: two that agree are right."""

import re
import struct
from typing import Literal

from wechatpy.crypto import WeChatCrypto  # type: ignore[import-untyped]  # wechatpy ships no types
from wechatpy.exceptions import WeChatException  # type: ignore[import-untyped]  # wechatpy ships no types
from wechatpy.utils import WeChatSigner  # type: ignore[import-untyped]  # wechatpy ships no types

from bot.simulator.platform_xml import BadAnswer, child

Mode = Literal["safe", "compatible", "plain"]
_ENCRYPTED = re.compile(r"<Encrypt><!\[CDATA\[(.*?)\]\]></Encrypt>")


class Seal:
    """What the platform and the account both know: token, key, app id."""

    def __init__(self, token: str, aes_key: str, app_id: str, mode: Mode) -> None:
        self.mode = mode
        self._token = token
        self._crypto = WeChatCrypto(token, aes_key, app_id) if mode != "plain" else None

    def sign(self, *parts: str) -> str:
        """Return the signature over the token and the parts."""
        signer = WeChatSigner()
        signer.add_data(self._token, *parts)
        return str(signer.signature)

    def close(self, xml: str, account: str, *, timestamp: str, nonce: str) -> tuple[str, dict[str, str]]:
        """Return the body to post and its query, as the mode has it (protocol §1.3)."""
        query = {"signature": self.sign(timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        if self._crypto is None:
            return xml, query
        sealed = str(self._crypto.encrypt_message(xml, nonce, timestamp))
        encrypted = _found(_ENCRYPTED, sealed)
        query |= {"encrypt_type": "aes", "msg_signature": self.sign(timestamp, nonce, encrypted)}
        element = f"<Encrypt><![CDATA[{encrypted}]]></Encrypt>"
        if self.mode == "compatible":
            return xml.removesuffix("</xml>") + element + "</xml>", query
        return f"<xml><ToUserName><![CDATA[{account}]]></ToUserName>{element}</xml>", query

    def open(self, xml: str) -> str:
        """Return the reply inside an answer. In safe mode it must be sealed. Raises BadAnswer."""
        if self._crypto is None or (self.mode == "compatible" and "<Encrypt>" not in xml):
            return xml
        signed, timestamp, nonce = (child(xml, name) for name in ("MsgSignature", "TimeStamp", "Nonce"))
        try:
            return str(self._crypto.decrypt_message(xml, signed, timestamp, nonce))
        except (WeChatException, ValueError, LookupError, TypeError, struct.error) as error:
            message = f"its envelope does not open: {type(error).__name__}"
            raise BadAnswer(message) from None


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        message = "wechatpy made an envelope without <Encrypt>"
        raise ValueError(message)
    return found[1]
