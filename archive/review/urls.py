"""Addresses of the review, below those of the admin site, which includes them. Their names begin with `admin:`."""

from django.urls import path

from archive.review import (
    cut_page,
    delivery_pages,
    drafts_page,
    region_suggestions,
    review_page,
    undo_page,
    withdraw_page,
)

urlpatterns = [
    path("archive/upload/drafts/", drafts_page.drafts, name="archive_upload_drafts"),
    path("archive/upload/places/", region_suggestions.region_suggestions, name="archive_upload_places"),
    path("archive/upload/deliveries/", delivery_pages.deliveries, name="archive_deliveries"),
    path("archive/upload/deliveries/<int:pk>/", delivery_pages.delivery, name="archive_delivery"),
    path("archive/upload/<int:pk>/review/", review_page.review, name="archive_upload_review"),
    path("archive/upload/<int:pk>/review/cut/", cut_page.cut, name="archive_upload_cut"),
    path("archive/upload/<int:pk>/review/undo/", undo_page.undo, name="archive_upload_undo"),
    path("archive/article/<int:pk>/withdraw/", withdraw_page.withdraw, name="archive_article_withdraw"),
]
