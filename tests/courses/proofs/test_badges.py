"""Open Badges: signed with PyJWT, checked with jwcrypto against the keys that the site publishes."""

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from jwcrypto.common import JWException, base64url_decode, base64url_encode
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT
from PIL import Image

from accounts.models import User
from courses.models import Completion, ContactSettings
from courses.proofs.domain.badges import REVOCATION_CONTEXT, build_credential, credential_id, sign_badge
from courses.proofs.domain.baking import PICTURES
from courses.proofs.domain.proofs import revoke_proof
from courses.proofs.domain.signing_keys import NoSigningKey, SigningKey, current_key, rotate_key, signing_keys
from courses.proofs.models import Proof
from tests.courses.proofs.conftest import BASE_URL
from tests.factories.courses import make_person

BADGES = ("proof_badge", "proof_badge_png", "proof_badge_svg")
TYPES = {"type": "array", "items": {"type": "string"}}


def an(kind: str, required: list[str], **properties: Any) -> dict[str, Any]:
    """A JSON schema for one class of the specification: its type, and what it must have."""
    types = {"allOf": [TYPES, {"contains": {"const": kind}}]}
    return {
        "type": "object",
        "required": ["type", *required],
        "properties": {"type": types, **properties},
    }


URI = {"type": "string", "pattern": "^(https?://|urn:uuid:)"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
# What the specification of Open Badges 3.0 says must be there, written down from its data model.
CREDENTIAL = an(
    "OpenBadgeCredential",
    ["@context", "id", "issuer", "validFrom", "credentialSubject"],
    **{
        "@context": {
            "const": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            ]
        },
        "id": URI,
        "name": TEXT,
        "issuer": an("Profile", ["id", "name"], id=URI, name=TEXT, url=URI),
        "validFrom": MOMENT,
        "credentialSubject": an(
            "AchievementSubject",
            ["achievement", "identifier"],
            id=URI,
            activityEndDate=MOMENT,
            identifier={
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["type", "hashed", "identityHash", "identityType", "salt"],
                    "properties": {
                        "type": {"const": "IdentityObject"},
                        "hashed": {"const": True},
                        "identityHash": {"type": "string", "pattern": r"^sha256\$[0-9a-f]{64}$"},
                        "identityType": {"const": "emailAddress"},
                    },
                },
            },
            achievement=an(
                "Achievement",
                ["id", "name", "description", "criteria"],
                id=URI,
                name=TEXT,
                description=TEXT,
                criteria={"type": "object", "required": ["narrative"], "properties": {"narrative": TEXT}},
                achievementType={"const": "CertificateOfCompletion"},
                alignment={
                    "type": "array",
                    "minItems": 1,
                    "items": an(
                        "Alignment",
                        ["targetName", "targetUrl", "targetCode"],
                        targetName=TEXT,
                        targetUrl=URI,
                        targetType={"const": "CFItem"},
                    ),
                },
            ),
        ),
        "credentialStatus": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {"id": URI, "type": {"const": "1EdTechRevocationList"}},
        },
    },
)


def published_keys() -> JWKSet:
    """The keys as a stranger fetches them."""
    return JWKSet.from_json(Client().get("/.well-known/jwks.json").content)


def check(badge: str) -> dict[str, Any]:
    """The claims of a badge that the published keys vouch for."""
    token = JWT(algs=["RS256"], check_claims={"iss": f"{BASE_URL}/bevis/udsteder.json"})
    token.deserialize(badge, key=published_keys())
    claims: dict[str, Any] = json.loads(token.claims)
    return claims


