"""Where a form leads when what it asked for is done."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse


def see_other(name: str, *args: Any, at: str = "") -> HttpResponseRedirect:
    """To the page of this name, by a GET (303): a reload sends nothing again.

    `at` is put behind the address: what is asked for, and the place on the page.
    """
    return HttpResponseRedirect(f"{reverse(name, args=args)}{at}", status=HTTPStatus.SEE_OTHER)
