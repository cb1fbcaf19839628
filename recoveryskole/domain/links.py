"""The link and the code that manage a sign-up. No database holds them: they are made where the secret is.

What was made under an earlier secret of the server holds, as long as that is still known.
"""

from base64 import b32encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.utils.crypto import salted_hmac

from recoveryskole.domain.seals import secrets_of_server
from recoveryskole.models import SignUp

WORDS = Path(__file__).resolve().parent.parent / "data" / "code-words.txt"
# 160 bits in the link.
TOKEN_BYTES = 20
# Two words of 128 and two numbers of four digits: some 40 bits, which a count of tries makes enough.
CODE_PARTS = 2


def tie(sign_up: SignUp) -> None:
    """Give the sign-up, which is not stored yet, what its link and its code are known by."""
    sign_up.token_hash = hash_of(token_of(sign_up))
    sign_up.code_hash = _hash_of_code(code_of(sign_up))


def tie_calendar(sign_up: SignUp, seed: UUID | None) -> None:
    """Give the sign-up a new address for a calendar, or none. The one before opens nothing any more."""
    sign_up.calendar_seed, sign_up.calendar_hash = seed, None
    if seed is not None:
        sign_up.calendar_hash = hash_of(calendar_token_of(sign_up))


def token_of(sign_up: SignUp) -> str:
    """What stands in the link's address."""
    return _made(sign_up.seed, "recoveryskole.link", address_of, hash_of, sign_up.token_hash)


def calendar_token_of(sign_up: SignUp) -> str:
    """What stands in the address that one gives to a calendar. It opens nothing but that."""
    return _made(sign_up.calendar_seed, "recoveryskole.calendar", address_of, hash_of, sign_up.calendar_hash)


def code_of(sign_up: SignUp) -> str:
    """What somebody writes on a slip: LIND-4827-MOSE-1935."""
    return _made(sign_up.seed, "recoveryskole.code", code_from, _hash_of_code, sign_up.code_hash)


def address_of(drawn: bytes) -> str:
    """What is drawn, as it stands in an address: 160 bits."""
    return b32encode(drawn[:TOKEN_BYTES]).decode().lower()


def code_from(drawn: bytes, parts: int = CODE_PARTS) -> str:
    """What is drawn, as one writes it: a word and a number for each part, of 8 bytes each."""
    said = []
    for place in range(parts):
        number = int.from_bytes(drawn[8 * place : 8 * place + 8])
        said += [_words()[number % len(_words())], f"{number // len(_words()) % 10_000:04}"]
    return "-".join(said)


def plain_code(code: str) -> str:
    """A code however it is spelt: small letters, blanks for hyphens, none at all."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def find_by_token(token: str) -> SignUp | None:
    """The sign-up of this link, until its name is deleted. When the session is over, it manages nothing."""
    return _find(token_hash=hash_of(token))


def find_by_code(code: str) -> SignUp | None:
    """The sign-up of this code, however it is spelt."""
    return _find(code_hash__in=[_hash_of_code(code, secret) for secret in secrets_of_server()])


def find_by_calendar(token: str) -> SignUp | None:
    """The sign-up whose address for a calendar this is."""
    return _find(calendar_hash=hash_of(token))


def hash_of(token: str, _secret: str | None = None) -> str:
    """What the database knows an address of 160 bits by: no secret of the server is needed for that."""
    return sha256(token.encode()).hexdigest()


def _find(**known: str | list[str]) -> SignUp | None:
    found = SignUp.objects.filter(**known)
    return found.select_related("session__workshop", "session__place", "session__term").first()


def _made(
    seed: UUID | None,
    salt: str,
    write: Callable[[bytes], str],
    hash_it: Callable[[str, str | None], str],
    known: str | None,
) -> str:
    """What is made of the seed, under the secret whose hash is `known`; None: it is new."""
    if seed is None:
        raise ValueError("Nothing leads to a sign-up that is forgotten.")
    made = [write(_draw(seed, salt, secret)) for secret in secrets_of_server()]
    for one, secret in zip(made, secrets_of_server(), strict=True):
        if hash_it(one, secret) == known:
            return one
    return made[0]


def _draw(seed: UUID, salt: str, secret: str) -> bytes:
    return salted_hmac(salt, str(seed), secret=secret, algorithm="sha256").digest()


def _hash_of_code(code: str, secret: str | None = None) -> str:
    """With the server's secret: there are too few codes for a bare hash."""
    return salted_hmac(
        "recoveryskole.code_hash", plain_code(code), secret=secret, algorithm="sha256"
    ).hexdigest()


@cache
def _words() -> tuple[str, ...]:
    return tuple(WORDS.read_text(encoding="ascii").split())
