from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.domain.statistics import learn_sizes
from assessments.h5p.domain.packing import install_own_content_types
from competences.domain.framework import load_house_framework
from courses.domain.site import ensure_site
from courses.exchange.domain.course_files import load_starter_courses
from recoveryskole.domain.school import ensure_school


class Command(BaseCommand):
    help = (
        "Sees to the first pages, the groups, the workflow, the framework, our own H5P content types"
        " and, while there is no course yet, the courses that come with the house; again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-courses", action="store_true", help="leave the catalogue empty")

    def handle(self, *args: Any, no_courses: bool, **options: Any) -> None:
        house = ensure_site()
        ensure_school(house.home)
        load_house_framework()
        install_own_content_types()
        courses = [] if no_courses else load_starter_courses()
        learn_sizes()
        if options["verbosity"]:
            self.stdout.write("Pages, groups, workflow and framework are in place.")
            if courses:
                self.stdout.write(f"{len(courses)} courses are in the catalogue.")
