"""The ASGI entry point."""

from django.core.asgi import get_asgi_application

from config.settings import choose

choose("config.settings.production")

application = get_asgi_application()
