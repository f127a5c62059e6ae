"""All addresses. Public ones say nothing about why somebody is here."""

from django.contrib import admin
from django.urls import include, path

from bookings.views.public import leave
from mediation.core import views as core_views

urlpatterns = [
    path("", include("bookings.urls")),
    path("leave/", leave, name="leave"),
    path("privacy/", core_views.privacy, name="privacy"),
    path("accessibility/", core_views.accessibility, name="accessibility"),
    path("practice.css", core_views.practice_css, name="practice_css"),
    path("status/", core_views.status, name="status"),
    path("staff/", include("mediation.desk.urls")),
    path("staff/account/", include("mediation.desk.account_urls")),
    path("staff/admin/", admin.site.urls),
]
handler400 = "mediation.core.error_pages.bad_request"
handler500 = "mediation.core.error_pages.broken"
