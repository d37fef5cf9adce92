"""The doors of duties for programs: enterprises, tax officers, the bank."""
