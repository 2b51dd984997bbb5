"""WeChat's signatures and its AES envelope: who may talk to us, and what was really said (protocol §1)."""

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from enum import StrEnum
from hashlib import sha1
from hmac import compare_digest
from secrets import token_bytes

from cryptography.hazmat.primitives import ciphers
from cryptography.hazmat.primitives.ciphers import algorithms, modes

from bot.wechat.characters import cdata

KEY_LENGTH = 43
NOISE = 16  # random bytes before the length field
HEAD = NOISE + 4
AES_BLOCK = 16
PAD_BLOCK = 32  # WeChat pads to 32, not to AES's 16
_PADS = tuple(bytes([count]) * count for count in range(PAD_BLOCK + 1))


class Flaw(StrEnum):
    """What was wrong with a ciphertext. For the log only: the caller learns nothing."""

    BASE64 = "the base64 text is broken"
    BLOCKS = "the ciphertext is no whole number of blocks"
    PADDING = "the padding is wrong"
    LENGTH = "the length field points outside the message"
    RECEIVER = "it is addressed to another app id"


class Refused(Exception):  # noqa: N818 -- it is a verdict; the house names them so (MoveRefused)
    """The envelope is not one that WeChat made for this account. Answer 403 without a word."""


def signature(token: str, *parts: str) -> str:
    """Return the lower-case hexadecimal SHA-1 over token and parts, sorted and joined (protocol §1)."""
    joined = "".join(sorted((token, *parts)))
    return sha1(joined.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def is_signed(given: str, token: str, *parts: str) -> bool:
    """Whether `given` is the signature over the parts, compared in constant time."""
    return compare_digest(signature(token, *parts).encode(), given.encode("utf-8", "surrogatepass"))


class Cipher:
    """Opens and seals the envelopes of one account.

    Raises ValueError when made with a key that is not WeChat's 43 characters.
    """

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        key = _decode_key(aes_key)
        self._token = token
        self._app_id = app_id.encode()
        self._aes = ciphers.Cipher(algorithms.AES(key), modes.CBC(key[:AES_BLOCK]))

    def is_signed(self, given: str, *, timestamp: str, nonce: str, encrypted: str) -> bool:
        """Whether `given` is the `msg_signature` over this ciphertext."""
        return is_signed(given, self._token, timestamp, nonce, encrypted)

    def decrypt(self, encrypted: str) -> bytes:
        """Return the message inside a base64 ciphertext; check its signature first.

        Raises Refused on any flaw.
        """
        padded = self._decrypt_blocks(encrypted)
        count = padded[-1]
        if not 1 <= count <= PAD_BLOCK or not padded.endswith(_PADS[count]):
            raise Refused(Flaw.PADDING)
        end = len(padded) - count
        stop = HEAD + int.from_bytes(padded[NOISE:HEAD], "big")
        if end < HEAD or stop > end:
            raise Refused(Flaw.LENGTH)
        if not compare_digest(padded[stop:end], self._app_id):
            raise Refused(Flaw.RECEIVER)
        return padded[HEAD:stop]

    def encrypt(self, xml: str, *, nonce: str, timestamp: int, random16: bytes | None = None) -> str:
        """Seal a reply and return the envelope's XML (protocol §1.6).

        `timestamp` is our own now in Unix seconds; `nonce` our own or the request's. `random16` is for
        reproducing known vectors only.
        """
        encrypted = self._encrypt_blocks(xml.encode(), random16 or token_bytes(NOISE))
        signed = signature(self._token, str(timestamp), nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signed}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
        )

    def _decrypt_blocks(self, encrypted: str) -> bytes:
        try:
            sealed = a2b_base64(encrypted, strict_mode=True)
        except (Base64Error, ValueError):  # ValueError: characters outside ASCII
            raise Refused(Flaw.BASE64) from None
        if not sealed or len(sealed) % AES_BLOCK:
            raise Refused(Flaw.BLOCKS)
        opener = self._aes.decryptor()
        return opener.update(sealed) + opener.finalize()

    def _encrypt_blocks(self, message: bytes, noise: bytes) -> str:
        plain = noise + len(message).to_bytes(4, "big") + message + self._app_id
        sealer = self._aes.encryptor()
        sealed = sealer.update(plain + _PADS[PAD_BLOCK - len(plain) % PAD_BLOCK]) + sealer.finalize()
        return b64encode(sealed).decode("ascii")


def _decode_key(aes_key: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey. Two bits of its last character are unused and may be set."""
    if len(aes_key) == KEY_LENGTH and aes_key.isascii() and aes_key.isalnum():
        return a2b_base64(f"{aes_key}=")
    message = (
        f"aes_key must be the {KEY_LENGTH} letters and digits of EncodingAESKey, as the console shows it"
    )
    raise ValueError(message)