def leaves(value: Any) -> list[Any]:
    """Every value in a JSON document, lists and objects among them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value, *(leaf for entry in inner for leaf in leaves(entry))]


def test_badge_is_vouched_for_by_the_published_keys(
    signing_key: SigningKey, proof: Proof, as_person: Client
) -> None:
    answer = as_person.get(reverse("proofs:proof_badge", args=[proof.completion_id]))
    assert answer["Content-Type"] == "application/vc+jwt"
    assert answer["Content-Disposition"] == f'attachment; filename="badge-{proof.number}.jwt"'
    claims = check(answer.content.decode())
    assert claims["jti"] == claims["id"] == credential_id(proof)
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["nbf"] == int(proof.issued_at.timestamp())
    assert dt.datetime.fromisoformat(claims["validFrom"]).timestamp() == claims["nbf"]


def test_badge_lies_in_its_pictures(signing_key: SigningKey, proof: Proof, as_person: Client) -> None:
    def fetch(kind: str) -> bytes:
        answer = as_person.get(reverse(f"proofs:proof_badge_{kind}", args=[proof.completion_id]))
        assert answer["Content-Type"] == {"png": "image/png", "svg": "image/svg+xml"}[kind]
        assert answer["Content-Disposition"] == f'attachment; filename="badge-{proof.number}.{kind}"'
        return answer.content

    png = fetch("png")
    with Image.open(io.BytesIO(png)) as picture, Image.open(PICTURES / "badge.png") as ours:
        assert picture.convert("RGBA").tobytes() == ours.convert("RGBA").tobytes()
        text = picture.text["openbadgecredential"]
    # An iTXt chunk that is not compressed: the keyword and five zeros before the token.
    assert b"iTXtopenbadgecredential" + bytes(5) + text.encode() in png

    drawn = ElementTree.fromstring(fetch("svg"))  # noqa: S314 (we have drawn it)
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    for token in (str(text), drawn[0].attrib["verify"]):
        assert check(token)["jti"] == credential_id(proof)


def test_header_has_what_the_specification_admits_and_no_more(signing_key: SigningKey, proof: Proof) -> None:
    header = json.loads(base64url_decode(sign_badge(proof).split(".")[0]))
    address = f"{BASE_URL}/bevis/noegler/{signing_key.thumbprint}.json"
    assert header == {"alg": "RS256", "kid": address, "typ": "JWT"}
    key = Client().get(urlsplit(address).path)
    assert key["Content-Type"] == "application/jwk+json"
    assert key.json() in Client().get(reverse("proofs:jwks")).json()["keys"]


def test_credential_has_the_mandatory_parts(signing_key: SigningKey, proof: Proof) -> None:
    credential = build_credential(proof)
    jsonschema.Draft202012Validator(CREDENTIAL).validate(credential)
    assert [leaf for leaf in leaves(credential) if leaf in (None, "", [], {})] == []
    achievement = credential["credentialSubject"]["achievement"]
    assert [entry["targetCode"] for entry in achievement["alignment"]] == ["M.1", "R1.1"]
    assert achievement["alignment"][0]["targetDescription"] == "Trin 2: Kan det med støtte (forslag)"
    identifier = proof.content["requirements"][0]["identifier"]
    assert achievement["alignment"][0]["targetUrl"] == f"{BASE_URL}/api/v1/case/CFItems/{identifier}"
    assert "- høre et mål" in achievement["criteria"]["narrative"]
    assert "ikke et AMU-bevis" in achievement["description"]


def test_credential_without_requirements_has_no_empty_list(proof: Proof) -> None:
    proof.content = {**proof.content, "requirements": [], "objectives": [], "parts": []}
    credential = build_credential(proof)
    assert "alignment" not in credential["credentialSubject"]["achievement"]
    assert [leaf for leaf in leaves(credential) if leaf in (None, "", [], {})] == []


def test_credential_tells_no_name_and_no_address_but_confirms_one(proof: Proof, person: User) -> None:
    credential = build_credential(proof)
    text = json.dumps(credential, ensure_ascii=False)
    assert person.email not in text
    assert person.display_name not in text
    identity = credential["credentialSubject"]["identifier"][0]
    digest = hashlib.sha256((person.email + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"


def test_badges_of_before_hold_after_a_rotation(signing_key: SigningKey, proof: Proof) -> None:
    before = sign_badge(proof)
    newer = rotate_key()
    after = sign_badge(proof)
    assert check(before)["jti"] == check(after)["jti"]
    kids = [json.loads(base64url_decode(badge.split(".")[0]))["kid"] for badge in (before, after)]
    assert [kid.rpartition("/")[2] for kid in kids] == [
        f"{key.thumbprint}.json" for key in (signing_key, newer)
    ]


def with_other_words(header: str, payload: str, signature: str) -> str:
    claims = json.loads(base64url_decode(payload)) | {"name": "Et andet kursus"}
    return f"{header}.{base64url_encode(json.dumps(claims))}.{signature}"


def with_other_signature(header: str, payload: str, signature: str) -> str:
    content = bytearray(base64url_decode(signature))
    content[0] ^= 1
    return f"{header}.{payload}.{base64url_encode(bytes(content))}"


def with_no_signature(header: str, payload: str, signature: str) -> str:
    unsigned = json.loads(base64url_decode(header)) | {"alg": "none"}
    return f"{base64url_encode(json.dumps(unsigned))}.{payload}."


@pytest.mark.parametrize("forge", [with_other_words, with_other_signature, with_no_signature])
def test_tampering_is_found(
    signing_key: SigningKey, proof: Proof, forge: Callable[[str, str, str], str]
) -> None:
    badge = sign_badge(proof)
    assert check(badge)["name"] == "Målene er borgerens"
    with pytest.raises(JWException):
        check(forge(*badge.split(".")))


def test_badge_signed_by_a_stranger_is_found(
    signing_key: SigningKey, proof: Proof, settings: Any, tmp_path: Path
) -> None:
    home = settings.SIGNING_KEYS_DIR
    settings.SIGNING_KEYS_DIR = tmp_path / "elsewhere"
    rotate_key()
    badge = sign_badge(proof)
    settings.SIGNING_KEYS_DIR = home
    with pytest.raises(JWException):
        check(badge)


@pytest.mark.django_db
def test_published_keys_are_public_halves_only(signing_key: SigningKey) -> None:
    rotate_key()
    answer = Client().get("/.well-known/jwks.json")
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    keys = answer.json()["keys"]
    assert len(keys) == 2
    assert all(set(key) == {"kty", "n", "e", "alg", "use", "kid"} for key in keys)
    assert Client().get(reverse("proofs:signing_key", args=["unknown"])).status_code == 404


def test_key_files_are_for_their_owner_alone(keys_dir: Path) -> None:
    call_command("badge_keys", "make", verbosity=0)
    (path,) = keys_dir.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys_dir.stat().st_mode & 0o777 == 0o700


def test_first_key_is_made_once(keys_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("badge_keys", "list")
    assert "no key yet" in capsys.readouterr().out
    call_command("badge_keys", "make")
    first = current_key()
    with pytest.raises(CommandError, match="rotate"):
        call_command("badge_keys", "make")
    call_command("badge_keys", "rotate")
    assert [key.thumbprint for key in signing_keys()] == [current_key().thumbprint, first.thumbprint]
    capsys.readouterr()
    call_command("badge_keys", "list")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1:] for line in lines] == [
        [current_key().thumbprint, "signs"],
        [first.thumbprint, "checks", "only"],
    ]


def test_file_that_is_no_key_is_told(keys_dir: Path) -> None:
    keys_dir.mkdir()
    (keys_dir / "broken.pem").write_text("no key", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("badge_keys", "list")


def test_without_a_key_there_is_no_badge_but_a_way_on(
    keys_dir: Path, proof: Proof, as_person: Client, operator: ContactSettings
) -> None:
    with pytest.raises(NoSigningKey):
        sign_badge(proof)
    badges = [reverse(f"proofs:{name}", args=[proof.completion_id]) for name in BADGES]
    page = as_person.get(reverse("proofs:proof", args=[proof.completion_id])).content.decode()
    assert not any(badge in page for badge in badges)
    assert reverse("proofs:proof_pdf", args=[proof.completion_id]) in page
    for badge in badges:
        refused = as_person.get(badge)
        assert refused.status_code == 503
        assert "Solbjerg Kommune, kontakt@example.org" in refused.content.decode()
    assert Client().get("/.well-known/jwks.json").json() == {"keys": []}


def test_badge_is_offered_where_there_is_a_key(
    signing_key: SigningKey, proof: Proof, as_person: Client
) -> None:
    page = as_person.get(reverse("proofs:proof", args=[proof.completion_id])).content.decode()
    assert all(reverse(f"proofs:{name}", args=[proof.completion_id]) in page for name in BADGES)


def test_revoked_badges_are_listed_without_reason_or_number(
    signing_key: SigningKey, completion: Completion, proof: Proof, as_person: Client
) -> None:
    status = build_credential(proof)["credentialStatus"]
    empty = Client().get(urlsplit(status["id"]).path).json()
    assert empty == {
        "@context": REVOCATION_CONTEXT,
        "id": status["id"],
        "issuer": f"{BASE_URL}/bevis/udsteder.json",
        "revokedCredential": [],
        "revokedCredentials": [],
    }
    revoke_proof(proof, by=make_person(), reason="Givet ved en fejl")
    answer = Client().get(urlsplit(status["id"]).path)
    for name in ("revokedCredential", "revokedCredentials"):
        assert answer.json()[name] == [{"id": credential_id(proof), "revoked": True}]
    assert proof.number not in answer.content.decode()
    for name in BADGES:
        refused = as_person.get(reverse(f"proofs:{name}", args=[completion.pk]))
        assert refused.status_code == 410
        assert "Givet ved en fejl" in refused.content.decode()


def test_issuer_stands_at_its_address(proof: Proof, operator: ContactSettings) -> None:
    issuer = build_credential(proof)["issuer"]
    found = Client().get(urlsplit(issuer["id"]).path).json()
    assert {name: found[name] for name in issuer} == issuer
    assert (found["name"], found["email"]) == ("Solbjerg Kommune", "kontakt@example.org")
    assert "phone" not in found
