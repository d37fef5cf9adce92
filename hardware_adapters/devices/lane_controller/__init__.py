"""The controller of a gate: it keeps release tokens and decides by them when it is cut off.

A process of its own beside the lanes (``python -m hardware_adapters.devices.lane_controller``);
it needs neither the portal's database nor its framework. ``controller.py`` describes both of
its wires, ``tokens_held.py`` what it remembers, ``alone.py`` how it decides.
"""
