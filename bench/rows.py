"""What a measurement hands back."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured figure.

    `value` and `baseline` share `unit`; `ratio` is value over baseline and None where there is no baseline.
    `target` is the limit in words ("<= 3x"), `is_met` whether it holds (None: nothing was promised).
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    target: str = ""
    is_met: bool | None = None


def compare(
    name: str,
    value: float,
    unit: str,
    *,
    baseline: float | None = None,
    max_value: float | None = None,
    max_ratio: float | None = None,
) -> Row:
    """A row judged against its limits: `max_value` in `unit`, `max_ratio` as a multiple of `baseline`."""
    if max_ratio is not None and not baseline:
        raise ValueError(f"{name}: a ratio needs a baseline above 0")
    ratio = value / baseline if baseline else None
    limits, held = [], []
    if max_value is not None:
        limits.append(f"<= {max_value:g} {unit}")
        held.append(value <= max_value)
    if max_ratio is not None and ratio is not None:
        limits.append(f"<= {max_ratio:g}x")
        held.append(ratio <= max_ratio)
    return Row(
        name=name,
        value=value,
        unit=unit,
        baseline=baseline,
        ratio=ratio,
        target=" and ".join(limits),
        is_met=all(held) if held else None,
    )
