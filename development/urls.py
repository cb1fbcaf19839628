from django.urls import path

from development.views import cards, my_learning, own_record, profile, shared_profile, shares
from development.views.talks import agreements, lists, talk
from development.views.who_has_seen import who_has_seen

app_name = "development"
urlpatterns = [
    path("min-laering/", my_learning.my_learning, name="my_learning"),
    path("min-laering/nyt-er-set/", my_learning.news_seen, name="news_seen"),
    path("min-laering/kort/", cards.cards, name="cards"),
    path("min-laering/kompetencer/", profile.profile, name="profile"),
    path("min-laering/kompetencer/bed-om/", own_record.ask, name="ask_for_record"),
    path("min-laering/kompetencer/slet/", own_record.delete, name="delete_record"),
    path("min-laering/krav/", profile.profile_by_old_address, name="requirements"),
    path("min-laering/kompetencer/del/", shares.shares, name="shares"),
    path("min-laering/kompetencer/del/<row:pk>/traek-tilbage/", shares.withdraw, name="withdraw_share"),
    path("min-laering/kompetencer/profil.pdf", shares.own_pdf, name="profile_pdf"),
    path("min-laering/kompetencer/profil.json", shares.own_json, name="profile_json"),
    path("kompetencer/delt/<str:token>/", shared_profile.shared_profile, name="shared_profile"),
    path("kompetencer/delt/<str:token>/profil.pdf", shared_profile.shared_pdf, name="shared_pdf"),
    path("kompetencer/delt/<str:token>/profil.json", shared_profile.shared_json, name="shared_json"),
    path("min-laering/hvem-har-set/", who_has_seen, name="who_has_seen"),
    path("min-laering/samtaler/", lists.talks, name="talks"),
    path("min-laering/samtaler/begynd/", lists.begin, name="begin_talk"),
    path("min-laering/samtaler/<row:pk>/", talk.talk, name="talk"),
    path("min-laering/samtaler/<row:pk>/tid/", talk.plan, name="plan_talk"),
    path("min-laering/samtaler/<row:pk>/maal/", talk.new_goal, name="new_goal"),
    path("min-laering/samtaler/<row:pk>/maal/<row:number>/", talk.goal, name="goal"),
    path("min-laering/samtaler/<row:pk>/aftaler/", agreements.agreements, name="agreements"),
    path("min-laering/samtaler/<row:pk>/ja/", agreements.yes, name="say_yes"),
    path("min-laering/samtaler/<row:pk>/note/", talk.note, name="talk_note"),
    path("min-laering/samtaler/<row:pk>/del/", talk.share, name="share_talk"),
    path("min-laering/samtaler/<row:pk>/slut/", talk.end, name="end_talk"),
    path("min-laering/plan/", agreements.learning_plan, name="plan"),
    path("min-laering/plan/<row:pk>/", agreements.following_up, name="follow_up"),
]
