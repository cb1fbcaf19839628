from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    """People in the CMS: Wagtail's own list, with forms that know our one name instead of two."""

    user_viewset = "accounts.viewsets.people.PersonViewSet"
