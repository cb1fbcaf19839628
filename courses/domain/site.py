"""The first pages, the groups and the workflow of a fresh installation. What exists is left as it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import yaml
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from accounts.domain.groups import ensure_groups
from accounts.enums import Role
from courses.models import CatalogueIndexPage, ContactSettings, HomePage, SignatureTask, TextPage

PageType = TypeVar("PageType", bound=Page)

DATA = Path(__file__).resolve().parent.parent / "data" / "site.yaml"
WORKFLOW_NAME = "Fælles godkendelse"
# In this order: first the one who has lived it, then the one who works with it.
SIGNATURES = {Role.LIVED_EXPERIENCE: "Erfaring", Role.PROFESSIONAL: "Fag"}


@dataclass(frozen=True, slots=True)
class House:
    """The pages that everything else hangs on."""

    home: HomePage
    catalogue: CatalogueIndexPage
    statement: TextPage


@transaction.atomic
def ensure_site() -> House:
    """See to the front page, /kurser/, /was/, contact, the four groups and the workflow of two signatures.

    Idempotent: what is there stays as people have edited it, and only what is missing is added. On the first
    run Wagtail's own welcome page, example groups and example workflow go, where nobody uses them.
    """
    texts = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    Locale.objects.get_or_create(language_code="da")
    home = _ensure_home(texts["front"])
    catalogue = _ensure_child(
        home,
        CatalogueIndexPage(title=texts["catalogue"]["title"], slug="kurser", lead=texts["catalogue"]["lead"]),
    )
    statement = _ensure_child(
        home, TextPage(title=texts["statement"]["title"], slug="was", body=texts["statement"]["body"])
    )
    # Empty at first. Made here, for a page that is only read writes nothing.
    ContactSettings.load()
    groups = _ensure_groups(home, catalogue)
    _ensure_workflow(catalogue, groups)
    return House(home, catalogue, statement)


def _ensure_home(texts: dict[str, str]) -> HomePage:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    existing: HomePage | None = HomePage.objects.first()
    if existing is not None and site is not None and site.root_page_id == existing.pk:
        return existing
    welcome = site.root_page if site is not None else None
    home = existing or _ensure_child(
        Page.get_first_root_node(), HomePage(title=texts["title"], slug="laersammen", lead=texts["lead"])
    )
    if site is None:
        Site.objects.create(hostname="localhost", is_default_site=True, root_page=home, site_name="Lærsammen")
    else:
        site.root_page = home
        site.site_name = site.site_name or "Lærsammen"
        site.save()
    if welcome is not None and welcome.specific_class is Page and welcome.is_leaf():
        welcome.delete()
    _remove_examples()
    return home


def _remove_examples() -> None:
    """Take away the groups and the workflow that a new Wagtail comes with, unless somebody uses them."""
    for workflow in Workflow.objects.filter(name="Moderators approval"):
        if not WorkflowState.objects.filter(workflow=workflow).exists():
            workflow.delete()
            GroupApprovalTask.objects.filter(workflow_tasks=None, task_states=None).delete()
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


def _ensure_child(parent: Page, page: PageType) -> PageType:
    """The page with that address under the parent; published as given where there is none yet."""
    existing = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if existing is not None:
        return cast(PageType, existing)
    page.owner = None
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _ensure_groups(home: HomePage, catalogue: CatalogueIndexPage) -> dict[str, Group]:
    groups = ensure_groups()
    root = Collection.get_first_root_node()
    author, coordinator = groups[Role.AUTHOR], groups[Role.COORDINATOR]
    _grant_on_page(author, catalogue, "add")
    _grant_on_page(coordinator, home, "add", "change", "publish", "lock", "unlock")
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in ("add", "choose"):
            _grant_on_collection(author, root, app_label, f"{action}_{model}")
        for action in ("add", "change", "choose"):
            _grant_on_collection(coordinator, root, app_label, f"{action}_{model}")
    return groups


def _grant_on_page(group: Group, page: Page, *actions: str) -> None:
    for action in actions:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", content_type__model="page", codename=f"{action}_page"
        )
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)


def _grant_on_collection(group: Group, collection: Collection, app_label: str, codename: str) -> None:
    permission = Permission.objects.get(content_type__app_label=app_label, codename=codename)
    GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _ensure_workflow(catalogue: CatalogueIndexPage, groups: dict[str, Group]) -> None:
    """The workflow of two signatures, on all that lies under the catalogue and has no workflow of its own."""
    if WorkflowPage.objects.filter(page=catalogue).exists():
        return
    workflow, is_new = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    if is_new:
        for position, (role, name) in enumerate(SIGNATURES.items()):
            task, is_new_task = SignatureTask.objects.get_or_create(name=name)
            if is_new_task:
                task.groups.set([groups[role]])
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
    WorkflowPage.objects.create(page=catalogue.page_ptr, workflow=workflow)
