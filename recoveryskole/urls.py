from django.urls import path

from recoveryskole import views

app_name = "recoveryskole"
urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("skriv/", views.choose_module, name="choose_module"),
]
