"""Addresses of bookings."""

from django.urls import path

from .views import booking, council, family, provider

app_name = "bookings"

urlpatterns = [
    path("family/bookings/", family.family_bookings, name="family_bookings"),
    path("family/bookings/new/<slug:slug>/", booking.start, name="start"),
    path("family/bookings/new/<slug:slug>/pay/", booking.pay, name="pay"),
    path("family/bookings/<uuid:booking_id>/", family.family_booking, name="family_booking"),
    path("family/bookings/<uuid:booking_id>/check/", booking.check, name="check"),
    path("family/bookings/<uuid:booking_id>/cancel/", family.family_cancel, name="family_cancel"),
    path("family/bookings/<uuid:booking_id>/accept/", family.family_accept, name="family_accept"),
    path("provider/bookings/", provider.provider_bookings, name="provider_bookings"),
    path("provider/bookings/<uuid:booking_id>/", provider.provider_booking, name="provider_booking"),
    path("provider/bookings/<uuid:booking_id>/accept/", provider.provider_accept, name="provider_accept"),
    path("provider/bookings/<uuid:booking_id>/decline/", provider.provider_decline, name="provider_decline"),
    path("provider/bookings/<uuid:booking_id>/deliver/", provider.provider_deliver, name="provider_deliver"),
    path("provider/bookings/<uuid:booking_id>/cancel/", provider.provider_cancel, name="provider_cancel"),
    path("council/vetting/lapsed/", council.lapsed, name="lapsed"),
    path("council/bookings/", council.council_bookings, name="council_bookings"),
    path("council/bookings/<uuid:booking_id>/", council.council_booking, name="council_booking"),
    path("council/bookings/<uuid:booking_id>/cancel/", council.council_cancel, name="council_cancel"),
]
