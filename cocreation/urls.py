from django.urls import path

from cocreation import views

app_name = "cocreation"
urlpatterns = [
    path("", views.drafts, name="drafts"),
    path("skriv/", views.choose_module, name="choose_module"),
]
