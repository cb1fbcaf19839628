from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.gap, name="gap"),
    path("<slug:slug>/krav/<str:code>/", views.requirement, name="requirement"),
    path("<slug:slug>/ansat/<int:employment>/", views.person, name="person"),
    path("<slug:slug>/hent/<str:form>/", views.download, name="download"),
]
