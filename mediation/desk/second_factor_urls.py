"""The second step of signing in, through allauth; the names are its own."""

from allauth.mfa.base import views as allauth
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from .views import second_factor

urlpatterns = [
    path("", second_factor.Overview.as_view(), name="mfa_index"),
    path("enter/", allauth.authenticate, name="mfa_authenticate"),
    path("again/", allauth.reauthenticate, name="mfa_reauthenticate"),
    path("app/", second_factor.AppSetUp.as_view(), name="mfa_activate_totp"),
    path("app/remove/", second_factor.AppRemoval.as_view(), name="mfa_deactivate_totp"),
    path("codes/", second_factor.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("codes/new/", second_factor.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("passkeys/add/", second_factor.PasskeySetUp.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", second_factor.PasskeyRemoval.as_view(), name="mfa_remove_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/enter/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]
