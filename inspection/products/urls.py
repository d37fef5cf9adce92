"""Addresses of product filing."""

from django.urls import URLPattern, URLResolver, path

from inspection.products import api
from inspection.products.pages import enterprise, officer, pictures

app_name = "products"

_OWN, _ANY = "enterprise/products/<str:filing_no>/", "officer/products/<str:filing_no>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/products/", enterprise.products, name="list"),
    path("enterprise/products/export/", enterprise.export, name="export"),
    path("enterprise/products/new/", enterprise.begin, name="begin"),
    path(_OWN, enterprise.one, name="one"),
    path(f"{_OWN}save/", enterprise.save, name="save"),
    path(f"{_OWN}pictures/", enterprise.add, name="add"),
    path(f"{_OWN}pictures/<int:picture_id>/remove/", enterprise.remove, name="remove"),
    path(f"{_OWN}pictures/<int:picture_id>.jpg", pictures.own_picture, name="own-picture"),
    path(f"{_OWN}take-up/", enterprise.take_up, name="take-up"),
    path(f"{_OWN}withdraw/", enterprise.withdraw, name="withdraw"),
    path("officer/products/", officer.queue, name="queue"),
    path("officer/products/export/", officer.export, name="export-queue"),
    path("officer/products/like/", officer.like, name="like"),
    path(_ANY, officer.review, name="review"),
    path(f"{_ANY}decide/", officer.decide, name="decide"),
    path(f"{_ANY}pictures/<int:picture_id>.jpg", pictures.any_picture, name="picture"),
    path("api/v1/products", api.Products.as_view(), name="api-list"),
    path("api/v1/products/<str:filing_no>", api.OneProduct.as_view(), name="api-one"),
    path("api/v1/products/<str:filing_no>/pictures", api.Pictures.as_view(), name="api-pictures"),
    path(
        "api/v1/products/<str:filing_no>/pictures/<int:picture_id>",
        api.OnePicture.as_view(),
        name="api-picture",
    ),
    path("api/v1/products/<str:filing_no>/submit", api.Submit.as_view(), name="api-submit"),
    path("api/v1/products/<str:filing_no>/take-up", api.TakeUp.as_view(), name="api-take-up"),
    path("api/v1/products/<str:filing_no>/withdraw", api.Withdraw.as_view(), name="api-withdraw"),
    path("api/v1/product-reviews", api.Reviews.as_view(), name="api-reviews"),
    path("api/v1/product-reviews/like", api.Like.as_view(), name="api-like"),
    path("api/v1/product-reviews/<str:filing_no>/decide", api.Decide.as_view(), name="api-decide"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
