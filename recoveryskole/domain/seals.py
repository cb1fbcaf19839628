"""What the database keeps and cannot read: sealed with keys made of the server's secret, or of a code.

AES-256 in GCM: what is sealed cannot be read, changed or moved to another row without being noticed. No
moment stands in it.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12


def secrets_of_server() -> list[str]:
    """The server's secret, and those it was before, the newest first."""
    return [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]


def derive(secret: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, of a secret that nobody can guess. No way leads back."""
    made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"recoveryskole", info=purpose.encode())
    return made.derive(secret)


def seal_with(key: bytes, words: bytes, *, bound_to: str) -> bytes:
    """Seal with the key; it opens only where the same is said in `bound_to`. Longer by 28 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, words, bound_to.encode())


def open_with(key: bytes, sealed: bytes, *, bound_to: str) -> bytes | None:
    """What `seal_with` sealed; None where it was another key or place, or something has been changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError):
        return None


def seal(words: bytes, purpose: str, *, bound_to: str) -> bytes:
    """Seal with the server's secret of today."""
    return seal_with(derive(settings.SECRET_KEY.encode(), purpose), words, bound_to=bound_to)


def unseal(sealed: bytes | memoryview, purpose: str, *, bound_to: str) -> bytes | None:
    """What `seal` sealed, today or under an earlier secret that is still known; None otherwise."""
    for secret in secrets_of_server():
        words = open_with(derive(secret.encode(), purpose), bytes(sealed), bound_to=bound_to)
        if words is not None:
            return words
    return None
