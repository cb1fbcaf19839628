from django.urls import path

from competences import views

app_name = "case"
urlpatterns = [
    path("CFDocuments", views.documents, name="documents"),
    path("<str:kind>/<str:identifier>", views.part, name="part"),
    path("<path:rest>", views.unknown, name="unknown"),
]
