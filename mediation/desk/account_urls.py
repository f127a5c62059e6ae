"""Sign-in for staff, through allauth; nobody signs up by themselves."""

from allauth.account import views
from django.urls import include, path, re_path

from .views import sessions

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("password/forgotten/", views.password_reset, name="account_reset_password"),
    path("password/forgotten/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key has a hyphen of its own, so the first one parts the two
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", include("mediation.desk.second_factor_urls")),
    path("stay/", sessions.stay, name="account_stay"),
    path("kept/", sessions.kept, name="account_kept_form"),
    path("sign-up/", views.signup, name="account_signup"),
]
