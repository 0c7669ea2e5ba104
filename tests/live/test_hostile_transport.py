"""What no browser sends: slow, endless, foreign and malformed requests, and hundreds of streams."""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from serving_helpers import Client, Served

from kit.live import pages, serving, telling

LOOPBACK = "127.0.0.1"


def raw(served: Served, sent: bytes, patience: float = 5) -> bytes:
    """Return the first line of what comes back; b"" where the door is closed without a word."""
    with socket.create_connection((LOOPBACK, served.port), timeout=patience) as door:
        try:
            door.sendall(sent)
            return door.recv(200).split(b"\r\n")[0]
        except ConnectionError:
            return b""


def cookie(client: Client) -> str:
    return "; ".join(f"{key}={value}" for key, value in client.cookies.items())


@contextlib.contextmanager
def stream(client: Client, path: str = "/events") -> Iterator[http.client.HTTPResponse]:
    """Yield an open page that is told of changes."""
    connection = http.client.HTTPConnection(LOOPBACK, client.port, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Cookie": cookie(client)})
        yield connection.getresponse()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        (b"GET /part/../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"GET /part/%2e%2e%2fetc HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 404),
        (b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405),
        (b"PUT /replies HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 403),
        (b"OPTIONS /replies HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 403),
        (b"POST /replies HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n", 400),
        (
            b"POST /replies HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Length: 5\r\n\r\n0\r\n\r\nGET /me HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            400,
        ),
    ],
)
def test_malformed_requests_are_refused(served: Served, sent: bytes, status: int) -> None:
    assert raw(served, sent).split()[1] == str(status).encode()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"POST /replies HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n",
    ],
)
def test_endless_requests_find_the_door_closed(served: Served, sent: bytes) -> None:
    assert raw(served, sent) in {b"", b"HTTP/1.1 400 Bad Request"}
    assert served.seat().get("/me")[0] == 200


def test_a_body_sent_drop_by_drop_is_not_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "SLOWEST_BODY", 0.3)
    monkeypatch.setattr(serving, "SLOWEST_HEADER", 0.3)
    served.stop()
    again = Served(served.file)
    try:
        length = b"Host: 127.0.0.1\r\nContent-Length: 99\r\n\r\n{"
        for start in (b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\n" + length):
            with socket.create_connection((LOOPBACK, again.port), timeout=20) as door:
                door.sendall(start)
                assert door.recv(10) == b""
    finally:
        again.stop()


def test_one_address_cannot_hold_all_doors_open(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_FROM_ONE_ADDRESS", 20)
    held = [socket.create_connection((LOOPBACK, served.port), timeout=5) for _ in range(20)]
    more = socket.create_connection((LOOPBACK, served.port), timeout=5)
    more.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    refused = closed(more)
    elsewhere = Client(served.port)
    elsewhere.source = "127.0.0.2"
    other = elsewhere.get("/")[0]
    for door in (*held, more):
        door.close()
    ends = time.monotonic() + 10
    while closed_to(served) and time.monotonic() < ends:
        time.sleep(0.05)

    assert refused
    assert other == 200
    assert not closed_to(served)


def closed(door: socket.socket) -> bool:
    try:
        return door.recv(10) == b""
    except ConnectionError:
        return True


def closed_to(served: Served) -> bool:
    return raw(served, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == b""


def test_hundreds_of_streams_from_one_seat_are_six(served: Served) -> None:
    seat = served.seat()
    head = (
        f"GET /events HTTP/1.1\r\nHost: {LOOPBACK}:{served.port}\r\nCookie: {cookie(seat)}\r\n\r\n"
    )
    doors = [socket.create_connection((LOOPBACK, served.port), timeout=10) for _ in range(60)]
    for door in doors:
        door.sendall(head.encode())
    statuses = Counter(door.recv(40).split()[1] for door in doors)
    seated = served.seat("Ben", "pr").get("/me")[0]
    for door in doors:
        door.close()

    assert statuses == {b"200": 6, b"429": 54}
    assert seated == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/me", "/events", "/boards", "/register/goals"])
def test_pages_elsewhere_cannot_even_ask(
    served: Served, path: str, headers: dict[str, str]
) -> None:
    assert served.seat().get(path, **headers)[0] == 403


def test_a_link_in_a_mail_leads_to_the_page(served: Served) -> None:
    assert Client(served.port).get("/", Sec_Fetch_Site="cross-site")[0] == 200
    assert served.seat().get("/me", Sec_Fetch_Site="same-origin")[0] == 200


def test_nothing_that_was_sent_is_logged_not_even_when_we_fail(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_person: str) -> str:
        message = "zebra-secret"
        raise RuntimeError(message)

    seat = served.seat("Zebedee Quill")
    monkeypatch.setattr(served.hall, "department", broken)
    with caplog.at_level(logging.DEBUG):
        assert seat.get("/me?name=zebra-secret")[0] == 500
        connection = http.client.HTTPConnection(LOOPBACK, served.port, timeout=10)
        connection.request(
            "POST", "/replies", b"zebra-secret", {"Content-Type": "multipart/form-data; boundary=x"}
        )
        with contextlib.closing(connection), connection.getresponse() as answer:
            assert answer.status in {400, 403}

    assert "RuntimeError at" in caplog.text
    for secret in ("zebra-secret", "Zebedee", seat.id, seat.cookies["kit_seat"], LOOPBACK):
        assert secret not in caplog.text


def test_a_fault_in_what_one_audience_is_told_silences_no_other(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = served.seat()
    monkeypatch.setattr(telling, "to_facilitator", lambda _hall: 1 / 0)
    with stream(seat) as heard:
        assert b"event: room" in heard.read1(1 << 16)
        served.thread.call(served.hall.move, 2, 0)
        told = b""
        while b"goals.difference" not in told:
            told += heard.read1(1 << 16)


def test_a_fault_while_writing_is_told_and_the_next_answer_is_kept(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = served.seat()
    served.thread.call(served.hall.move, 2, 0)
    sent = {"kind": "answer", "question": "goals.difference", "subject": "pr", "round": 1,
            "state": "given", "value": 3, "answer_id": "once"}  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr(served.workshop.store, "record", lambda _entries: 1 / 0)
        status, told = seat.post("/replies", {"entries": [sent]})

    assert (status, told["message"].split(":")[0]) == (503, "Not saved")
    assert seat.post("/replies", {"entries": [sent]})[1]["results"][0]["ok"]


def test_many_wrong_resume_codes_at_once_cost_no_more_than_a_few(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[object] = []
    resumed = served.hall.seats.resumed

    def counted(typed: object) -> str:
        looked_at.append(typed)
        return resumed(typed)

    monkeypatch.setattr(served.hall.seats, "resumed", counted)
    with ThreadPoolExecutor(40) as crowd:
        codes = [f"ABCDEFGH{n:02}" for n in range(40)]
        statuses = Counter(
            crowd.map(lambda code: Client(served.port).post("/resume", {"code": code})[0], codes)
        )

    assert statuses == {403: 5, 429: 35}
    assert len(looked_at) == 5


def test_however_many_phones_listen_the_facilitator_is_told(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_LISTENERS", 1)
    lead = served.lead()
    with stream(served.seat()), stream(lead, "/events/facilitator") as heard:
        assert heard.status == 200
