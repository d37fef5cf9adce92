"""Offices, sites, enterprises, law and nomenclature."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "customs_portal.registry"
    label = "registry"
