from django.urls import path

from courses.views import begun, catalogue, courses, knowledge_tests, lessons, runs, trial

app_name = "courses"
urlpatterns = [
    path("min-laering/kursus/<row:pk>/tilmeld/", courses.enrol_in_course, name="enrol"),
    path("min-laering/kursus/<row:pk>/pause/", courses.pause, name="pause"),
    path("min-laering/kursus/<row:pk>/genoptag/", courses.resume, name="resume"),
    path("min-laering/kursus/<row:pk>/forfra/", courses.restart, name="restart"),
    path("min-laering/modul/<row:pk>/igen/", courses.retake, name="retake"),
    path("min-laering/lektion/<row:pk>/svar/", lessons.answer, name="answer"),
    path("min-laering/lektion/<row:pk>/kladde/", begun.save_draft, name="save_draft"),
    path("min-laering/lektion/<row:pk>/proev/", trial.try_lesson, name="try_lesson"),
    path("min-laering/svar/<row:pk>/deling/", begun.share, name="share"),
    path("min-laering/proeve/<row:pk>/start/", knowledge_tests.start, name="start_test"),
    path("min-laering/proeve/<row:pk>/svar/", knowledge_tests.answer, name="answer_test"),
    path("min-laering/proeve/<row:pk>/kladde/", knowledge_tests.save_draft, name="save_test_draft"),
    path("min-laering/proeve/<row:pk>/aflever/", knowledge_tests.hand_in, name="hand_in_test"),
    path("min-laering/lektion/<row:pk>/faerdig/", lessons.complete, name="complete_lesson"),
    path("min-laering/hold/<row:pk>/", runs.run, name="run"),
    path("min-laering/hold/<row:pk>/tilmeld/", runs.join_run, name="join_run"),
    path("min-laering/hold/<row:pk>/meld-fra/", runs.leave_run, name="leave_run"),
    path("min-laering/hold/<row:pk>/fremmoede/", runs.attendance, name="attendance"),
    path(
        "kurser/<str:course>/<str:module>/<str:lesson>/", lessons.lesson_by_address, name="lesson_by_address"
    ),
]

# Pages of the CMS name their views when the modules are loaded; these two have no address of their own here.
PAGE_VIEWS = (catalogue.catalogue, courses.course)
