"""Does the time, or any byte, of the answer to "send me a link" tell whether an address is known?

Asks the sign-in form of the real connector for known, unknown and other addresses in turn, over one
connection (SR-30). Every question comes from a client of its own (X-Forwarded-For, which this stage
trusts) and there are fewer of them than limits allow, so that each one is really worked off: a known
address gets its mail, and unknown ones become customers in Jira as long as the day's bound lets them. A
second round is beyond the limits, at full speed. A third types wrong codes in browsers for which there is
one, and in others. Ends with an error when an answer differs, or medians differ by more than the aim.
"""

import http.client
import random
import re
import statistics
import time
import urllib.parse

from stage import Stage, post, wait_until

EACH = 2000        # questions for known and for unknown addresses
OTHERS = 100       # of each other kind
LIMITED = 500      # of each kind, beyond the limits
A_CONTACT = 3      # mails that one contact gets in ten minutes
SPACING = 0.09     # seconds: below 600 a minute and the burst that is allowed on top
AIM_MS = 2.0
BROWSERS = 60      # that have asked for a known address, and as many for an unknown one
CODES = 5          # wrong ones typed in each
COMPARED = 30      # tries at codes that are granted in ten minutes


class Form:
    """The sign-in form in one browser, on one kept connection."""

    def __init__(self, stage):
        self.connection = http.client.HTTPConnection("127.0.0.1", stage.port)
        self.headers = {"Host": stage.host, "Content-Type": "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site": "same-origin"}
        self.connection.request("GET", "/sup/sign-in", headers=self.headers)
        answer = self.connection.getresponse()
        self.headers["Cookie"] = answer.getheader("Set-Cookie").split(";")[0]
        self.token = re.search(r'name="form_token" value="([^"]+)"', answer.read().decode()).group(1)

    def ask(self, address, client):
        return self.send("/sup/sign-in", {"address": address}, client, 200)

    def type_code(self, code, client):
        return self.send("/sup/sign-in/code", {"code": code}, client, 422)

    def send(self, path, fields, client, status):
        """Milliseconds, and the whole answer without its Date and this browser's form token."""
        body = urllib.parse.urlencode({"form_token": self.token} | fields)
        headers = self.headers | {"X-Forwarded-For": client}
        began = time.perf_counter_ns()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter_ns() - began) / 1e6
        if answer.status != status:
            raise SystemExit(f"enumeration: {path} was answered {answer.status}")
        content = content.replace(self.token.encode(), b"TOKEN")
        kept = sorted(header for header in answer.getheaders() if header[0] != "Date")
        return took, (answer.status, tuple(kept), content)


