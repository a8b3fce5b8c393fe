"""What is found: kinds of personal data, and where one stands."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Kind = Literal["id_card", "company_code", "mobile", "landline", "hotline", "email", "bank_card", "plate", "ip", "wechat", "qq"]
#: Every kind, in the order in which they are told.
KINDS: tuple[Kind, ...] = get_args(Kind)


class Hit(NamedTuple):
    """Something personal in a text.

    Attributes:
        start, end: where it stands, in characters.
        kind: what it is.
        first, last: the part of it that is personal: country and area codes and the domain of an e-mail address lie outside.
    """

    start: int
    end: int
    kind: Kind
    first: int
    last: int

    def moved(self, by: int) -> Hit:
        """Give the same hit in a text that begins `by` characters earlier."""
        return Hit(self.start + by, self.end + by, self.kind, self.first + by, self.last + by)
