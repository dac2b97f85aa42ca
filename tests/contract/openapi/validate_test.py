#!/usr/bin/env python3
"""What validate.py refuses and lets pass, by small documents of its own.

Exit status 77: jsonschema is missing.
"""

import contextlib
import copy
import io
import json
import pathlib
import sys
import tempfile
import unittest
import unittest.mock

try:
    import validate
except ImportError:
    print("python3-jsonschema is not installed (./dev setup)")
    sys.exit(77)


def answers(schema, *others):
    statuses = {status: {"description": ""} for status in others}
    return {"200": {"content": {"application/json": {"schema": schema}}}, **statuses}


def ref(name):
    return {"$ref": "#/components/schemas/" + name}


def query(name, kind, **more):
    return {"in": "query", "name": name, "schema": {"type": kind}, **more}


PLATFORM = {
    "openapi": "3.0.1",
    "paths": {
        "/rest/api/3/thing/{id}": {
            "get": {
                "parameters": [
                    {"in": "path", "name": "id", "required": True,
                     "schema": {"type": "integer", "format": "int32"}},
                    query("start", "integer", required=True),
                    query("deep", "boolean"),
                    {"in": "query", "name": "short", "schema": {"type": "string", "maxLength": 3}},
                    query("kind", "array"),
                    {"in": "query", "name": "order", "schema": {"type": "string", "enum": ["up", "down"]}}],
                "responses": answers(ref("Thing"), "404")},
            "put": {
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"required": True,
                                "content": {"application/json": {"schema": ref("Thing")}}},
                "responses": {"204": {"description": "", "content": {"application/json": {"schema": {}}}}}}},
        "/rest/api/3/thing/list": {"get": {"responses": answers({"type": "array", "items": ref("Thing")})}},
        "/rest/api/3/thing/{id}/file": {
            "post": {
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"multipart/form-data": {"schema": {}}}},
                "responses": {"204": {"description": ""}}}},
        "/rest/api/3/other/thing": {"get": {"responses": answers({})}},
        "/rest/api/3/trial": {"get": {"x-experimental": True, "responses": answers({})}},
    },
    "components": {"schemas": {
        "Thing": {
            "type": "object", "additionalProperties": True, "required": ["name"],
            "properties": {
                "id": {"type": "string", "readOnly": True},
                "name": {"type": "string"},
                "count": {"type": "integer", "format": "int32"},
                "made": {"type": "string", "format": "date-time"},
                "self": {"type": "string", "format": "uri"},
                "remark": {"type": "string", "nullable": True},
                "state": {"type": "string", "enum": ["new", "old"]},
                "part": {"allOf": [ref("Part")], "description": "one"},
                "free": {"type": "object", "additionalProperties": {}}}},
        "Part": {"type": "object", "additionalProperties": False, "properties": {"size": {"type": "integer"}}},
        "ErrorCollection": {
            "type": "object", "additionalProperties": False,
            "properties": {"errorMessages": {"type": "array", "items": {"type": "string"}},
                           "errors": {"type": "object", "additionalProperties": {"type": "string"}}}},
    }},
}

DESK = {"openapi": "3.0.1", "paths": {}, "components": {"schemas": {}}}

JSON = {"content-type": "application/json;charset=UTF-8"}
THING = {"id": "7", "name": "a", "count": 1, "made": "2026-11-21T14:03:00.000+0000", "self": "https://a.example/7",
         "remark": None, "state": "new", "part": {"size": 3}, "free": {"x": [1]}}


def get(body=None, **changes):
    line = {"method": "GET", "path": "/rest/api/3/thing/7", "query": "start=0&deep=true&kind=a&kind=b&order=up",
            "request_headers": {}, "request_body": "", "status": 200, "response_headers": JSON,
            "response_body": json.dumps(THING if body is None else body)}
    line.update(changes)
    return line


def put(body, **changes):
    return get(method="PUT", query="", request_headers={"content-type": "application/json"},
               request_body=json.dumps(body), status=204, response_body="", response_headers={}, **changes)


def thing(**changes):
    body = copy.deepcopy(THING)
    body.update(changes)
    return body


def failing(status, body, kind="application/json"):
    return get(status=status, response_body=json.dumps(body), response_headers={"content-type": kind})


ERROR = {"errorMessages": ["No."], "errors": {}}
PROBLEM = {"type": "about:blank", "title": "Bad", "status": 404, "detail": "Why", "instance": "/x"}


