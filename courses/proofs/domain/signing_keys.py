"""The installation's own keys, which sign badges: RSA, one PEM file each, the newest signs.

A key is known by its thumbprint (RFC 7638). All public keys stay published as long as their file is there, so
that what an older key has signed can still be checked. Taking a file away is how a key is disowned.
"""

import base64
import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils import timezone

BITS = 3072
ALGORITHM = "RS256"


class NoSigningKey(Exception):
    """The installation has no key yet: `manage.py badge_keys make`."""


class HasSigningKey(Exception):
    """There is a key already: a new one is a rotation, and must be asked for as one."""


@dataclass(frozen=True)
class SigningKey:
    """A key pair. `thumbprint` names it; `public` is its public half as a JWK, without a `kid`."""

    private: RSAPrivateKey
    public: dict[str, Any]
    thumbprint: str
    made_on: dt.date


def signing_keys() -> list[SigningKey]:
    """All keys of the installation, newest first. ValueError for a file that holds no RSA key."""
    files = sorted(settings.SIGNING_KEYS_DIR.glob("*.pem"), reverse=True)
    return [_read_key(path, path.stat().st_mtime_ns) for path in files]


def current_key() -> SigningKey:
    """The key that signs. Raises `NoSigningKey`."""
    keys = signing_keys()
    if not keys:
        raise NoSigningKey
    return keys[0]


def has_signing_key() -> bool:
    """Whether badges can be signed here."""
    return any(settings.SIGNING_KEYS_DIR.glob("*.pem"))


def make_key() -> SigningKey:
    """Make the installation's first key. Raises `HasSigningKey` where there is one."""
    if has_signing_key():
        raise HasSigningKey
    return rotate_key()


def rotate_key() -> SigningKey:
    """Make a key that signs from now on; those before it stay published. OSError where it cannot be kept.

    Only the owner of the process can read the file: it is made so, not made and then changed.
    """
    folder: Path = settings.SIGNING_KEYS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = generate_private_key(public_exponent=65537, key_size=BITS)
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # The name sorts by the moment; two in the same microsecond would be refused (O_EXCL).
    path = folder / f"{timezone.now().astimezone(dt.UTC):%Y-%m-%dT%H%M%S.%f}.pem"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    return _read_key(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read_key(path: Path, changed: int) -> SigningKey:
    """The key in the file; `changed` makes the cache forget a file that was replaced."""
    from jwt.algorithms import RSAAlgorithm

    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, RSAPrivateKey):
        raise ValueError(f"{path} holds no RSA key.")
    numbers = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    public = {name: numbers[name] for name in ("e", "kty", "n")}
    # RFC 7638: the required members, sorted, without white space.
    canonical = json.dumps(public, separators=(",", ":"), sort_keys=True).encode()
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
    made_on = dt.datetime.fromtimestamp(changed / 1e9, tz=dt.UTC).date()
    return SigningKey(private, {**public, "alg": ALGORITHM, "use": "sig"}, thumbprint, made_on)
