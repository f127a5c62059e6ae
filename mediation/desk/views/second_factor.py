"""Setting up, using and changing the second step. allauth's views, in our words and with our records."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from mediation.core import audit
from mediation.desk import second_factor, staff_sessions

ADDED, REMOVED, CODES = "user.factor_added", "user.factor_removed", "user.recovery_codes_made"


def _record(request: Any, verb: str, kind: str) -> None:
    audit.record(audit.Actor.signed_in(request.user), verb, request.user, at=timezone.now(), factor=str(kind))


def _counts_in_this_session(request: Any, authenticator: Authenticator) -> None:
    """What they have just set up, they have just shown."""
    record_authentication(request, request.user, "mfa", id=authenticator.pk, type=authenticator.type)


class Overview(IndexView):
    """What somebody signs in with; where that must be more, how to set it up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = context["authenticators"]
        codes = found.get(Authenticator.Type.RECOVERY_CODES)
        keys = found.get(Authenticator.Type.WEBAUTHN, [])
        has_app = Authenticator.Type.TOTP in found
        return context | {
            "is_needed": staff_sessions.lacks_second_factor(self.request),
            "has_app": has_app,
            "keys": [{"pk": key.instance.pk, "name": key.name} for key in keys],
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "may_remove": not settings.SECOND_FACTOR_REQUIRED or has_app + len(keys) > 1,
        }


class AppSetUp(ActivateTOTPView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.request.session}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        return {**context, "secret_words": spaced}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        del self.request.session[second_factor.SETTING_UP]
        row = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        second_factor.use_once(TOTP(row).instance, form.cleaned_data["code"])
        _counts_in_this_session(self.request, row)
        _record(self.request, ADDED, row.type)
        return response


class AppRemoval(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, REMOVED, Authenticator.Type.TOTP)
        return response


class PasskeySetUp(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        rows = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        _counts_in_this_session(self.request, rows.latest("pk"))
        _record(self.request, ADDED, Authenticator.Type.WEBAUTHN)
        return response


class PasskeyRemoval(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        if not second_factor.StaffMFAAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, "This is your only second step. Add another one first.")
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        _record(self.request, REMOVED, Authenticator.Type.WEBAUTHN)
        return response


class RecoveryCodes(ViewRecoveryCodesView):
    """Shown once. The file to keep is inside the page, so that it works without scripts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        codes = context["unused_codes"] if context["can_view_codes"] else []
        text = "Each code works once.\r\n\r\n" + "\r\n".join(codes) + "\r\n"
        return context | {"codes": codes, "file": "data:text/plain;charset=utf-8," + quote(text)}


class NewRecoveryCodes(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, CODES, Authenticator.Type.RECOVERY_CODES)
        return response
