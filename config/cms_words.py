"""Words of the CMS that authors meet and that Wagtail has no good Danish for.

Listed so that they are gathered with our own; our translations come before Wagtail's.
"""

from django.utils.translation import gettext_noop

CMS_WORDS = [
    gettext_noop("Images"),
    gettext_noop("Documents"),
    gettext_noop("Help"),
    gettext_noop("More actions"),
    gettext_noop("Submit to %(workflow_name)s"),
    gettext_noop("The page title as you'd like it to be seen by the public"),
    gettext_noop("Save draft"),
    gettext_noop("Go to the first error"),
    gettext_noop("The page could not be created due to validation errors."),
    gettext_noop("Awaiting your review"),
    gettext_noop("Your pages and snippets in a workflow"),
    gettext_noop("Comments"),
    gettext_noop("Checks"),
    gettext_noop("Choose an image"),
    gettext_noop("Users"),
    gettext_noop("Groups"),
    gettext_noop("Workflows"),
    gettext_noop("Toggle sidebar"),
    gettext_noop("Keyboard shortcuts"),
    gettext_noop("History"),
    gettext_noop("Usage"),
    gettext_noop("Draft"),
]
