from django.urls import path

from development.views import cards, my_learning

app_name = "development"
urlpatterns = [
    path("min-laering/", my_learning.my_learning, name="my_learning"),
    path("min-laering/nyt-er-set/", my_learning.news_seen, name="news_seen"),
    path("min-laering/kort/", cards.cards, name="cards"),
    path("min-laering/krav/", my_learning.requirements, name="requirements"),
]
