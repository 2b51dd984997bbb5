"""The key that telephones and ID numbers are sealed with at rest (AES-256-GCM, HMAC-SHA-256 for look-up)."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Vault:
    """Seals and opens text with one key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"seal" + key).digest())
        self._index_key = hashlib.sha256(b"index" + key).digest()

    def seal(self, text: str) -> str:
        """Encrypt `text`; different each time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), None)).decode()

    def open(self, sealed: str) -> str:
        """Decrypt what `seal` gave; raises `ValueError` where another key sealed it."""
        data = base64.b64decode(sealed)
        try:
            return self._cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None).decode()
        except InvalidTag as error:
            message = "sealed with another key: put back the key file this database was made with"
            raise ValueError(message) from error

    def index(self, text: str) -> str:
        """Return a keyed digest of `text`, the same each time."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()


def open_vault(key_file: Path) -> Vault:
    """Open the vault of a key file, making the key at first use; readable by its owner only."""
    if not key_file.exists():
        key_file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
    return Vault(base64.b64decode(key_file.read_bytes()))
