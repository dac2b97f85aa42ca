"""Checks one recorded exchange (fixtures/jira_site/recorder.hpp) against the documents.

A violation is (kind, example): exchanges that break one rule in one place have one kind.
"""

import base64
import json
import re
from urllib.parse import parse_qsl

import allowed

# A call with this header is a test's own, made to see an answer: its request may be wrong.
ANSWER_ONLY = "x-contract-answer-only"


class Exchange:
    def __init__(self, line, place):
        self.place = place
        self.method = line["method"]
        # Through the gateway of Atlassian's API, a site's paths come with its cloud id.
        self.path = re.sub(r"^/ex/jira/[^/]+", "", line["path"])
        self.query = line["query"]
        self.request_headers = line["request_headers"]
        self.request_body = body_of(line, "request_body")
        self.status = line["status"]
        self.response_headers = line["response_headers"]
        self.response_body = body_of(line, "response_body")
        self.is_answer_only = ANSWER_ONLY in self.request_headers

    def __str__(self):
        query = "?" + self.query if self.query else ""
        return f"{self.place} {self.method} {self.path}{query} {self.status}"


def body_of(line, name):
    if name in line:
        return line[name].encode()
    return base64.b64decode(line[name + "_base64"])


def media_type(headers):
    return headers.get("content-type", "").split(";")[0].strip().lower()


def parse(body):
    """(value, None) or (None, what is wrong)."""
    try:
        return json.loads(body), None
    except ValueError as error:
        return None, str(error)


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def start_of(body):
    return body.decode(errors="replace")[:80]


