"""What stands around every page: where the reader is, and what is waiting elsewhere."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Chrome:
    """The frame of one page. `token` is the hidden field that each of its forms carries.

    `families`: whether participant codes lead to the page of the family.
    """

    study: str
    section: str
    path: str
    form_token: str
    open: int = 0
    emergencies: int = 0
    gaps: int = 0
    tasks: int = 0
    families: bool = False

    @property
    def token(self) -> Markup:
        """The hidden field; the token is made of hexadecimal digits, and is escaped all the same."""
        return Markup('<input type="hidden" name="form_token" value="{}">').format(self.form_token)
