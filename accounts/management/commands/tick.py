from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.domain.tick import Ending, do_what_is_due, jobs
from accounts.models import TimedJob


class Command(BaseCommand):
    help = "Does what time brings: run it every minute. It may run late, twice or in two places at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="Do nothing; say when each was last done.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
            return
        outcomes = list(do_what_is_due(timezone.now()))
        failed = [outcome.name for outcome in outcomes if outcome.ending == Ending.FAILED]
        did = [f"{outcome.name} {outcome.done}" for outcome in outcomes if outcome.done]
        if options["verbosity"]:
            done = sum(outcome.ending == Ending.DONE for outcome in outcomes)
            self.stdout.write(f"tick: {done} of {len(outcomes)} jobs; {', '.join(did) or 'nothing to do'}")
        if failed:
            raise CommandError(f"tick: {', '.join(failed)} failed; the log says where.")

    def _list(self) -> None:
        known = {job.name: job for job in TimedJob.objects.all()}
        for job in jobs():
            done_at = known[job.name].done_at if job.name in known else None
            said = timezone.localtime(done_at).strftime("%Y-%m-%d %H:%M:%S") if done_at else "never"
            self.stdout.write(f"{job.name}: {said}")
