"""Lists that the exchange refuses an account for good: functions that are off, products it does not have, places it
does not serve.

Unlike a fault this is a property of the account: it holds until it is lifted. The words are those of real answers where
they were reported, else those of the error lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SUB_OFF = "Sub-account function is not enabled."
ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "sub-account function off": (400, {"code": -8012, "msg": SUB_OFF}),
    "sub-account function off, other code": (400, {"code": -9000, "msg": f"the api throw error:{SUB_OFF}"}),
    "sub-account function off, older form": (400, {"msg": SUB_OFF, "success": False}),
    "sub-account function off, older form, 200": (200, {"success": False, "msg": SUB_OFF}),
    "unsupported": (400, {"code": 100001002, "msg": "Unsupported operation"}),
    "unsupported, other code": (400, {"code": -9000, "msg": "Unsupported operation"}),
    "broker": (400, {"code": -10038, "msg": "Broker account is not supported."}),
    "no margin account": (400, {"code": -3003, "msg": "Margin account does not exist."}),
    "no futures account": (400, {"code": -5011, "msg": "future account not exists."}),
    "no Portfolio Margin account": (400, {"code": -21001, "msg": "Request ID is not a Portfolio Margin Account."}),
    "no records": (400, {"code": -10005, "msg": "No records found."}),
    "invited users only": (400, {"code": -3999, "msg": "This function is only available for invited users."}),
    "retired": (400, {"code": -1016, "msg": "This service is no longer available."}),
    "unknown code": (400, {"code": -77777, "msg": "Something new."}),
    "denied": (400, {"success": False, "msg": "Not possible."}),
    "not authorized": (400, {"code": -1002, "msg": "You are not authorized to execute this request."}),
    "key": (401, {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}),
    "place": (451, {"code": 0, "msg": "Service unavailable from a restricted location."}),
}


@dataclass(frozen=True)
class Refusal:
    """The answer of this name to every request of the account (None: of all) whose path has `path` in it, and `query`
    its text."""

    answer: str
    path: str
    email: str | None = None
    query: str = ""

    def fits(self, path: str, query: str, email: str) -> bool:
        return self.path in path and self.query in query and self.email in (None, email)


class Refusals(list[Refusal]):
    """The refusals in force; the first that fits answers."""

    def put(self, answer: str, *paths: str, email: str | None = None, query: str = "") -> None:
        """Refuse the lists whose paths hold one of these texts from now on."""
        if answer not in ANSWERS:
            raise ValueError(f"no such refusal: {answer}; known are {', '.join(ANSWERS)}")
        self.extend(Refusal(answer, path, email, query) for path in paths)

    def answer_to(self, path: str, query: str, email: str) -> tuple[int, dict[str, Any]] | None:
        """Status and body for this request, None where it is not refused."""
        return next(self._answers(path, query, email), None)

    def _answers(self, path: str, query: str, email: str) -> Iterator[tuple[int, dict[str, Any]]]:
        return (ANSWERS[refusal.answer] for refusal in self if refusal.fits(path, query, email))
