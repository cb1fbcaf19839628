from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("rolig/", views.toggle_calm, name="calm"),
]