def contacts_for(each):
    return -(-each // A_CONTACT)


def mirror_contacts(stage, each):
    """Contacts with a request, and contacts whose request is gone again."""
    contacts = contacts_for(each)
    made = post(f"{stage.site}/_sim/bulk",
                {"count": contacts, "comments_each": 0, "customers": contacts})
    gone = [post(f"{stage.site}/_sim/requests",
                 {"customer": f"gone{number}@bulk.example", "summary": "Gone", "description": "x"})
            for number in range(5)]
    coders = [post(f"{stage.site}/_sim/requests",
                   {"customer": f"coder{number}@bulk.example", "summary": "Code", "description": "x"})
              for number in range(BROWSERS)]
    issues = made["ids"] + [one["id"] for one in gone + coders]
    connection = http.client.HTTPConnection("127.0.0.1", stage.port)
    for issue in issues:
        stage.fire(int(issue), connection)
    stage.settle()
    for one in gone:
        delete(stage, one["key"])
        stage.fire(int(one["id"]), connection)
    stage.settle()


def delete(stage, key):
    connection = http.client.HTTPConnection(stage.site.removeprefix("http://"))
    connection.request("DELETE", f"/_sim/requests/{key}")
    connection.getresponse().read()


def questions(each, others):
    """(kind, address) in an order that favours nobody."""
    contacts = contacts_for(each)  # in turn: two wishes within a second are one mail
    known = [("known", f"customer{number % contacts}@bulk.example") for number in range(each)]
    unknown = [("unknown", f"customer{number}@unknown.example") for number in range(each)]
    rest = [("request gone", f"gone{number % 5}@bulk.example") for number in range(others)]
    rest += [("agent", "grace@acme.example") for _ in range(others)]
    rest += [("becomes one", f"mia@new{number}.example") for number in range(others)]
    order = random.Random(1)
    pairs = []
    for pair in zip(known, unknown):
        pairs += order.sample(pair, 2)
    for question in rest:
        pairs.insert(order.randrange(len(pairs)), question)
    return pairs


def run_round(form, asked, client_of, spacing):
    """Times by kind, and all answers that differ."""
    times, answers = {}, set()
    due = time.monotonic()
    for number, (kind, address) in enumerate(asked):
        due += spacing
        time.sleep(max(0.0, due - time.monotonic()))
        took, answer = form.ask(address, client_of(number))
        times.setdefault(kind, []).append(took)
        answers.add(answer)
    return times, answers


def report(title, times):
    print(f"{title}:")
    medians = {kind: statistics.median(took) for kind, took in times.items()}
    for kind, took in times.items():
        print(f"  {kind:<14} {len(took):>5} asked, median {medians[kind]:.3f} ms, "
              f"p99 {sorted(took)[int(len(took) * 0.99)]:.3f} ms")
    apart = max(medians.values()) - min(medians.values())
    verdict = "within" if apart <= AIM_MS else "BEYOND"
    print(f"  medians differ by {apart:.3f} ms, {verdict} the aim of {AIM_MS:.0f} ms", flush=True)
    return apart <= AIM_MS


def type_codes(stage):
    """Times of wrong codes in turn, within the limits and beyond, and all answers that differ."""
    mails = 'connector_mails_total{outcome="sent"}'
    before = stage.gauge(mails)
    known, unknown = ([Form(stage) for _ in range(BROWSERS)] for _ in range(2))
    for number, (one, other) in enumerate(zip(known, unknown)):
        one.ask(f"coder{number}@bulk.example", f"198.19.1.{number}")
        other.ask(f"coder{number}@unknown.example", f"198.19.2.{number}")
    wait_until("a code for each known address", lambda: stage.gauge(mails) - before >= BROWSERS)
    compared, limited, answers = {}, {}, set()
    for number in range(BROWSERS * CODES):
        times = compared if number < COMPARED else limited
        for kind, forms, net in (("a code", known, 3), ("none", unknown, 4)):
            client = f"198.{16 + net}.{number >> 8}.{number & 255}"
            took, answer = forms[number % BROWSERS].type_code("no-code", client)
            times.setdefault(kind, []).append(took)
            answers.add(answer)
    return compared, limited, answers


def measure(each=EACH, others=OTHERS, limited=LIMITED):
    stage = Stage(events="[request_resolved]", proxies="[127.0.0.1]")
    try:
        mirror_contacts(stage, each)
        form = Form(stage)
        mails = 'connector_mails_total{outcome="sent"}'
        before = stage.gauge(mails)
        times, answers = run_round(form, questions(each, others),
                                   lambda number: f"198.18.{number >> 8}.{number & 255}", SPACING)
        wait_until("a mail for each known address",
                   lambda: stage.gauge(mails) - before >= each)
        are_close = report("enumeration, below the limits", times)
        created = stage.gauge('connector_newcomers_total{outcome="created"}')
        print(f"  {created:.0f} unknown addresses became customers meanwhile", flush=True)
        if created == 0:
            raise SystemExit("enumeration: nobody became a customer")
        times, more = run_round(form, questions(limited, 0), lambda number: "203.0.113.1", 0)
        are_close &= report("enumeration, beyond the limits", times)
        answers |= more
        compared, limited_codes, codes = type_codes(stage)
        are_close &= report("wrong codes where there is", compared)
        are_close &= report("wrong codes, beyond the limits", limited_codes)
        print(f"  {len(codes)} different answer(s) to a code, but for Date", flush=True)
        print(f"  {len(answers)} different answer(s), but for Date", flush=True)
        if len(answers) != 1 or len(codes) != 1:
            raise SystemExit("enumeration: the answers differ")
        if not are_close:
            raise SystemExit("enumeration: the time tells")
    finally:
        stage.close()
