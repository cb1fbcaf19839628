"""What we publish as JSON-LD means something to whoever reads it so: no word of it is dropped.

The contexts are those that the addresses serve, as npm has them (contexts/README.md): no test asks the net.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from courses.models import ContactSettings
from courses.proofs.domain.badges import (
    CONTEXT,
    build_credential,
    credential_id,
    issuer_profile,
    revocation_list,
)
from courses.proofs.domain.proofs import revoke_proof
from courses.proofs.models import Proof
from tests.factories.courses import make_person

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-extensions.json",
}
# What no context defines becomes an address below this one.
UNDEFINED = "https://undefined.example/"
REVOCATION_LIST = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList"


class Dropped(Exception):
    """What the processor would leave out in silence."""


def load(address: str, _options: Any) -> dict[str, Any]:
    document = json.loads(
        (Path(__file__).parent / "contexts" / CONTEXTS[address]).read_text(encoding="utf-8")
    )
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": document,
    }


def expand(document: dict[str, Any]) -> list[Any]:
    """Expanded in safe mode: `Dropped` for a word, or a type, that no context defines."""

    def refuse(name: str | None) -> None:
        raise Dropped(name)

    options = {"documentLoader": load, "base": UNDEFINED}
    expanded: list[Any] = jsonld.expand(document, options, on_property_dropped=refuse)
    for kind in types(expanded):
        if kind.startswith(UNDEFINED):
            refuse(kind)
    return expanded


def types(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        found = value.get("@type", [])
        yield from [found] if isinstance(found, str) else found
        for inner in value.values():
            yield from types(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from types(inner)


def test_no_word_of_a_badge_is_dropped(proof: Proof) -> None:
    [credential] = expand(build_credential(proof))
    assert REVOCATION_LIST in set(types(credential))
    assert "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential" in credential["@type"]


def test_no_word_of_the_issuer_is_dropped(operator: ContactSettings) -> None:
    operator.phone = "12 34 56 78"
    operator.save()
    [profile] = expand(issuer_profile())
    assert len(profile) == 6


def test_no_word_of_the_list_of_revoked_badges_is_dropped(proof: Proof) -> None:
    revoke_proof(proof, by=make_person(), reason="Givet ved en fejl")
    [expanded] = expand(revocation_list())
    words = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#"
    entry = {"@id": credential_id(proof), f"{words}revoked": [{"@value": True}]}
    issuer = {"@id": build_credential(proof)["issuer"]["id"]}
    assert expanded == {
        "@id": build_credential(proof)["credentialStatus"]["id"],
        "https://www.w3.org/2018/credentials#issuer": [issuer],
        # By both names it is the same.
        f"{words}revokedCredential": [entry, entry],
    }
    with pytest.raises(Dropped):
        expand({**revocation_list(), "revocationReason": "word"})
    with pytest.raises(Dropped):
        expand({**revocation_list(), "@context": CONTEXT})


@pytest.mark.parametrize("context", CONTEXT)
def test_each_context_is_needed_and_a_word_of_ones_own_is_dropped(context: str, proof: Proof) -> None:
    credential = build_credential(proof)
    assert list(CONTEXTS) == CONTEXT
    for spoilt in (
        {**credential, "@context": [one for one in CONTEXT if one != context]},
        {**credential, "ourOwn": "word"},
        {**credential, "type": [*credential["type"], "OurOwn"]},
    ):
        with pytest.raises(Dropped):
            expand(spoilt)
