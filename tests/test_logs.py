"""Logs hold ids, never names, numbers or words of families."""

from backend.logs import redact


def logged(**event: object) -> dict[str, object]:
    return dict(redact(None, "info", dict(event)))


def test_private_fields_are_dropped_by_their_name() -> None:
    assert logged(event="sent", body="安安家长", number="+85265000000", called="安安") == {
        "event": "sent",
        "body": "[private]",
        "number": "[private]",
        "called": "[private]",
    }


def test_numbers_are_masked_wherever_they_stand() -> None:
    assert logged(event="to +852 6500 0000 failed")["event"] == "to [number] failed"
    assert logged(event="x", detail="call 138-0013-8000 now")["detail"] == "call [number] now"


def test_ids_stay_whole() -> None:
    message = "0a1b2c3d-0000-4000-8000-123456789012"
    assert logged(event=f"message {message} sent")["event"] == f"message {message} sent"
