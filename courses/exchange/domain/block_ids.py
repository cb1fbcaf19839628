"""Which block is which: ids that last, because people's answers hang on them (docs/course-files.md)."""

import uuid
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

# The root of the ids that grow from an address: the same file gives the same ids in every house.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://laersammen.example/courses")
# Two versions of a block with so much in common are the same block, reworded.
ALIKE = 0.6

Raw = dict[str, Any]


def derived_id(address: str, kind: str, number: int) -> str:
    """The id of the `number`-th block of its kind (from 1) on the page with that address in the catalogue."""
    return str(uuid.uuid5(NAMESPACE, f"{address}/{kind}/{number}"))


def derived_ids(address: str, kinds: list[str]) -> list[str]:
    """The ids that grow from the address for a page with blocks of these kinds, in order."""
    seen: Counter[str] = Counter()
    ids = []
    for kind in kinds:
        seen[kind] += 1
        ids.append(derived_id(address, kind, seen[kind]))
    return ids


def give_ids(address: str, new: list[Raw], old: list[Raw]) -> None:
    """Give every new block its id: the one in the file, else that of the old block it is, else a derived one.

    A block is an old one when it says the same, else when it says nearly the same. Blocks that are put in
    between, taken out or moved do not change the ids of the others.
    """
    left = [block for block in old if block["id"] not in {block.get("id") for block in new}]
    for block in new:
        found = None if "id" in block else next((other for other in left if _is_same(block, other)), None)
        if found is not None:
            block["id"] = found["id"]
            left.remove(found)
    for block, found in _pairs([block for block in new if "id" not in block], left):
        if "id" not in block and found in left:
            block["id"] = found["id"]
            left.remove(found)
    used = {block["id"] for block in (*new, *old) if "id" in block}
    wanted = derived_ids(address, [block["type"] for block in new])
    for block, first in zip(new, wanted, strict=True):
        if "id" not in block:
            block["id"] = first if first not in used else _free(address, block["type"], used)
            used.add(block["id"])
    stored = {block["id"]: block["value"] for block in old}
    for block in new:
        _name_items(block["value"], stored.get(block["id"]), uuid.UUID(block["id"]), "")


def _free(address: str, kind: str, used: set[str]) -> str:
    number = 1
    while (found := derived_id(address, kind, number)) in used:
        number += 1
    return found


def _pairs(new: list[Raw], old: list[Raw]) -> list[tuple[Raw, Raw]]:
    """New and old blocks of one kind that say nearly the same, those that say most alike first."""
    found = []
    for block in new:
        for other in old:
            if block["type"] == other["type"] and (likeness := _likeness(block, other)) >= ALIKE:
                found.append((likeness, block, other))
    found.sort(key=lambda pair: -pair[0])
    return [(block, other) for _likeness, block, other in found]


def _likeness(block: Raw, other: Raw) -> float:
    """How much of what two blocks say is the same, from 0 to 1."""
    matcher = SequenceMatcher(None, _texts(block["value"]), _texts(other["value"]), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0


def _is_same(block: Raw, other: Raw) -> bool:
    return block["type"] == other["type"] and _is_equal(block, other)


def _is_equal(block: Raw, other: Raw) -> bool:
    return bool(_without_ids(block["value"]) == _without_ids(other["value"]))


def _texts(value: Any) -> str:
    """All that a reader sees of the value."""
    if isinstance(value, dict):
        return "\n".join(_texts(inner) for inner in value.values())
    if isinstance(value, list):
        return "\n".join(_texts(item["value"]) for item in value)
    return value if isinstance(value, str) else ""


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(item["value"]) for item in value]
    if isinstance(value, dict):
        return {name: _without_ids(inner) for name, inner in value.items()}
    return value


def _name_items(value: Any, old: Any, root: uuid.UUID, path: str) -> None:
    """Ids for the points of lists within a block: kept where a point says the same, else by its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _name_items(inner, old.get(name) if isinstance(old, dict) else None, root, f"{path}/{name}")
    elif isinstance(value, list):
        left = list(old) if isinstance(old, list) else []
        for item in value:
            found = next((one for one in left if _is_equal(item, one)), None)
            if found:
                item["id"] = found["id"]
                left.remove(found)
        used = {item["id"] for item in (*value, *left)}
        for number, item in enumerate(value):
            fresh = (candidate for candidate in _places(root, path, number) if candidate not in used)
            item["id"] = item["id"] or next(fresh)
            used.add(item["id"])
            before = next((one for one in old or [] if one["id"] == item["id"]), None)
            _name_items(item["value"], before and before["value"], root, f"{path}/{number}")


def _places(root: uuid.UUID, path: str, number: int) -> Iterator[str]:
    """The id by place, and others for when the place has been taken by a point that was there before."""
    yield str(uuid.uuid5(root, f"{path}/{number}"))
    turn = 1
    while True:
        yield str(uuid.uuid5(root, f"{path}/{number}/{turn}"))
        turn += 1
