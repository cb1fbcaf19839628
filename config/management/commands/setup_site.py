from typing import Any

from django.core.management.base import BaseCommand

from competences.domain.framework import load_house_framework
from courses.domain.site import ensure_site
from recoveryskole.domain.school import ensure_school


class Command(BaseCommand):
    help = "Sees to the first pages, the groups, the workflow and the framework; again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        house = ensure_site()
        ensure_school(house.home)
        load_house_framework()
        if options["verbosity"]:
            self.stdout.write("Pages, groups, workflow and framework are in place.")
