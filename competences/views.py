"""The frameworks here as others' programs read them: the REST binding of CASE 1.1, for reading only."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from accounts.numbers import read_number
from competences.domain.published import KINDS, find_part, list_documents

DOCUMENT_FIELDS = {
    *("identifier", "uri", "frameworkType", "caseVersion", "creator", "title", "lastChangeDateTime"),
    *("officialSourceURL", "publisher", "description", "subject", "subjectURI", "language", "version"),
    *("adoptionStatus", "statusStartDate", "statusEndDate", "licenseURI", "notes", "extensions"),
    "CFPackageURI",
}
PAGE = 100


@require_safe
@conditional_page
def documents(request: HttpRequest) -> HttpResponse:
    """All frameworks: a page of them by `limit` and `offset`, by `sort` and `orderBy`, with `fields`."""
    asked = request.GET
    limit, offset = read_number(asked.get("limit", str(PAGE))), read_number(asked.get("offset", "0"))
    if not limit or offset is None:
        return _refuse(
            400, _("limit and offset are whole numbers, limit at least 1."), "invalid_selection_field"
        )
    fields = [field for field in asked.get("fields", "").split(",") if field]
    if not DOCUMENT_FIELDS.issuperset(fields):
        return _refuse(400, _("fields names something that no document has."), "invalid_selection_field")
    sort, order = asked.get("sort", ""), asked.get("orderBy", "asc")
    if (sort and sort not in DOCUMENT_FIELDS) or order not in ("asc", "desc"):
        return _refuse(400, _("sort or orderBy names something that no document has."), "invalid_sort_field")
    found = list_documents()
    if sort:
        found.sort(key=lambda document: str(document.get(sort, "")), reverse=order == "desc")
    page = found[offset : offset + limit]
    if fields:
        page = [{key: value for key, value in document.items() if key in fields} for document in page]
    response = _answer({"CFDocuments": page})
    response["X-Total-Count"] = str(len(found))
    places = {"first": 0, "next": offset + limit, "prev": max(offset - limit, 0)}
    response["Link"] = ", ".join(
        f'<{_page(request, limit, place)}>; rel="{name}"'
        for name, place in places.items()
        if name == "first" or (name == "next" and place < len(found)) or (name == "prev" and offset)
    )
    return response


@require_safe
@conditional_page
def part(request: HttpRequest, kind: str, identifier: str) -> HttpResponse:
    """One framework, entry, association or definition, by its identifier."""
    if kind not in KINDS:
        return _refuse(404, _("There is no such list."), "unknownobject")
    try:
        found = find_part(kind, uuid.UUID(identifier))
    except ValueError:
        return _refuse(404, _("The identifier is no UUID."), "invalid_uuid")
    if found is None:
        return _refuse(404, _("There is nothing with that identifier."), "unknownobject")
    return _answer(found)


@require_safe
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for under the address of the exchange."""
    return _refuse(404, _("There is no such list."), "unknownobject")


def _page(request: HttpRequest, limit: int, offset: int) -> str:
    query = request.GET.copy()
    query["limit"], query["offset"] = str(limit), str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _answer(content: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    # Frameworks are public and the answer is the same for everybody, so any page may read them.
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "X-Total-Count, Link, ETag"
    return response


def _refuse(status: int, what: str, code: str) -> HttpResponse:
    """An error in the words of the specification (imsx_StatusInfo)."""
    minor = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": code}
    return _answer(
        {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": what,
            "imsx_codeMinor": {"imsx_codeMinorField": [minor]},
        },
        status,
    )
