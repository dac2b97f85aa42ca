"""Open pages: memory of thousands of streams, and how soon each is told of a comment."""

import http.client
import resource
import select
import socket
import time

from stage import ALICE, Stage, post, sign_in, wait_until

STREAMS = 5000
OF_ONE_SESSION = 4  # connector/portal/followers.hpp
ROUNDS = 20
BOB = "bob@customer.example"


def cookies_of(stage, contact, key, count):
    tokens = stage.directory / "tokens"
    stage.load("issue", stage.admin, "--token", stage.control_token(), "--request", key,
               "--contact", contact, "--count", count, "--out", tokens)
    return [sign_in(stage, token) for token in tokens.read_text().split()]


class Readers:
    """Sockets that listen to /sup/events, each as a client of its own."""

    def __init__(self, stage):
        self.stage = stage
        self.sockets = {}
        self.poll = select.epoll()

    def open(self, cookie):
        number = len(self.sockets)
        client = socket.create_connection(("127.0.0.1", self.stage.port))
        client.sendall((f"GET /sup/events HTTP/1.1\r\nHost: {self.stage.host}\r\nCookie: {cookie}\r\n"
                        f"X-Forwarded-For: 10.{number // 65536}.{number // 256 % 256}.{number % 256}\r\n\r\n").encode())
        head = client.recv(4096)
        while b"\nid: " not in head:
            more = client.recv(4096)
            if not more:
                raise SystemExit(f"bench: no stream but {head!r}")
            head += more
        client.setblocking(False)
        self.sockets[client.fileno()] = client
        self.poll.register(client.fileno(), select.EPOLLIN)

    def first_events(self, count, seconds=20):
        """When each of `count` streams was told, by the clock of time.monotonic."""
        told = {}
        deadline = time.monotonic() + seconds
        while len(told) < count and time.monotonic() < deadline:
            for descriptor, _ in self.poll.poll(0.5):
                now = time.monotonic()
                part = self.sockets[descriptor].recv(4096)
                if not part:
                    raise SystemExit("bench: a stream was closed")
                if b"event: request" in part:
                    told.setdefault(descriptor, now)
        if len(told) < count:
            raise SystemExit(f"bench: {len(told)} of {count} streams were told")
        return list(told.values())

    def drain(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for descriptor, _ in self.poll.poll(max(0, deadline - time.monotonic())):
                self.sockets[descriptor].recv(4096)


def tell(stage, readers, issue, key, count):
    """A comment a second; milliseconds from the webhook's 200, which is after its commit."""
    took = []
    connection = http.client.HTTPConnection("127.0.0.1", stage.port)
    for number in range(ROUNDS):
        began = time.monotonic()
        post(f"{stage.site}/_sim/requests/{key}/comments",
             {"author": "agent", "public": True, "body": f"Answer {number}"})
        stage.fire(issue, connection)
        committed = time.monotonic()
        took += [(at - committed) * 1000 for at in readers.first_events(count)]
        readers.drain(max(0.1, began + 1 - time.monotonic()))
    took.sort()
    return f"p50 {took[len(took) // 2]:.0f} ms, p99 {took[int(len(took) * 0.99)]:.0f} ms, most {took[-1]:.0f} ms"


def measure(report):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    stage = Stage(proxies="[127.0.0.1/32]", events="[request_resolved]")
    try:
        many, many_key = stage.mirror_one()
        made = post(f"{stage.site}/_sim/requests", {"customer": "bob", "summary": "Bench", "description": "Two"})
        one, one_key = int(made["id"]), made["key"]
        stage.fire(one)
        stage.settle()
        alices = cookies_of(stage, ALICE, many_key, STREAMS // OF_ONE_SESSION)
        bobs = cookies_of(stage, BOB, one_key, 1)
        before = stage.memory_mb()
        readers = Readers(stage)
        readers.open(bobs[0])
        for number in range(STREAMS - 1):
            readers.open(alices[number % len(alices)])
        wait_until("the streams", lambda: stage.gauge('http_open_streams{server="public"}') == STREAMS)
        report(f"{STREAMS} open streams", False,
               f"{before:.1f} MB resident before, {stage.memory_mb():.1f} MB with them")
        report("comment to one stream", False, tell(stage, readers, one, one_key, 1))
        report(f"comment to {STREAMS - 1} streams", False, tell(stage, readers, many, many_key, STREAMS - 1))
        report("after it", False, f"{stage.memory_mb():.1f} MB resident")
        began = time.monotonic()
        stage.stop_connector()
        report("stop with all of them open", False, f"{time.monotonic() - began:.1f} s")
    finally:
        stage.close()
