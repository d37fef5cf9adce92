"""Devices: hearing them and moving them."""

from django.apps import AppConfig


class HardwareConfig(AppConfig):
    name = "hardware_adapters"
    label = "hardware"
