"""What is left of the proofs of somebody who has gone."""

from django.db.models import Q

from accounts.models import User
from courses.proofs.models import Proof

# A proof that was taken back has a reason; which one, was for its holder.
NO_LONGER_TOLD = "–"


def forget_names_on_proofs(person: User) -> int:
    """Take the person's name off their proofs; how many.

    The number still says that the course was completed: whoever has the paper may need it the rest of their
    life. The name is on the paper only.
    """
    mine = Proof.objects.filter(completion__person=person)
    blanked = 0
    for proof in mine.select_for_update(of=("self",)):
        if proof.content["name"] or proof.content["public_name"]:
            proof.content |= {"name": "", "public_name": ""}
            proof.save(update_fields=["content"])
            blanked += 1
    told = mine.filter(revoked_at__isnull=False).filter(~Q(revoke_reason=NO_LONGER_TOLD))
    return blanked + told.update(revoke_reason=NO_LONGER_TOLD)
