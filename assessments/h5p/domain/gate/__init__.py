"""What stands between a package that somebody brings and the store: it lets through what is safe to keep.

It knows no database. What it lets through lies unpacked in a folder of its own for as long as the caller
works with it (docs/decisions/h5p-gate.md).
"""

from .package import BroughtContent, BroughtLibrary, Package, Unpacked, open_package
from .refusal import PackageRefused

__all__ = ["BroughtContent", "BroughtLibrary", "Package", "PackageRefused", "Unpacked", "open_package"]
