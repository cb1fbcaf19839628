"""Open Badges 3.0: a proof as a credential that this installation signs (1EdTech's specification of 2024).

A badge is made from the proof each time it is fetched, and signed by the key of the day. It is a JSON Web
Token whose payload is the credential itself (section 8.2). Nothing in it is null or empty.
"""

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.conf import settings

from accounts.languages import bare_reverse
from assessments.ledger.basis import Way
from competences.domain.exchange.case_writing import case_uri
from courses.models import ContactSettings
from courses.proofs.domain.proofs import ProofContent, ProvenRequirement, issuer_name
from courses.proofs.domain.signing_keys import ALGORITHM, SigningKey, current_key, signing_keys
from courses.proofs.models import Proof

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    # Says what REVOCATION_LIST is.
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
REVOCATION_LIST = "1EdTechRevocationList"
_REVOCATIONS = "https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#"
# No context that 1EdTech publishes defines the words of the list itself: it brings what they mean.
REVOCATION_CONTEXT = {
    "id": "@id",
    "issuer": {"@id": "https://www.w3.org/2018/credentials#issuer", "@type": "@id"},
    "revokedCredential": f"{_REVOCATIONS}revokedCredential",
    "revokedCredentials": f"{_REVOCATIONS}revokedCredential",
    "revoked": f"{_REVOCATIONS}revoked",
}


def absolute(name: str, *arguments: str) -> str:
    """An address of ours as others know it: under BASE_URL, because what is signed names it for good."""
    path = bare_reverse(f"proofs:{name}", *arguments)
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def sign_badge(proof: Proof) -> str:
    """The proof as a signed credential, in the compact form of a JWT. Raises `NoSigningKey`."""
    import jwt

    key = current_key()
    credential = build_credential(proof)
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "nbf": int(proof.issued_at.timestamp()),
        "sub": credential["credentialSubject"]["id"],
    }
    # No header but these: the specification admits no others.
    return jwt.encode(
        claims, key.private, algorithm=ALGORITHM, headers={"kid": key_address(key), "typ": "JWT"}
    )


def build_credential(proof: Proof) -> dict[str, Any]:
    """The OpenBadgeCredential of a proof, unsigned.

    Its id is no address: the list of revoked badges is public, and must not lead to anybody's proof.
    """
    content: ProofContent = proof.content
    person = proof.completion.person
    return {
        "@context": CONTEXT,
        "id": credential_id(proof),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": content["title"],
        "issuer": _profile(content["issuer"]),
        "validFrom": _moment(proof.issued_at),
        "credentialSubject": {
            "id": _urn(f"subject:{proof.number}"),
            "type": ["AchievementSubject"],
            "identifier": [_identity(person.email, salt=proof.number)],
            "licenseNumber": proof.number,
            "activityEndDate": _moment(proof.completion.completed_at),
            "achievement": _achievement(content),
            **_result(content),
        },
        "evidence": [
            {
                "id": absolute("check_proof", proof.number),
                "type": ["Evidence"],
                "name": "Her kan kursusbeviset kontrolleres",
            }
        ],
        "credentialStatus": {"id": absolute("revoked_proofs"), "type": REVOCATION_LIST},
    }


def credential_id(proof: Proof) -> str:
    """What the badge of a proof is called. The number leads to it, and it does not lead to the number."""
    return _urn(f"credential:{proof.number}")


def key_address(key: SigningKey) -> str:
    """Where the public half of the key is published; also its `kid`."""
    return absolute("signing_key", key.thumbprint)


def published_keys() -> list[dict[str, Any]]:
    """All public keys as JWKs, newest first."""
    return [published_key(key) for key in signing_keys()]


def published_key(key: SigningKey) -> dict[str, Any]:
    """The public half of a key as a JWK that says where it is published."""
    return {**key.public, "kid": key_address(key)}


def issuer_profile() -> dict[str, Any]:
    """Who issues badges here, as the document at the issuer's address."""
    contact = ContactSettings.load()
    details = {"phone": contact.phone, "email": contact.email}
    return {
        "@context": CONTEXT,
        **_profile(issuer_name()),
        **{name: value for name, value in details.items() if value},
    }


