from django.urls import path

from courses.h5p.views import player, statements

app_name = "lesson_h5p"
urlpatterns = [
    path("min-laering/lektion/<row:pk>/h5p/", statements.h5p_statement, name="statement"),
    path("min-laering/lektion/<row:pk>/h5p/tilstand/", player.h5p_state, name="state"),
    path("h5p/<str:token>/", player.h5p_frame, name="frame"),
    path("h5p/<str:token>/<path:path>", player.h5p_asset, name="asset"),
]
