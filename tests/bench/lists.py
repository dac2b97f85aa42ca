"""The requests list of one person who has 120, 10,000 and 100,000 requests: its first and its next
page, narrowed and not, and the search.

Aim: pages take at most 1.3 times as long with the most requests as with the fewest. All pages that
are compared show fifty requests. The requests are put straight into the store; the daemon puts them
into the search's index, and how long that takes is told as well.
"""

import http.client
import random
import re
import sqlite3
import time

from stage import ALICE, Stage, wait_until

SIZES = (120, 10_000, 100_000)
RATIO = 1.3
TRIES = 300
RARE = 60  # requests of that status, whatever the size
WORDS = [first + last for first in ("net", "pro", "com", "dis", "ser", "key", "mon", "ada", "fil", "log")
         for last in ("work", "gram", "puter", "play", "vice", "board", "itor", "pter", "ter", "in")]

PAGES = {
    "first page": "",
    "next page": "next",
    "a rare status": "?status=Escalated",
    "status and type": "?status=Waiting&type=7",
    "status and type, next page": "next ?status=Waiting&type=7",
    "closed": "?show=closed",
}
SEARCHES = {
    "search: a word that few have": "?q=zebra+crossing",
    "search: a word that all have": "?q=request+zebra",
    "search: beginning of what all have": "?q=reque",
    "search: a key": "?q=SUP-100050",
}


def fill(stage, size):
    """As many copies of Alice's request as are missing, each with some words of its own."""
    random.seed(size)
    store = sqlite3.connect(stage.directory / "connector.db")
    contact, project, created = store.execute(
        "select reporter_id, project, created_at from requests order by id limit 1").fetchone()
    requests, entries = [], []
    for number in range(1, size):
        ident = 100_000 + number
        rare = number % max(1, size // RARE) == 0
        done = not rare and number % 30 == 1
        status = "Escalated" if rare else "Done" if done else "Waiting"
        kind = 7 if number % 11 else 8
        words = " ".join(random.choice(WORDS) for _ in range(40))
        word = "zebra crossing" if number % max(1, size // RARE) == 1 else "zebra"
        changed = created + number * 1000
        requests.append((ident, f"SUP-{ident}", project, contact, f"Request {number}: {word}",
                         f"<p>{words}</p>", status, 3 if done else 2, created, changed, changed, kind,
                         f"Type {kind}"))
        entries.append((contact, ident, project, int(done), changed, status, kind, 0, 0))
    with store:
        store.executemany(
            "insert into requests (id, key, project, reporter_id, summary, description_html, status, "
            "status_category, created_at, updated_at, revision, type_id, type_name) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", requests)
        store.executemany("insert into list_entries values (?, ?, ?, ?, ?, ?, ?, ?, ?)", entries)
    store.close()


def waiting(stage):
    store = sqlite3.connect(f"file:{stage.directory / 'connector.db'}?mode=ro", uri=True)
    count = store.execute("select count(*) from unsearched_requests").fetchone()[0]
    store.close()
    return count


class Reader:
    def __init__(self, stage, cookie):
        self.connection = http.client.HTTPConnection("127.0.0.1", stage.port)
        self.headers = {"Host": stage.host, "Cookie": cookie}

    def page(self, query):
        self.connection.request("GET", f"/sup/{query}", headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"bench: /sup/{query} was answered {answer.status}")
        return body

    def resolve(self, query):
        if not query.startswith("next"):
            return query
        body = self.page(query[5:])
        link = re.search(r'rel="next" href="/sup/([^"]+)"', body).group(1)
        return link.replace("&amp;", "&")

    def median_ms(self, query):
        query = self.resolve(query)
        took = []
        for _ in range(TRIES):
            begun = time.perf_counter()
            self.page(query)
            took.append(time.perf_counter() - begun)
        return sorted(took)[TRIES // 2] * 1000


def measure_size(size, sign_in):
    stage = Stage(events="[request_resolved]")
    try:
        _, key = stage.mirror_one()
        stage.stop_connector()
        fill(stage, size)
        begun = time.monotonic()
        stage.start_connector()
        started = time.monotonic() - begun
        wait_until("the search's index", lambda: waiting(stage) == 0, 600)
        indexed = time.monotonic() - begun
        tokens = stage.directory / "tokens"
        stage.load("issue", stage.admin, "--token", stage.control_token(), "--request", key,
                   "--contact", ALICE, "--count", 1, "--out", tokens)
        reader = Reader(stage, sign_in(stage, tokens.read_text().split()[0]))
        took = {name: reader.median_ms(query) for name, query in {**PAGES, **SEARCHES}.items()}
        rows = {name: reader.page(reader.resolve(query)).count('class="request') for name, query in PAGES.items()}
        print(f"{size:>7,} requests: ready after {started:.1f} s, all found by words after {indexed:.1f} s, "
              f"store {(stage.directory / 'connector.db').stat().st_size / 1e6:.0f} MB", flush=True)
        return took, rows
    finally:
        stage.close()


def measure(sign_in):
    results = [measure_size(size, sign_in) for size in SIZES]
    for name in {**PAGES, **SEARCHES}:
        took = [result[name] for result, _ in results]
        ratio = took[-1] / took[0]
        same = len({rows.get(name) for _, rows in results}) == 1
        aim = f"(at most {RATIO}: {'met' if ratio <= RATIO else 'MISSED'})" if name in PAGES and same else ""
        print(f"{'list, ' + name:<42} " + ", ".join(f"{each:.2f} ms" for each in took)
              + f"; ratio {ratio:.2f} {aim}", flush=True)
