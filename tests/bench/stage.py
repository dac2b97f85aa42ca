"""What tests/bench/run measures on: the simulated site, the mail sink and the connector."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("JSM_BIN", ROOT / "build/release/bin"))
SECRET = "bench-webhook-secret"
ALICE = "alice@customer.example"
CONNECTIONS = 32


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(what, check, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return
        time.sleep(0.02)
    raise SystemExit(f"bench: waited {seconds} s in vain for {what}")


def get(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read())


def sign_in(stage, token):
    connection = http.client.HTTPConnection("127.0.0.1", stage.port)
    connection.request("GET", f"/l/{token}", headers={"Host": stage.host})
    answer = connection.getresponse()
    body = answer.read().decode()
    browser = answer.getheader("Set-Cookie").split(";")[0]
    form = re.search(r'name="form_token" value="([^"]+)"', body).group(1)
    connection.request("POST", f"/l/{token}", f"form_token={form}",
                       {"Host": stage.host, "Cookie": browser, "Sec-Fetch-Site": "same-origin",
                        "Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return answer.getheader("Set-Cookie").split(";")[0]


class Stage:
    """The simulated site, the mail sink and the connector, on free ports, until `close`."""

    def __init__(self, slow_sync=False, events="[request_created]", proxies="[]"):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="jsm-bench-"))
        self.processes = []
        self.port, self.admin = free_port(), free_port()
        self.host = f"localhost:{self.port}"
        sink = self.start([BIN / "mail_sink", "--smtp", "127.0.0.1:0", "--http", "127.0.0.1:0"])
        found = re.search(r"smtp (\S+) http (\S+)", sink.stdout.readline())
        self.smtp, self.inbox = found.group(1), found.group(2)
        site = self.start([BIN / "jira_site", "--listen", "127.0.0.1:0"])
        self.site = re.search(r"(http://\S+)", site.stdout.readline()).group(1)
        self.write_config(events, proxies)
        self.environment = dict(os.environ)
        if slow_sync:
            self.environment["LD_PRELOAD"] = str(BIN / "libslow_sync.so")
        self.start_connector()
        wait_until("the first read", self.is_read)

    def start_connector(self):
        self.connector = self.start(
            [BIN / "connector", "run", "--config", self.directory / "connector.yaml"], self.environment)
        wait_until("the connector", self.is_ready)

    def stop_connector(self):
        self.connector.send_signal(signal.SIGTERM)
        self.connector.wait(20)
        self.processes.remove(self.connector)

    def sync(self, *options):
        """`connector sync`, by the running daemon; its result."""
        output = subprocess.run([str(BIN / "connector"), "sync", "--json", *options, "--config",
                                 str(self.directory / "connector.yaml")],
                                capture_output=True, text=True, check=True).stdout
        return json.loads(output)

    def start(self, command, environment=None):
        log = open(self.directory / f"{pathlib.Path(command[0]).name}.log", "w")
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=log,
                                   text=True, env=environment)
        self.processes.append(process)
        return process

    def write_config(self, events, proxies):
        (self.directory / "connector.yaml").write_text(f"""
version: 1
site:
  url: {self.site}
  auth: {{kind: basic, email: bot@acme.example, token: demo-token}}
  webhook_secret: {SECRET}
  poll_interval: 1h
server:
  listen: 127.0.0.1:{self.port}
  admin_listen: 127.0.0.1:{self.admin}
  public_url: http://{self.host}
  trusted_proxies: {proxies}
store: {{url: "sqlite:connector.db"}}
keys: {{directory: keys}}
mail:
  smtp: {{url: "smtp://{self.smtp}", tls: off}}
  from: "Acme Support <support@acme.example>"
projects:
  - key: SUP
    name: Acme Support
    path: /sup
    access: {{puzzle: off}}
    mail: {{events: {events}}}
""")

    def is_ready(self):
        try:
            return "true" in get(f"http://127.0.0.1:{self.admin}/readyz")
        except OSError:
            return False

    def is_read(self):
        """The poll has been through the empty site, and leaves what comes now to the webhooks."""
        calls = self.gauge('connector_poll_calls_total{outcome="ok"}')
        time.sleep(0.5)
        return (self.gauge("connector_poll_succeeded_timestamp_seconds") > 0
                and calls == self.gauge('connector_poll_calls_total{outcome="ok"}'))

    def gauge(self, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", get(f"http://127.0.0.1:{self.admin}/metrics"), re.M)
        return float(found.group(1)) if found else 0.0

    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.connector.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def control_token(self):
        key = next(self.directory.glob("keys/link-*.key")).read_text().strip()
        # crypto_kdf: BLAKE2b keyed by the master, salt = subkey id, person = context.
        derived = hashlib.blake2b(b"", digest_size=32, key=bytes.fromhex(key),
                                  salt=(6).to_bytes(16, "little"), person=b"jsmconn1".ljust(16, b"\0"))
        return base64.urlsafe_b64encode(derived.digest()).rstrip(b"=").decode()

    def command(self, *arguments):
        """What a subcommand prints with --json."""
        output = subprocess.run([str(BIN / "connector"), *arguments, "--json", "--config",
                                 str(self.directory / "connector.yaml")],
                                capture_output=True, text=True, check=True).stdout
        return json.loads(output)

    def load(self, mode, port, *options, connections=CONNECTIONS):
        output = subprocess.run([str(BIN / "bench_load"), mode, "--port", str(port),
                                 "--connections", str(connections), *map(str, options)],
                                capture_output=True, text=True, check=True).stdout
        return json.loads(output)

    def mirror_one(self, comments=0):
        """A request of Alice's in the mirror; returns (id, key)."""
        made = post(f"{self.site}/_sim/requests", {"customer": "alice", "summary": "Bench", "description": "One"})
        for number in range(comments):
            post(f"{self.site}/_sim/requests/{made['key']}/comments",
                 {"author": "agent", "public": True, "body": f"Answer {number}: " + "please try this. " * 12})
        self.fire(int(made["id"]))
        self.settle()
        return int(made["id"]), made["key"]

    def fire(self, issue, connection=None):
        body = json.dumps({"timestamp": time.time_ns(), "webhookEvent": "jira:issue_updated",
                           "issue": {"id": str(issue), "key": "SUP-1",
                                     "fields": {"project": {"key": "SUP"}, "pad": "x" * 5600}}}).encode()
        tag = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", "/webhooks/jira", body,
                           {"Host": self.host, "X-Hub-Signature": f"sha256={tag}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: a webhook was answered {answer.status}")

    def settle(self, seconds=300):
        def is_idle():
            return all(self.gauge(f'connector_queue_waiting{{queue="{queue}"}}') == 0
                       for queue in ("inbox", "outbox"))
        wait_until("the queues to empty", is_idle, seconds)

    def close(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.directory)
