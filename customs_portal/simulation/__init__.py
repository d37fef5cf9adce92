"""A port day made of software: enterprises and carriers over HTTP, devices over their wires.

Nothing here writes to a table. The address book (who exists, which device stands where) is
read once at the start; everything after that goes through the portal's own doors.
"""