class Checker:
    def __init__(self, documents):
        self.documents = documents
        self.needed = set()  # of allowed.MEMBERS

    def operation_of(self, exchange):
        """An operation of the documents, an allowed.Internal, or None."""
        for operation in self.documents.at(exchange.path):
            if operation.method == exchange.method:
                return operation
        for internal in allowed.INTERNAL:
            pattern = re.sub(r"\{[^}]*\}", "[^/]+", internal.template)
            if internal.method == exchange.method and re.fullmatch(pattern, exchange.path):
                return internal
        return None

    def violations(self, exchange):
        operation = self.operation_of(exchange)
        if operation is None:
            yield from self._unknown(exchange)
        elif isinstance(operation, allowed.Internal):
            yield from self._internal(operation, exchange)
        else:
            if not exchange.is_answer_only:
                for what, example in self._request(operation, exchange):
                    yield f"request {operation}: {what}", example
            for what, example in self._answer(operation, exchange):
                yield f"answer {operation} {exchange.status}: {what}", example

    # --- calls that no document has ---------------------------------------------------------------

    def _unknown(self, exchange):
        called = f"{exchange.method} {exchange.path}"
        if not exchange.is_answer_only:
            known = self.documents.at(exchange.path)
            if known:
                operation = f"{exchange.method} {known[0].template}"
                yield f"request {operation}: no such method", exchange.path
            else:
                yield f"request {called}: no such path", exchange.path
            return
        if exchange.status not in (404, 405):
            yield f"answer {called}: {exchange.status} for no operation", ""
            return
        for what, example in self._problem(exchange):
            yield f"answer {called} {exchange.status}: {what}", example

    def _internal(self, call, exchange):
        if exchange.request_body and not exchange.is_answer_only:
            value, complaint = parse(exchange.request_body)
            for member in extra_members(value, call.request):
                yield f"request {call.operation}: unknown property {member}", shown(value)
            if complaint:
                yield f"request {call.operation}: not JSON", complaint
        if exchange.status // 100 != 2 or not exchange.response_body:
            return
        value, complaint = parse(exchange.response_body)
        if complaint:
            yield f"answer {call.operation}: not JSON", complaint
        elif call.answer is not None:
            for member in extra_members(value, call.answer):
                yield f"answer {call.operation}: unknown property {member}", shown(value)

    # --- requests ---------------------------------------------------------------------------------

    def _request(self, operation, exchange):
        yield from self._path(operation, exchange)
        yield from self._query(operation, exchange)
        yield from self._headers(operation, exchange)
        yield from self._request_body(operation, exchange)

    @staticmethod
    def _path(operation, exchange):
        parameters = operation.parameters("path")
        for name, value in operation.path_values(exchange.path).items():
            complaint = complaint_about_text(parameters[name]["schema"], value)
            if complaint:
                yield f"path parameter {name}: {complaint}", value

    @staticmethod
    def _query(operation, exchange):
        parameters = operation.parameters("query")
        seen = set()
        for name, value in parse_qsl(exchange.query, keep_blank_values=True):
            if name not in parameters:
                yield f"unknown query parameter {name}", value
                continue
            schema = parameters[name]["schema"]
            is_list = schema.get("type") == "array"
            if name in seen and not is_list:
                yield f"query parameter {name}: given twice", value
            seen.add(name)
            complaint = complaint_about_text(schema.get("items", {}) if is_list else schema, value)
            if complaint:
                yield f"query parameter {name}: {complaint}", value
        for name, parameter in parameters.items():
            if parameter.get("required") and name not in seen:
                yield f"missing query parameter {name}", exchange.query

    @staticmethod
    def _headers(operation, exchange):
        headers = exchange.request_headers
        if operation.definition.get("x-experimental"):
            if headers.get("x-experimentalapi") != "opt-in":
                yield "experimental, without X-ExperimentalApi: opt-in", ""
        if media_type(headers).startswith("multipart/"):
            if headers.get("x-atlassian-token") != "no-check":
                yield "multipart, without X-Atlassian-Token: no-check", ""

    def _request_body(self, operation, exchange):
        wanted = operation.definition.get("requestBody")
        if wanted is None:
            if exchange.request_body:
                yield "a body where there is none", start_of(exchange.request_body)
            return
        if not exchange.request_body:
            if wanted.get("required"):
                yield "no body", ""
            return
        kind = media_type(exchange.request_headers)
        if kind not in wanted["content"]:
            yield f"content type {kind or 'missing'}, not {', '.join(wanted['content'])}", ""
        elif kind == "application/json":
            value, complaint = parse(exchange.request_body)
            if complaint:
                yield "body: not JSON", complaint
                return
            schema = wanted["content"][kind]["schema"]
            yield from self._body_errors(operation.family, "request", schema, value)

    # --- answers ----------------------------------------------------------------------------------

    def _answer(self, operation, exchange):
        declared = operation.definition["responses"].get(str(exchange.status))
        kind = media_type(exchange.response_headers)
        if declared is None and not is_allowed_status(operation, exchange.status, kind):
            yield "a status that the document does not declare", start_of(exchange.response_body)
            return
        content = (declared or {}).get("content", {})
        if not exchange.response_body:
            # 204 has none (RFC 9110 15.3.5), though a document may give it a type.
            if content and exchange.status < 300 and exchange.status != 204:
                yield "no body", ""
        elif exchange.status == 204:
            yield "a body", ""
        elif exchange.status < 300:
            yield from self._success(operation, content, kind, exchange)
        else:
            yield from self._error(operation, content, kind, exchange)

    def _success(self, operation, content, kind, exchange):
        if kind != "application/json":
            if content and kind not in content and "*/*" not in content:
                yield f"content type {kind or 'missing'}, not {', '.join(content)}", ""
            return
        value, complaint = parse(exchange.response_body)
        if complaint:
            yield "not JSON", complaint
            return
        schema = content.get(kind, {}).get("schema")
        if schema is not None:
            yield from self._body_errors(operation.family, "answer", schema, value)

    def _error(self, operation, content, kind, exchange):
        if kind == "application/problem+json":
            yield from self._problem(exchange)
            return
        if kind == "text/html":  # the edge, in front of Jira: recorded
            return
        if kind != "application/json":
            yield f"content type {kind or 'missing'} of an error", ""
            return
        value, complaint = parse(exchange.response_body)
        if complaint:
            yield "not JSON", complaint
            return
        if exchange.status == 401:
            if not list(self._errors_by(allowed.UNAUTHENTICATED, value)):
                return
        schema = content.get(kind, {}).get("schema") or {
            "$ref": "#/components/schemas/" + allowed.ERROR_BODY[operation.family]}
        yield from self._body_errors(operation.family, "answer", schema, value)

    def _problem(self, exchange):
        if media_type(exchange.response_headers) != "application/problem+json":
            yield "no application/problem+json", ""
            return
        value, complaint = parse(exchange.response_body)
        if complaint:
            yield "not JSON", complaint
            return
        yield from self._errors_by(allowed.PROBLEM, value)
        if isinstance(value, dict) and value.get("status") != exchange.status:
            yield "problem.status is not the answer's", shown(value)

    # --- both -------------------------------------------------------------------------------------

    def _body_errors(self, family, direction, schema, value):
        for name, rule, example in self.documents.errors(family, direction, schema, "body", value):
            if direction == "answer" and rule == "unknown property" and name in allowed.MEMBERS:
                self.needed.add(name)
                continue
            yield f"{rule} {name}", shown(example)

    def _errors_by(self, schema, value):
        for name, rule, example in self.documents.errors_by(schema, value):
            yield f"{rule} {name}", shown(example)


def is_allowed_status(operation, status, kind):
    if status in allowed.PROBLEM_STATUSES and kind == "application/problem+json":
        return True
    return status in allowed.STATUSES or (str(operation), status) in allowed.STATUSES_OF


def extra_members(value, known):
    values = value if isinstance(value, list) else [value]
    return sorted({m for v in values if isinstance(v, dict) for m in v} - known)


def complaint_about_text(schema, text):
    """A parameter's value, decoded, by its schema; None when it fits."""
    kind = schema.get("type")
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", text):
            return "no integer"
        bits = 64 if schema.get("format") == "int64" else 32
        if not -(1 << (bits - 1)) <= int(text) < 1 << (bits - 1):
            return "out of range"
    if kind == "boolean" and text not in ("true", "false"):
        return "no boolean"
    if "enum" in schema and text not in schema["enum"]:
        return "not one of " + ", ".join(schema["enum"])
    if len(text) > schema.get("maxLength", len(text)):
        return "too long"
    return None
