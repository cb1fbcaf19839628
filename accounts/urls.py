from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("hjem/", views.home, name="home"),
    path("rolig/", views.toggle_calm, name="calm"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
]
