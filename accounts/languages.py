"""The language in an address: Danish pages stand at /kurser/, the same ones in English at /en/kurser/.

The prefix is kept where Django keeps what a server puts before every path (SCRIPT_NAME): whatever is reversed
while an English address is answered stands under /en/ too, the pages of the CMS as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix

# The languages that have addresses of their own; the house's own, LANGUAGE_CODE, stands bare.
PREFIXED = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


def split_language(path: str) -> tuple[str, str]:
    """A path as (language, path without it): "/en/kurser/" is ("en", "/kurser/"); "" is no language."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in PREFIXED and (slash or not rest) else ("", path)


@contextmanager
def addresses_in(language: str) -> Iterator[None]:
    """What is reversed meanwhile stands under the language; "" for bare addresses."""
    before = get_script_prefix()
    set_script_prefix(_root(before) + (f"{language}/" if language in PREFIXED else ""))
    try:
        yield
    finally:
        set_script_prefix(before)


def bare_reverse(name: str, *args: Any) -> str:
    """The path of a named address in no language: what others keep, print, sign or get in a mail.

    Whoever opens it reads it in the language they chose.
    """
    with addresses_in(""):
        return reverse(name, args=args)


def place(path: str) -> str:
    """A page that every installation has ("kurser/", "" for the front page), in the address's language."""
    return get_script_prefix() + path


def in_language(path: str, language: str) -> str:
    """The same address in a language: its path and what follows."""
    root = _root(get_script_prefix())
    _old, bare = split_language(f"/{path.removeprefix(root)}")
    return root + (f"{language}/" if language in PREFIXED else "") + bare.removeprefix("/")


def _root(prefix: str) -> str:
    """The prefix that the server set, without a language of ours at its end."""
    head, _slash, last = prefix.rstrip("/").rpartition("/")
    return f"{head}/" if last in PREFIXED else prefix
