"""Passwords and one-time codes: argon2 for the first, RFC 6238 for the second."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 8
STEP = 30  # seconds a one-time code lasts
DIGITS = 6
# A hash of nothing anybody knows: verifying against it takes as long for a name that does not exist.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZSBzYWx0IG9mIG91cnM$Yk2mDJLgQ2RZ1SFV9nJfM0Qe3c1b6dQk8xqU0m4cV1g"


def hash_password(password: str) -> str:
    """Return argon2's hash of a password."""
    return PasswordHasher().hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one behind the hash; takes as long where there is none."""
    try:
        return PasswordHasher().verify(password_hash or NOBODY, password) and password_hash is not None
    except (Argon2Error, InvalidHashError):
        return False


def make_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_password() -> str:
    """Return a first password to be read out by telephone: three groups without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def make_totp_secret() -> str:
    """Return a new secret for one-time codes, in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp(secret: str, step: int) -> str:
    """Return the code of a 30-second step (RFC 6238, SHA-1, six digits)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def totp_step(secret: str, code: str, now: datetime, used: int = 0) -> int | None:
    """Return the step whose code was given, give or take one; None for a wrong or used code."""
    middle = int(now.timestamp()) // STEP
    for step in (middle, middle - 1, middle + 1):
        if step > used and hmac.compare_digest(totp(secret, step), code):
            return step
    return None


def totp_address(secret: str, login: str) -> str:
    """Return the otpauth address that an authenticator reads."""
    return f"otpauth://totp/Yizhan:{login}?secret={secret}&issuer=Yizhan"
