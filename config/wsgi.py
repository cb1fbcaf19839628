"""The WSGI entry point."""

from django.core.wsgi import get_wsgi_application

from config.settings import choose

choose("config.settings.production")

application = get_wsgi_application()
