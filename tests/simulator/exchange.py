"""The exchange as a function from request to response: limits, keys, clock, signature, endpoint, faults, log."""

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .call import Call, Route, Settings
from .clock import Clock, RealClock
from .faults import Fault, Faults
from .habits import Habits
from .keys import Key, check_signature, make_key
from .limits import Admission, Limits
from .log import Entry, Log
from .refusals import ANSWERS, Refusals
from .routes import ROUTES
from .scenario import Scenario
from .wire import ApiError, Broken, Request, Response, json_response
from .world import World

DEFAULT_RECV_WINDOW = 5000
LONGEST_RECV_WINDOW = 60_000
MICROSECONDS_FROM = 10**14
TWICE = "\0twice"  # stands for the value of a parameter that was sent more than once


@dataclass(frozen=True)
class Visit:
    """One request once its sender and its weight are known."""

    now: int
    key: Key | None
    params: dict[str, str]
    bucket: str
    scope: str
    weight: int
    admission: Admission


class Exchange:
    """Answers requests about a scenario. Safe to call from several threads.

    `page_caps` maps a path to a smaller largest page, `sliding` makes weight windows slide instead of following the
    clock, `zero_rows` keeps assets without balance in snapshots, `extra_fields` adds an unknown field to every row,
    `oldest_first` turns the /sapi lists round, `retry_after_zero` sends Retry-After: 0, `snapshot_delay` (ms) holds a
    day's snapshot back after midnight, `habits` are what the documents leave open, `totals` is how the lists of dust
    and of locked rewards count (`totals.WAYS`).
    """

    def __init__(
        self,
        truth: World | Scenario,
        clock: Clock | RealClock,
        *,
        page_caps: dict[str, int] | None = None,
        sliding: bool = False,
        zero_rows: bool = True,
        extra_fields: bool = False,
        oldest_first: bool = False,
        retry_after_zero: bool = False,
        snapshot_delay: int = 0,
        habits: Habits | None = None,
        totals: str = "records",
    ) -> None:
        self.scenario = truth if isinstance(truth, Scenario) else Scenario(truth)
        self.clock = clock
        self.settings = Settings(
            page_caps or {}, zero_rows, extra_fields, oldest_first, snapshot_delay, habits or Habits(), totals
        )
        self.limits = Limits(sliding, retry_after_zero)
        self.faults = Faults()
        self.refusals = Refusals()
        self.log = Log()
        self.keys: dict[str, Key] = {}
        self.handed: dict[str, Key] = {}
        self.lent: list[Key] = []
        self._pages: dict[tuple, Response] = {}
        self._lock = threading.Lock()
        for number, email in enumerate(self.world.accounts):
            self.add_key(make_key(f"key{number}", email))

    @property
    def world(self) -> World:
        return self.scenario.world

    def add_key(self, key: Key) -> Key:
        """A key is known by its api_key; an account may have several."""
        self.keys[key.api_key] = key
        return key

    def key_of(self, email: str) -> Key:
        """What stands in the account's connection: the key handed out for it, be it another's (`handing`), else its
        newest."""
        if email in self.handed:
            return self.handed[email]
        return next(key for key in reversed(self.keys.values()) if key.email == email and key not in self.lent)

    def add_fault(self, kind: str, path: str = "", **rest: Any) -> Fault:
        """Shorthand for `faults.add(Fault(kind, path, ...))`."""
        return self.faults.add(Fault(kind, path, **rest))

    def handle(self, request: Request) -> Response:
        """Answer one request; raises Broken where a connection would break."""
        with self._lock:
            return self._handle(request, self.clock.now())

    def _handle(self, request: Request, now: int) -> Response:
        route = ROUTES.get(request.path)
        if route is None or request.method != "GET":
            return Response(404, b"<html><body>404 Not Found</body></html>", {"Content-Type": "text/html"})
        key = self.keys.get(request.header("X-MBX-APIKEY") or "")
        fault = self.faults.take(request, key)
        if fault and fault.before_arrival:
            raise Broken(fault.kind)
        visit = self._admit(request, route, key, now)
        response = self._answer(request, route, visit, fault)
        if fault and visit.admission.status == 200:
            response = self._spoil(fault, request, visit, response)
        self._record(request, visit, response, fault)
        if fault and fault.breaks and fault.fired:
            raise Broken(fault.kind, response, fault.options.get("seconds", 60))
        return response

    def _admit(self, request: Request, route: Route, key: Key | None, now: int) -> Visit:
        params: dict[str, str] = {}
        for name, value in parse_qsl(request.query, keep_blank_values=True):
            params[name] = TWICE if name in params else value
        scope = (key.email if key else "") if route.pool.per_account else request.ip
        weight = route.cost(params)
        admission = self.limits.admit(now, route.pool, scope, weight, request.ip)
        if route.burst and admission.status == 200:
            calls = self.limits.admit(now, route.burst, key.email if key else "", 1, request.ip)
            admission = admission if calls.status == 200 else calls
        return Visit(now, key, params, route.pool.name, scope, weight, admission)

    def _answer(self, request: Request, route: Route, visit: Visit, fault: Fault | None) -> Response:
        admission = visit.admission
        if admission.status != 200:
            return json_response(admission.status, {"code": -1003, "msg": admission.message}, admission.headers)
        try:
            if route.signed:
                self._check(request, route, visit)
            email = visit.key.email if visit.key else ""
            refused = self.refusals.answer_to(request.path, request.query, email) or self._in_portfolio(request, visit)
            if refused is not None:
                return json_response(*refused, admission.headers)
            _check_names(route, visit.params)
            if self.settings.habits.refuses(request.path, visit.params, visit.now):
                raise ApiError(-3011, "Your input date is invalid.")
            extra = fault.extra_rows if fault else 0
            call = Call(request.path, visit.params, visit.now, visit.key, self.scenario, self.settings, extra)
            value = route.answer(call)
            self.settings.habits.answered(request.path, visit.params)
        except ApiError as refusal:
            return json_response(refusal.status, {"code": refusal.code, "msg": refusal.msg}, admission.headers)
        if self.settings.extra_fields:
            add_unknown_fields(value)
        return json_response(200, value, admission.headers)

    def _in_portfolio(self, request: Request, visit: Visit) -> tuple[int, dict[str, Any]] | None:
        """An account under Portfolio Margin has neither kind of futures of its own any more."""
        account = self.world.accounts.get(visit.key.email) if visit.key else None
        refused = account and account.functions.portfolio_margin and request.path.startswith(("/fapi/", "/dapi/"))
        return ANSWERS["key"] if refused else None

    def _check(self, request: Request, route: Route, visit: Visit) -> None:
        """Key, clock, signature, then whether this kind of account may call."""
        if not request.header("X-MBX-APIKEY"):
            raise ApiError(-2014, "API-key format invalid.", 401)
        if visit.key is None or not visit.key.permissions["enableReading"]:
            raise ApiError(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        check_time(visit.params, visit.now)
        check_signature(visit.key, request)
        is_main = self.world.accounts[visit.key.email].is_main
        if route.caller == "main" and not is_main:
            raise ApiError(-4006, "Support main account only.")
        if route.caller == "sub" and is_main:
            raise ApiError(-1002, "You are not authorized to execute this request.")

    def _spoil(self, fault: Fault, request: Request, visit: Visit, response: Response) -> Response:
        spoiled = fault.apply(request.path, response, self._pages.get(_page_name(request, visit)), visit.now)
        if fault.kind in ("429", "418") and fault.wait:
            self.limits.wait((visit.bucket, visit.scope), visit.now + fault.wait)
        if fault.kind == "418" and fault.wait:
            self.limits.ban(visit.now, request.ip, fault.wait)
        return spoiled

    def _record(self, request: Request, visit: Visit, response: Response, fault: Fault | None) -> None:
        name = visit.key.name if visit.key else ""
        if response.status == 200 and not (fault and fault.fired):
            self._pages[_page_name(request, visit)] = response
        used = next(iter(visit.admission.headers.values()), "0")
        entry = Entry(
            time=visit.now,
            ip=request.ip,
            key=name,
            method=request.method,
            path=request.path,
            query=without_signature(request.query),
            bucket=visit.bucket,
            scope=visit.scope,
            weight=visit.weight,
            used=int(used) if visit.admission.status == 200 else 0,
            status=response.status,
            inside_wait=visit.admission.inside_wait,
            fault=fault.kind if fault else "",
        )
        self.log.append(entry)


def _page_name(request: Request, visit: Visit) -> tuple:
    """What a list is a list of, whatever page or window of it is asked for."""
    what = (visit.params.get(name, "") for name in ("symbol", "type", "fromEmail", "toEmail"))
    return (request.path, visit.key.name if visit.key else "", *what)


def check_time(params: dict[str, str], now: int) -> None:
    """-1102 without a timestamp, -1131 for a window above a minute, -1021 for a clock that is ahead or late."""
    stamp = params.get("timestamp", "")
    if not stamp.isdigit():
        raise ApiError(-1102, "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.")
    try:
        window = float(params.get("recvWindow", DEFAULT_RECV_WINDOW))
    except ValueError:
        raise ApiError(-1100, "Illegal characters found in parameter 'recvWindow'.") from None
    if not 0 < window <= LONGEST_RECV_WINDOW:
        raise ApiError(-1131, "recvWindow must be less than 60000")
    sent = int(stamp) // 1000 if int(stamp) >= MICROSECONDS_FROM else int(stamp)
    if sent >= now + 1000:
        raise ApiError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now - sent > window:
        raise ApiError(-1021, "Timestamp for this request is outside of the recvWindow.")


def _check_names(route: Route, params: dict[str, str]) -> None:
    """A parameter sent twice is refused; /api refuses parameters it does not read, /sapi ignores them."""
    if TWICE in params.values():
        raise ApiError(-1101, "Duplicate values for a parameter detected.")
    if route.params is not None and not route.params.issuperset(params):
        read = len(route.params.intersection(params))
        raise ApiError(
            -1104, f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{len(params)}'."
        )


def add_unknown_fields(value: Any) -> None:
    """A field no document knows, in every object of an answer."""
    if isinstance(value, list):
        for item in value:
            add_unknown_fields(item)
    elif isinstance(value, dict):
        for item in list(value.values()):
            add_unknown_fields(item)
        value["addedLater"] = {"note": "unknown"}


def without_signature(query: str) -> str:
    """The raw query with its signature taken out, safe to keep."""
    return "&".join(part for part in query.split("&") if not part.startswith("signature="))
