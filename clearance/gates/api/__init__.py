"""The doors for programs: passes, trucks, ledgers, the queue; and smart safety locks."""
