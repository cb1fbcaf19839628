from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("min-laering/", views.my_learning, name="my_learning"),
]
