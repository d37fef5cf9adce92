#!/usr/bin/env python
"""Django's command line for the portal."""

import gc
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "customs_portal.settings.base")
    gc.set_threshold(
        50_000, 20, 20
    )  # loading frees nothing: to look for it costs a tenth of a start
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
