from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role

# What somebody in the CMS has seen, as the person it is about is told.
SAW_POINTS = _("Saw your points in an activity that counted them otherwise than we do.")


class H5PConfig(AppConfig):
    """Activities that were made elsewhere, as H5P packages: kept, played, graded."""

    name = "assessments.h5p"
    label = "h5p"
    verbose_name = _("H5P")
    grants = {
        Role.AUTHOR: {"h5pcontent": ("view", "change"), "upload": ("view", "add")},
        Role.COORDINATOR: {
            "h5pcontent": ("view", "change", "delete"),
            "upload": ("view", "add"),
            "library": ("view",),
            "xapistatement": ("view",),
            "delivery": ("view", "change"),
        },
    }

    def ready(self) -> None:
        # The kinds of activity stand below this room and do not know it: it makes itself known to them.
        from accounts.domain.reads import name_read  # noqa: PLC0415
        from accounts.domain.tick import DAILY, on_tick  # noqa: PLC0415 (models are loaded by now)
        from accounts.privacy import on_emptying  # noqa: PLC0415
        from assessments.domain.activities import ACTIVITIES  # noqa: PLC0415
        from assessments.h5p.domain.activity import H5P  # noqa: PLC0415
        from assessments.h5p.domain.forgetting import forget_statements  # noqa: PLC0415
        from assessments.h5p.domain.forwarding import plan_deliveries  # noqa: PLC0415
        from assessments.h5p.domain.lrs import check_stores  # noqa: PLC0415
        from assessments.h5p.domain.pruning import prune_files, refuse_lost_uploads  # noqa: PLC0415

        ACTIVITIES["h5p"] = H5P()
        checks.register(check_stores)
        on_emptying("h5p.statements", forget_statements)
        name_read("h5p.points", SAW_POINTS)
        on_tick("h5p.plan_deliveries", plan_deliveries)
        on_tick("h5p.prune_files", prune_files, every=DAILY)
        on_tick("h5p.refuse_lost_uploads", refuse_lost_uploads, every=DAILY)
