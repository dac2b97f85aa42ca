#!/usr/bin/env python3
"""Holds recorded exchanges with Jira against Atlassian's OpenAPI documents.

    validate.py --documents DIR [--require-coverage JIRA_SOURCES] [--list] RECORD...

RECORD is what `jira_site --record` writes; for DIR see README.md. One line for each kind of
violation, with how often and an example; exit status 1 when there is one. --require-coverage adds
the calls named in the sources of jira/ ("GET issue/comment") of which no exchange was recorded, and
the members in allowed.py that no answer has.
--list prints the operations that were exercised.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

import allowed
from checks import Checker, Exchange
from documents import Documents


def exchanges_in(files):
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield Exchange(json.loads(line), f"{pathlib.Path(file).name}:{number}")


def calls_named_in(sources):
    """"GET issue/comment", as the client names its calls in errors and logs."""
    names = set()
    for file in pathlib.Path(sources).rglob("*.cpp"):
        text = file.read_text(encoding="utf-8")
        names |= set(re.findall(r'"((?:GET|POST|PUT|DELETE) [a-z][A-Za-z/_]*)"', text))
    return names


def words_of(operation):
    """The path without its values and what all paths of the family start with."""
    path = re.sub(r"^/rest/(api/3|servicedeskapi|[a-z]+/[0-9.]+)", "", operation.template)
    return [s for s in path.split("/") if s and not s.startswith("{")]


def operations_of(name, operations):
    """Those that the name may mean: the whole path without its values or, failing that, its end."""
    method, short = name.split(" ")
    wanted = short.split("/")
    candidates = [o for o in operations if o.method == method]
    whole = [o for o in candidates if words_of(o) == wanted]
    return whole or [o for o in candidates if words_of(o)[-len(wanted):] == wanted]


def uncovered(sources, operations, exercised):
    for name in sorted(calls_named_in(sources) - set(allowed.NOT_EXERCISED)):
        if not exercised.intersection(operations_of(name, operations)):
            yield name


class Findings:
    """What a record shows."""

    def __init__(self, checker, files):
        self.count = 0
        self.kinds = {}  # kind of violation -> [how often, an example]
        self.statuses = collections.defaultdict(collections.Counter)  # of each operation
        self.exercised = set()  # operations that the connector called
        self.missing = []  # calls that it has and did not make
        for exchange in exchanges_in(files):
            self._add(checker, exchange)

    def _add(self, checker, exchange):
        self.count += 1
        operation = checker.operation_of(exchange)
        if operation is not None:
            self.statuses[f"{operation.method} {operation.template}"][exchange.status] += 1
            if not exchange.is_answer_only:
                self.exercised.add(operation)
        for kind, example in checker.violations(exchange):
            self.kinds.setdefault(kind, [0, f"{exchange}: {example}"])[0] += 1

    def require_coverage(self, checker, sources):
        operations = checker.documents.operations + allowed.INTERNAL
        self.missing = list(uncovered(sources, operations, self.exercised))
        for name in sorted(set(allowed.MEMBERS) - checker.needed):
            kind = f"exception {name} in allowed.py: no answer needs it"
            self.kinds[kind] = [0, allowed.MEMBERS[name]]

    def are_good(self):
        return self.count > 0 and not self.kinds and not self.missing

    def print(self, with_operations):
        for kind, (times, example) in self.kinds.items():
            print(f"{times} x {kind} | {example}")
        for name in self.missing:
            print(f"not exercised: {name} (a step is missing in walk.cpp, or a line in allowed.py)")
        for operation in sorted(self.statuses, key=lambda o: o.split(" ")[::-1]):
            if with_operations:
                found = sorted(self.statuses[operation].items())
                print(f"  {operation}: " + ", ".join(f"{status} x{n}" for status, n in found))
        internal = sum(isinstance(o, allowed.Internal) for o in self.exercised)
        print(f"{self.count} exchanges; the connector called {len(self.exercised) - internal} "
              f"operations of the documents and {internal} outside; {len(self.kinds)} kinds of "
              f"violations, {len(self.missing)} calls not exercised")


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", required=True)
    parser.add_argument("--require-coverage", metavar="JIRA_SOURCES")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("records", nargs="+")
    options = parser.parse_args(arguments)

    checker = Checker(Documents(options.documents))
    findings = Findings(checker, options.records)
    if options.require_coverage:
        findings.require_coverage(checker, options.require_coverage)
    findings.print(options.list)
    return 0 if findings.are_good() else 1


if __name__ == "__main__":
    sys.exit(main())
