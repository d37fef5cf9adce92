"""What people paste by accident and strangers send on purpose."""

from hypothesis import strategies as st

HUGE = "9" * 5_000
WORDS = [
    "",
    " ",
    "0",
    "-1",
    "1e400",
    "NaN",
    "-Infinity",
    "１２３４５",  # full-width digits
    "١٢٣",  # other digits
    "1\u200b2",  # zero-width space
    "\ufeff1",
    "\u202e123",  # turned round
    "\x00",
    "a\x00b",
    "\ud800",  # half a character
    "𠀀🚢",
    "2026-02-31",
    "2026-02-31T08:00",
    "0001-01-01",
    "9999-12-31T23:59:59.999999+14:00",
    "2026-11-21T08:00:00-12:00",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "<script>alert(1)</script>",
    "'; DROP TABLE users; --",
    "{{7*7}}{% now %}%s%n",
    "../../etc/passwd",
    "http://127.0.0.1/",
    HUGE,
    "x" * 20_000,
    "TGHU9999990",
    "510120261000000001",
    "true",
    "null",
    "[]",
    '{"a":' * 50,
]
words = st.sampled_from(WORDS) | st.text(max_size=40)
