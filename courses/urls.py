from django.urls import path

from courses.views import catalogue, courses, lessons, my_learning

app_name = "courses"
urlpatterns = [
    path("min-laering/", my_learning.my_learning, name="my_learning"),
    path("min-laering/krav/", my_learning.requirements, name="requirements"),
    path("min-laering/kursus/<int:pk>/tilmeld/", courses.enrol_in_course, name="enrol"),
    path("min-laering/lektion/<int:pk>/svar/", lessons.answer, name="answer"),
    path("min-laering/lektion/<int:pk>/faerdig/", lessons.complete, name="complete_lesson"),
    path(
        "kurser/<str:course>/<str:module>/<str:lesson>/", lessons.lesson_by_address, name="lesson_by_address"
    ),
]

# Pages of the CMS name their views when the modules are loaded; these two have no address of their own here.
PAGE_VIEWS = (catalogue.catalogue, courses.course)
