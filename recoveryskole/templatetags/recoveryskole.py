from django import template

from recoveryskole.domain.described import describe_sessions

register = template.Library()
register.simple_tag(describe_sessions)
