"""A course as schema.org's Course, for machines that find it: https://schema.org/Course."""

from collections.abc import Iterable
from typing import Any

from courses.models import CoursePage, CourseRun

CONTEXT = "https://schema.org"
HOUSE = {"@type": "Organization", "name": "Lærsammen"}


def describe_course(page: CoursePage, address: str, runs: Iterable[CourseRun]) -> dict[str, Any]:
    """What the course's public page says; `address` is the page's own, whole. Nobody is named in it."""
    workload = f"PT{page.duration_minutes}M"
    alone = {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": workload}
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "name": page.title,
        "description": page.search_description or page.summary or page.title,
        "url": address,
        "inLanguage": "da",
        "provider": HOUSE,
        "hasCourseInstance": [_instance(run) for run in runs] or [alone],
    }


def _instance(run: CourseRun) -> dict[str, Any]:
    instance: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": "Onsite" if run.place else "Online",
        "startDate": run.starts_on.isoformat(),
        "endDate": run.ends_on.isoformat(),
    }
    if run.place:
        instance["location"] = {"@type": "Place", "name": run.place, "address": run.place}
    return instance
