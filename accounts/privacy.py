"""How the house forgets a person. Upper rooms say it here, since this one knows none of them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from accounts.models import User

# Deletes or blanks what a person has said, written or been told in one room; how many rows that were. It may
# be called again for a tombstone, and then finds nothing, or what came in at the last moment.
Forget = Callable[[User], int]

_forgets: dict[str, Forget] = {}

FORGETS: Mapping[str, Forget] = MappingProxyType(_forgets)


def on_emptying(name: str, forget: Forget) -> None:
    """Have this called, inside the transaction, when a person is emptied. An app calls it in `ready()`.

    `name` says what is forgotten, as app.thing: the audit log keeps how many that were.
    """
    _forgets[name] = forget
