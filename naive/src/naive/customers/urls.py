"""Addresses of the API."""

from rest_framework.routers import SimpleRouter

from naive.customers.views import CityViewSet, CompanyViewSet, CustomerViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("cities", CityViewSet)
router.register("companies", CompanyViewSet)
router.register("customers", CustomerViewSet)

urlpatterns = router.urls
