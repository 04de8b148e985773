"""Refusals that tell a person what to do next; rooms define theirs beside the code that raises them."""


class NuanxinError(Exception):
    """An expected refusal: `type` is stable for programs, the text is for a person."""

    type = "refused"
    status_code = 400


class NotFoundError(NuanxinError):
    """What was named does not exist."""

    type = "not-found"
    status_code = 404


class ConflictError(NuanxinError):
    """What was asked no longer fits the facts."""

    type = "conflict"
    status_code = 409
