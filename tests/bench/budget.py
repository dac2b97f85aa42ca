"""The calls that mirroring costs, counted by the site, and the memory it takes.

Aims: at most 14 calls for 1,000 requests of up to 20 comments each, read for the first time; one for
an idle poll; two for a webhook; one for 20 requests of a burst; less than 64 MB, whatever the site's
size.
"""

import json
import pathlib
import re
import subprocess
import time
import urllib.request

from stage import BIN, Stage, get, post

SIZES = (1_000, 10_000, 100_000)
MOST_COMMENTS = 20
CALLS_PER_THOUSAND = 14
MEGABYTES = 64


def verdict(is_met):
    return "met" if is_met else "MISSED"


def line(name, text):
    print(f"{name:<34} {text}", flush=True)


class Calls:
    """Of the mirror: not those by which provisioning looks at the site meanwhile."""

    def __init__(self, site):
        self.site = site

    def clear(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.site}/_sim/calls", method="DELETE")).read()

    def count(self):
        counts = json.loads(get(f"{self.site}/_sim/calls"))
        return sum(number for call, number in counts.items()
                   if "/search/" in call or "/issue/" in call or call.endswith("bulkfetch"))


def peak_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def measure_first_read(size):
    stage = Stage(events="[request_resolved]")
    try:
        stage.stop_connector()
        post(f"{stage.site}/_sim/bulk", {"count": size, "comments_up_to": MOST_COMMENTS, "customers": 100,
                                          "minutes_ago": 60})
        calls = Calls(stage.site)
        calls.clear()
        begun = time.monotonic()
        reader = subprocess.Popen([str(BIN / "connector"), "sync", "--full", "--json", "--config",
                                   str(stage.directory / "connector.yaml")], stdout=subprocess.PIPE, text=True)
        peak = 0
        while reader.poll() is None:
            try:
                peak = max(peak, peak_mb(reader.pid))
            except (OSError, AttributeError):
                break  # ended meanwhile
            time.sleep(0.05)
        result = json.loads(reader.communicate()[0])
        took = time.monotonic() - begun
        if reader.returncode != 0 or result["requests"] < size:
            raise SystemExit(f"bench: sync --full: {result}")
        per_thousand = calls.count() * 1000 / size
        line(f"first read of {size:,} requests",
             f"{per_thousand:.1f} calls per 1,000 (at most {CALLS_PER_THOUSAND}: "
             f"{verdict(per_thousand <= CALLS_PER_THOUSAND)}), {took:.1f} s, {size / took:.0f}/s, "
             f"peak {peak:.1f} MB (under {MEGABYTES}: {verdict(peak < MEGABYTES)}), comparison included")
        calls.clear()
        begun = time.monotonic()
        stage.start_connector()
        stage.sync("--full")
        line("  the same by the daemon, again",
             f"{calls.count() * 1000 / size:.1f} calls per 1,000, {time.monotonic() - begun:.1f} s, "
             f"peak {peak_mb(stage.connector.pid):.1f} MB (under {MEGABYTES}: "
             f"{verdict(peak_mb(stage.connector.pid) < MEGABYTES)})")
    finally:
        stage.close()


def measure_changes():
    stage = Stage(events="[request_resolved]")
    try:
        ids = post(f"{stage.site}/_sim/bulk", {"count": 1_000, "comments_up_to": MOST_COMMENTS, "minutes_ago": 60})["ids"]
        stage.sync("--full")
        calls = Calls(stage.site)

        calls.clear()
        stage.sync()
        line("idle poll", f"{calls.count()} calls (1: {verdict(calls.count() == 1)})")

        calls.clear()
        stage.fire(int(ids[0]))
        stage.settle()
        line("one webhook", f"{calls.count()} calls (at most 2: {verdict(calls.count() <= 2)})")

        calls.clear()
        for issue in ids[:200]:
            stage.fire(int(issue))
        stage.settle()
        line("burst of 200 changed requests",
             f"{calls.count()} calls (at most 10: {verdict(calls.count() <= 10)})")
    finally:
        stage.close()


def measure():
    measure_changes()
    for size in SIZES:
        measure_first_read(size)
