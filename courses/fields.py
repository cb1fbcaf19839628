"""Fields that our pages are made of."""

import json
from typing import Any

from wagtail import fields
from wagtail.blocks import StreamValue


class StreamField(fields.StreamField):  # type: ignore[misc]
    """Wagtail's own, but migrations leave its blocks out: what blocks there are is no matter of the schema.

    A new kind of block, or a changed help text, then asks for no migration. The price: a model as a migration
    sees it knows no blocks. It still holds all that was stored, raw, and writes it back as it was; a data
    migration that changes something inside a block must find it by itself (docs/decisions/migrations.md).
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        del kwargs["block_lookup"]
        return name, path, [[]], kwargs

    def to_python(self, value: Any) -> Any:
        if self.stream_block.child_blocks or isinstance(value, StreamValue):
            return super().to_python(value)
        raw = json.loads(value or "[]") if isinstance(value, str | None) else value
        return StreamValue(self.stream_block, raw, is_lazy=True)
