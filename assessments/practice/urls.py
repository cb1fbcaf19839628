"""One's own pages lie under min-laering, what one does for others under praksis."""

from django.urls import path

from assessments.practice.views import citizen_voice as citizens
from assessments.practice.views import examples, methods, own_view, own_view_rounds, paper_review, papers
from assessments.practice.views.observation import link, mine, others

app_name = "practice"
urlpatterns = [
    path("praksis/eksempler/", examples.examples, name="examples"),
    path(
        "praksis/eksempler/tag-tilbage/",
        examples.withdraw_example_signature,
        name="withdraw_example_signature",
    ),
    path("min-laering/egen-vurdering/", own_view.own_view, name="own_view"),
    path("min-laering/egen-vurdering/afslut/", own_view.end_own_view, name="end_own_view"),
    path("min-laering/egen-vurdering/<str:code>/", own_view.own_answer, name="own_answer"),
    path("praksis/runder/", own_view_rounds.rounds, name="rounds"),
    path("praksis/runder/<row:pk>/luk/", own_view_rounds.close, name="close_round"),
    path("min-laering/observationer/", mine.observations, name="observations"),
    path("min-laering/observationer/bed/", mine.ask, name="ask"),
    path("min-laering/observationer/<row:pk>/", mine.observation, name="observation"),
    path("praksis/observationer/", others.waiting, name="waiting"),
    path("praksis/observationer/<row:pk>/", others.observe, name="observe"),
    path("praksis/bed/<row:person>/", others.choose_for, name="choose_for"),
    path("praksis/bed/<row:person>/<row:competence>/", others.ask_for, name="ask_for"),
    path("praksis/se-med/<str:token>/", link.observe_by_link, name="observe_by_link"),
    path("min-laering/papirer/", papers.papers, name="papers"),
    path("min-laering/papirer/<row:pk>/traek-tilbage/", papers.withdraw_paper, name="withdraw_paper"),
    path("min-laering/papirer/<row:pk>/slet-fil/", papers.delete_paper_files, name="delete_paper_files"),
    path("praksis/papirer/", paper_review.paper_queue, name="paper_queue"),
    path("praksis/papirer/<row:pk>/", paper_review.paper, name="paper"),
    path("praksis/papirer/<row:pk>/tag-tilbage/", paper_review.revoke_paper, name="revoke_paper"),
    path("praksis/papirer/fil/<row:pk>/", papers.paper_file, name="paper_file"),
    path("praksis/metoder/", methods.methods, name="methods"),
    path("praksis/metoder/hent/<str:form>/", methods.download_methods, name="download_methods"),
    path("praksis/metoder/skriv-ned/", methods.record_method, name="record_method"),
    path("praksis/metoder/<row:pk>/slut/", methods.end_method, name="end_method"),
    path("fire/tak/", citizens.citizen_thanks, name="citizen_thanks"),
    path("fire/nej-tak/", citizens.citizen_no_thanks, name="citizen_no_thanks"),
    path("fire/<slug:token>/", citizens.citizen_questions, name="citizen_questions"),
    path("min-laering/borgere/", citizens.citizen_voice, name="citizen_voice"),
    path("min-laering/borgere/sedler/", citizens.citizen_slips, name="citizen_slips"),
    path("min-laering/borgere/ny/", citizens.make_citizen_link, name="make_citizen_link"),
    path("min-laering/borgere/slet/", citizens.delete_citizen_answers, name="delete_citizen_answers"),
]
