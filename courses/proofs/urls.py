from django.urls import path

from courses.proofs.views import checks, proofs, transcript

app_name = "proofs"
urlpatterns = [
    path("min-laering/alt/", transcript.transcript, name="transcript"),
    path("min-laering/alt.pdf", transcript.transcript_pdf, name="transcript_pdf"),
    path("min-laering/alt.json", transcript.transcript_json, name="transcript_json"),
    path("min-laering/bevis/<row:pk>/", proofs.proof, name="proof"),
    path("min-laering/bevis/<row:pk>/lav/", proofs.make, name="make_proof"),
    path("min-laering/bevis/<row:pk>/bevis.pdf", proofs.proof_pdf, name="proof_pdf"),
    path("min-laering/bevis/<row:pk>/badge.jwt", proofs.proof_badge, name="proof_badge"),
    path("min-laering/bevis/<row:pk>/badge.png", proofs.proof_badge, {"kind": "png"}, name="proof_badge_png"),
    path("min-laering/bevis/<row:pk>/badge.svg", proofs.proof_badge, {"kind": "svg"}, name="proof_badge_svg"),
    path("bevis/", checks.check_proofs, name="check_proofs"),
    path("bevis/udsteder.json", checks.badge_issuer, name="badge_issuer"),
    path("bevis/tilbagekaldte.json", checks.revoked_proofs, name="revoked_proofs"),
    path("bevis/noegler/<str:thumbprint>.json", checks.signing_key, name="signing_key"),
    path("bevis/<str:number>/", checks.check_proof, name="check_proof"),
    path(".well-known/jwks.json", checks.jwks, name="jwks"),
]
