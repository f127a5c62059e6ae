"""All addresses. Public ones say nothing about why somebody is here."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from bookings.views.public import leave
from mediation.core import views as core_views

# One way in for staff, with its limits on guessing: the admin site's own form has none.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("bookings.urls")),
    path("", include("intake.urls")),
    path("costs/", include("legalaid.urls")),
    path("leave/", leave, name="leave"),
    path("privacy/", core_views.privacy, name="privacy"),
    path("accessibility/", core_views.accessibility, name="accessibility"),
    path("put-right/", core_views.put_right, name="put_right"),
    path("practice.css", core_views.practice_css, name="practice_css"),
    path("status/", core_views.status, name="status"),
    path("hooks/", include("mediation.core.hook_urls")),
    path("staff/", include("mediation.desk.urls")),
    path("staff/account/", include("mediation.desk.account_urls")),
    path("staff/admin/", admin.site.urls),
]
handler400 = "mediation.core.error_pages.bad_request"
handler403 = "mediation.desk.views.errors.denied"
handler404 = "mediation.desk.views.errors.not_found"
handler500 = "mediation.core.error_pages.broken"
