"""The demonstration port: a fictitious customs, its places, firms, people and devices.

Nothing here is real: Haidong (海东) does not exist, its enterprises neither; their numbers only
pass the arithmetic.
"""