class Validator(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.write("jira-platform-v3.trimmed.json", json.dumps(PLATFORM))
        self.write("jira-service-desk.v3.json", json.dumps(DESK))

    def allow(self, members):
        patch = unittest.mock.patch.object(validate.allowed, "MEMBERS", members)
        patch.start()
        self.addCleanup(patch.stop)

    def write(self, name, text):
        path = pathlib.Path(self.directory.name) / name
        path.write_text(text, encoding="utf-8")
        return path

    def run_on(self, *lines, more=()):
        record = self.write("record.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = validate.main(["--documents", self.directory.name, *map(str, more), str(record)])
        return status, output.getvalue()

    def passes(self, *lines):
        status, output = self.run_on(*lines)
        self.assertEqual(status, 0, output)

    def refuses(self, line, kind):
        status, output = self.run_on(get(), line)
        self.assertEqual(status, 1, output)
        self.assertIn(f"1 x {kind} | record.jsonl:2 ", output)
        self.assertIn(" 1 kinds of violations", output)

    def test_what_fits_passes(self):
        self.passes(get(), put({"name": "b"}), put({"name": "b", "remark": None}))
        self.passes(failing(404, ERROR), failing(404, PROBLEM, "application/problem+json"))
        self.passes(failing(400, PROBLEM | {"status": 400}, "application/problem+json"))
        self.passes(failing(429, ERROR), get(status=503, response_body="<p>", response_headers={"content-type": "text/html"}))
        self.passes(failing(401, {"message": "No.", "status-code": 401}))
        self.passes(get(path="/rest/api/3/thing/list", query="", response_body=json.dumps([THING])))
        self.passes(get(path="/rest/api/3/trial", query="", request_headers={"x-experimentalapi": "opt-in"}))

    # --- answers ----------------------------------------------------------------------------------

    def test_unknown_property(self):
        where = "answer GET /rest/api/3/thing/{id} 200: unknown property"
        self.refuses(get(thing(colour="red")), f"{where} Thing.colour")
        self.refuses(get(thing(part={"sise": 3})), f"{where} Part.sise")

    def test_missing_property(self):
        body = thing()
        del body["name"]
        self.refuses(get(body), "answer GET /rest/api/3/thing/{id} 200: missing property Thing.name")

    def test_wrong_type(self):
        where = "answer GET /rest/api/3/thing/{id} 200: wrong type"
        self.refuses(get(thing(count="1")), f"{where} Thing.count")
        self.refuses(get(thing(count=True)), f"{where} Thing.count")
        self.refuses(get(thing(name=None)), f"{where} Thing.name")
        self.refuses(get([]), f"{where} Thing")

    def test_wrong_value(self):
        where = "answer GET /rest/api/3/thing/{id} 200: wrong"
        self.refuses(get(thing(made="2026-11-21 14:03")), f"{where} format Thing.made")
        self.refuses(get(thing(made="2026-11-21T14:03:00")), f"{where} format Thing.made")
        self.refuses(get(thing(made="2026-13-21T14:03:00Z")), f"{where} format Thing.made")
        self.refuses(get(thing(self="/7")), f"{where} format Thing.self")
        self.refuses(get(thing(count=1 << 31)), f"{where} format Thing.count")
        self.refuses(get(thing(state="lost")), f"{where} enum Thing.state")

    def test_status(self):
        for status in (400, 403):
            self.refuses(failing(status, ERROR),
                         f"answer GET /rest/api/3/thing/{{id}} {status}: a status that the document does not declare")

    def test_body_and_type_of_an_answer(self):
        where = "answer GET /rest/api/3/thing/{id}"
        self.refuses(get(response_body=""), f"{where} 200: no body")
        self.refuses(get(response_body="{"), f"{where} 200: not JSON")
        self.refuses(get(response_headers={"content-type": "text/html"}),
                     f"{where} 200: content type text/html, not application/json")
        self.refuses(put({"name": "b"}) | {"response_body": "{}"}, "answer PUT /rest/api/3/thing/{id} 204: a body")

    def test_errors(self):
        where = "answer GET /rest/api/3/thing/{id} 404:"
        self.refuses(failing(404, {"errors": {}}), f"{where} missing property ErrorCollection.errorMessages")
        self.refuses(failing(404, ERROR | {"message": "No."}), f"{where} unknown property ErrorCollection.message")
        self.refuses(failing(404, ERROR, "text/plain"), f"{where} content type text/plain of an error")
        self.refuses(failing(404, PROBLEM | {"status": 400}, "application/problem+json"),
                     f"{where} problem.status is not the answer's")
        self.refuses(failing(404, PROBLEM | {"more": 1}, "application/problem+json"),
                     f"{where} unknown property problem.more")

    # --- requests ---------------------------------------------------------------------------------

    def test_path_and_method(self):
        self.refuses(get(path="/rest/api/3/thin/7"), "request GET /rest/api/3/thin/7: no such path")
        self.refuses(get(method="DELETE"), "request DELETE /rest/api/3/thing/{id}: no such method")
        self.refuses(get(path="/rest/api/3/thing/seven"),
                     "request GET /rest/api/3/thing/{id}: path parameter id: no integer")

    def test_query(self):
        where = "request GET /rest/api/3/thing/{id}:"
        self.refuses(get(query="start=0&depth=true"), f"{where} unknown query parameter depth")
        self.refuses(get(query="deep=true"), f"{where} missing query parameter start")
        self.refuses(get(query="start=first"), f"{where} query parameter start: no integer")
        self.refuses(get(query="start=0&short=long"), f"{where} query parameter short: too long")
        self.refuses(get(query="start=0&start=1"), f"{where} query parameter start: given twice")
        self.refuses(get(query="start=0&deep=yes"), f"{where} query parameter deep: no boolean")
        self.refuses(get(query="start=0&order=left"), f"{where} query parameter order: not one of up, down")

    def test_request_body(self):
        where = "request PUT /rest/api/3/thing/{id}:"
        self.refuses(put({"name": "b", "nam": 1}), f"{where} unknown property Thing.nam")
        self.refuses(put({"name": "b", "id": "7"}), f"{where} unknown property Thing.id")
        self.refuses(put({"count": 1}), f"{where} missing property Thing.name")
        self.refuses(put({"name": 1}), f"{where} wrong type Thing.name")
        self.refuses(put({}) | {"request_body": ""}, f"{where} no body")
        self.refuses(put({}) | {"request_body": "{"}, f"{where} body: not JSON")
        self.refuses(put({"name": "b"}) | {"request_headers": {}}, f"{where} content type missing, not application/json")
        self.refuses(get(request_body="{}"), "request GET /rest/api/3/thing/{id}: a body where there is none")

    def test_headers(self):
        self.refuses(get(path="/rest/api/3/trial", query=""),
                     "request GET /rest/api/3/trial: experimental, without X-ExperimentalApi: opt-in")
        upload = put({}) | {"method": "POST", "path": "/rest/api/3/thing/7/file"}
        multipart = {"content-type": "multipart/form-data; boundary=b"}
        self.passes(upload | {"request_headers": multipart | {"x-atlassian-token": "no-check"}})
        self.refuses(upload | {"request_headers": multipart},
                     "request POST /rest/api/3/thing/{id}/file: multipart, without X-Atlassian-Token: no-check")

    def test_the_gateways_paths_are_the_sites(self):
        through = {"path": "/ex/jira/0a1b/rest/api/3/thing/7"}
        self.passes(get(**through))
        self.refuses(get(thing(colour="red"), **through),
                     "answer GET /rest/api/3/thing/{id} 200: unknown property Thing.colour")

    def test_a_call_made_for_its_answer_may_be_wrong_but_not_its_answer(self):
        wrong = {"request_headers": {"x-contract-answer-only": "1"}, "query": "nonsense=1"}
        self.passes(get(**wrong))
        self.refuses(get(thing(colour="red"), **wrong),
                     "answer GET /rest/api/3/thing/{id} 200: unknown property Thing.colour")
        self.refuses(get(path="/rest/api/3/thin/7", **wrong), "answer GET /rest/api/3/thin/7: 200 for no operation")

    def test_calls_outside_the_documents(self):
        hook = {"path": "/rest/webhooks/1.0/webhook", "query": ""}
        self.passes(get([{"name": "a", "url": "https://a.example"}], **hook))
        self.refuses(get([{"nam": "a"}], **hook), "answer GET /rest/webhooks/1.0/webhook: unknown property nam")
        self.refuses(get({"name": "a"}, **hook) | {"method": "POST", "request_body": '{"nam": "a"}'},
                     "request POST /rest/webhooks/1.0/webhook: unknown property nam")

    def test_an_exception_lets_a_member_pass_and_has_to_be_needed(self):
        self.allow({"Thing.colour": "why"})
        sources = ("--require-coverage", self.directory.name)
        self.assertEqual(self.run_on(get(thing(colour="red")), more=sources)[0], 0)
        status, output = self.run_on(get(), more=sources)
        self.assertEqual(status, 1)
        self.assertIn("exception Thing.colour in allowed.py: no answer needs it | why", output)

    # --- the whole --------------------------------------------------------------------------------

    def test_kinds_are_counted(self):
        _, output = self.run_on(get(thing(colour="red")), get(thing(colour="blue")))
        self.assertIn("2 x answer GET", output)
        self.assertIn("record.jsonl:1 GET /rest/api/3/thing/7", output)

    def test_an_empty_record_is_no_success(self):
        self.assertEqual(self.run_on()[0], 1)

    def test_coverage(self):
        sources = pathlib.Path(self.directory.name) / "jira"
        sources.mkdir()
        self.allow({})
        (sources / "client.cpp").write_text('ask("GET thing"); send("PUT thing");', encoding="utf-8")
        more = ("--require-coverage", sources)
        status, output = self.run_on(get(), more=more)
        self.assertEqual(status, 1)
        self.assertIn("not exercised: PUT thing", output)
        self.assertNotIn("not exercised: GET thing", output)
        self.assertEqual(self.run_on(get(), put({"name": "b"}), more=more)[0], 0)
        other = get(path="/rest/api/3/other/thing", query="", response_body="{}")
        self.assertIn("not exercised: GET thing", self.run_on(put({"name": "b"}), other, more=more)[1])
        only_looked_at = put({"name": "b"}) | {"request_headers": {"x-contract-answer-only": "1"}}
        self.assertEqual(self.run_on(get(), only_looked_at, more=more)[0], 1)


if __name__ == "__main__":
    unittest.main()