def revocation_list() -> dict[str, Any]:
    """The badges that do not hold any more: 1EdTech's revocation list, which gives no reasons here.

    It says so by both names that are read: 1EdTech's own validator looks for the plural.
    """
    revoked = [{"id": credential_id(proof), "revoked": True} for proof in Proof.objects.void().only("number")]
    return {
        "@context": REVOCATION_CONTEXT,
        "id": absolute("revoked_proofs"),
        "issuer": absolute("badge_issuer"),
        "revokedCredential": revoked,
        "revokedCredentials": revoked,
    }


def _profile(name: str) -> dict[str, Any]:
    return {
        "id": absolute("badge_issuer"),
        "type": ["Profile"],
        "name": name,
        "url": settings.WAGTAILADMIN_BASE_URL,
    }


def _achievement(content: ProofContent) -> dict[str, Any]:
    achievement: dict[str, Any] = {
        "id": content["achievement"],
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "inLanguage": "da",
        "name": content["title"],
        "description": _description(content),
        "criteria": {"narrative": _criteria(content)},
        **_result_description(content),
    }
    if content["requirements"]:
        achievement["alignment"] = [
            _alignment(requirement, content["framework"]) for requirement in content["requirements"]
        ]
    return achievement


def _score(content: ProofContent) -> tuple[int, int] | None:
    """Right answers and questions, where right answers were asked for."""
    basis = content.get("basis", {})
    if basis.get("way") == Way.TEST:
        return basis["score"], basis["max"]
    return (basis["right"], basis["of"]) if basis.get("way") == Way.RIGHT else None


def _result_description(content: ProofContent) -> dict[str, Any]:
    score = _score(content)
    if score is None:
        return {}
    described = {
        "id": _urn(f"right-answers:{content['achievement']}:{score[1]}"),
        "type": ["ResultDescription"],
        "name": "Rigtige svar",
        "resultType": "RawScore",
        "valueMin": "0",
        "valueMax": str(score[1]),
    }
    return {"resultDescription": [described]}


def _result(content: ProofContent) -> dict[str, Any]:
    """How it went: right answers, by the description that the achievement gives of them."""
    score = _score(content)
    if score is None:
        return {}
    described = _result_description(content)["resultDescription"][0]["id"]
    return {"result": [{"type": ["Result"], "resultDescription": described, "value": str(score[0])}]}


def _description(content: ProofContent) -> str:
    return (
        f"Kursusbevis fra {content['issuer']}. Det er ikke et AMU-bevis:"
        " det kan kun en godkendt AMU-skole give."
    )


def _criteria(content: ProofContent) -> str:
    """What it took, in Markdown."""
    what = "Modulet" if content["course"] else "Kurset"
    lines = [f"{what} »{content['title']}« er gennemført."]
    if content.get("how"):
        lines += ["", f"{content['how']}."]
    for heading, entries in (
        ("Det kan man bagefter:", content["objectives"]),
        ("Det bestod af:", content["parts"]),
    ):
        if entries:
            lines += ["", heading, "", *(f"- {entry}" for entry in entries)]
    return "\n".join(lines)


def align(uri: str, code: str, title: str, framework: str, says: str) -> dict[str, Any]:
    """A requirement of a framework as Open Badges point at it; `says` is what is told of the holder in it."""
    return {
        "type": ["Alignment"],
        "targetType": "CFItem",
        "targetUrl": uri,
        "targetCode": code,
        "targetName": title,
        "targetDescription": says,
        "targetFramework": framework,
    }


def _alignment(requirement: ProvenRequirement, framework: str) -> dict[str, Any]:
    proposal = " (forslag)" if requirement["is_proposal"] else ""
    return align(
        case_uri("CFItems", requirement["identifier"]),
        requirement["code"],
        requirement["title"],
        framework,
        f"Trin {requirement['level']}: {requirement['word']}{proposal}",
    )


def _identity(email: str, *, salt: str) -> dict[str, Any]:
    """The holder's e-mail, hashed: whoever is shown the badge can check an address they know already.

    The salt is public in any case; the number is one, because no two proofs share it.
    """
    digest = hashlib.sha256(f"{email}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
