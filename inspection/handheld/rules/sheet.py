"""What the house signs when a record is printed. Pure."""

PURPOSE = "inspection record"
CODE_LENGTH = 16


def signed_record(
    *, code: str, order_no: str, content_hash: str, sha256: str, issued_at: str
) -> dict[str, object]:
    """The code, the confirmed version and the document's hash; ``issued_at`` in UTC, ISO 8601."""
    return {
        "code": code,
        "order_no": order_no,
        "content_hash": content_hash,
        "sha256": sha256,
        "issued_at": issued_at,
    }
