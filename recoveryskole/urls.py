from django.urls import path

from recoveryskole import views

app_name = "recoveryskole"
urlpatterns = [
    path("", views.drafts, name="drafts"),
]
