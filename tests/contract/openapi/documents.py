"""Atlassian's OpenAPI documents: operations by method and path, and their schemas as JSON Schema.

OpenAPI 3.0 is nearly JSON Schema; `convert` does the rest: `nullable`, and properties that only one
direction has. An object that names its properties is closed in both directions, whether the
document says so or not: a member that the document does not know is a mistake, of the connector's
or of the simulated site's, or a fact for allowed.py. Works with python3-jsonschema 4.10 and later.
"""

import json
import pathlib
import re
import uuid
from datetime import datetime
from urllib.parse import unquote, urlsplit

import jsonschema

import allowed

# As Atlassian names them, or cut down to what the connector may call.
FILES = {
    "desk": ["jira-service-desk.v3.json", "swagger.v3.json"],
    "platform": ["jira-platform-v3.trimmed.json", "swagger-v3.v3.json"],
}
METHODS = ("get", "put", "post", "delete", "patch")

KEPT = {"type", "enum", "format", "required", "minLength", "maxLength", "minimum", "maximum",
        "minItems", "maxItems", "uniqueItems", "pattern"}
IGNORED = {"description", "example", "default", "title", "xml", "readOnly", "writeOnly",
           "deprecated", "nullable", "externalDocs", "discriminator"}


class Operation:
    """One method of one path template."""

    def __init__(self, family, method, template, definition):
        self.family = family
        self.method = method
        self.template = template
        self.segments = template.split("/")
        self.definition = definition

    def __str__(self):
        return f"{self.method} {self.template}"

    def parameters(self, place):
        return {p["name"]: p for p in self.definition.get("parameters", []) if p["in"] == place}

    def path_values(self, path):
        """Name -> decoded segment; None when the path is another's."""
        segments = path.split("/")
        if len(segments) != len(self.segments):
            return None
        values = {}
        for wanted, segment in zip(self.segments, segments):
            if wanted.startswith("{"):
                if not segment:
                    return None
                values[wanted[1:-1]] = unquote(segment)
            elif wanted != unquote(segment):
                return None
        return values


class Documents:
    def __init__(self, directory):
        self.operations = []
        self._components = {}
        self._converted = {}
        for family, names in FILES.items():
            document = json.loads(first_of(directory, names).read_text(encoding="utf-8"))
            self._read_operations(family, document)
            self._components[family] = document["components"]["schemas"]

    def _read_operations(self, family, document):
        for template, methods in document["paths"].items():
            shared = methods.get("parameters", [])
            for method in METHODS:
                if method in methods:
                    definition = dict(methods[method])
                    definition["parameters"] = shared + definition.get("parameters", [])
                    self.operations.append(
                        Operation(family, method.upper(), template, definition))

    def _component(self, direction, family, name):
        key = direction, family, name
        if key not in self._converted:
            schema = convert(self._components[family][name], name, family, direction)
            more = allowed.RELIED_UPON.get(name, [])
            if more and direction == "answer":
                schema["required"] = sorted(set(schema.get("required", [])) | set(more))
            if name == "IssueBean" and direction == "answer":
                schema["properties"]["fields"]["properties"] = allowed.ISSUE_FIELDS
            self._converted[key] = schema
        return self._converted[key]

    def _with_components(self, schema, direction):
        """A schema that holds all that `schema` refers to."""
        root = {family: {} for family in FILES}
        waiting = list(references_in(schema))
        while waiting:
            _, family, name = waiting.pop().split("/")
            if name not in root[family]:
                root[family][name] = self._component(direction, family, name)
                waiting.extend(references_in(root[family][name]))
        return {**root, "schema": schema, "$ref": "#/schema"}

    def at(self, path):
        """The operations of a path: those of the template that is literal where others are not."""
        fitting = [o for o in self.operations if o.path_values(path) is not None]
        if not fitting:
            return []
        best = min([s.startswith("{") for s in o.segments] for o in fitting)
        return [o for o in fitting if [s.startswith("{") for s in o.segments] == best]

    def errors(self, family, direction, node, name, instance):
        """What is wrong with a value of that schema node: (what, rule, the example)."""
        schema = convert(node, name, family, direction)
        yield from self.errors_by(schema, instance, direction)

    def errors_by(self, schema, instance, direction="answer"):
        """The same by a JSON Schema."""
        root = self._with_components(schema, direction)
        validator = jsonschema.Draft202012Validator(root, format_checker=FORMATS)
        for error in validator.iter_errors(instance):
            yield from explain(error)


def first_of(directory, names):
    """Throws FileNotFoundError when there is none of them."""
    paths = [pathlib.Path(directory) / name for name in names]
    return next((path for path in paths if path.exists()), paths[0])


def references_in(schema):
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for value in schema.values():
            yield from references_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references_in(value)


def convert(node, name, family, direction):
    """The JSON Schema of an OpenAPI 3.0 schema. Throws ValueError for what it does not know."""
    if "$ref" in node:
        return {"$ref": f"#/{family}/{node['$ref'].rsplit('/', 1)[1]}"}
    schema = {"x-name": name}

    def inner(child, suffix):
        return convert(child, name + suffix, family, direction)

    for keyword, value in node.items():
        if keyword in KEPT:
            schema[keyword] = value
        elif keyword == "properties":
            schema[keyword] = {
                key: inner(child, "." + key) for key, child in value.items()
                if not (direction == "request" and child.get("readOnly"))}
        elif keyword == "items":
            schema[keyword] = inner(value, "[]")
        elif keyword == "additionalProperties":
            schema[keyword] = inner(value, ".*") if isinstance(value, dict) else value
        elif keyword in ("allOf", "anyOf", "oneOf"):
            if keyword == "allOf" and len(value) > 1:
                raise ValueError(f"{name}: allOf of several can't be closed")
            schema[keyword] = [inner(child, "") for child in value]
        elif keyword not in IGNORED and not keyword.startswith("x-"):
            raise ValueError(f"{name}: the keyword {keyword} is not known")
    if "properties" in schema and not isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = False
    return nullable(schema) if node.get("nullable") else schema


def nullable(schema):
    if "type" in schema:
        schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = schema["enum"] + [None]
    if "allOf" in schema:
        schema["anyOf"] = schema.pop("allOf") + [{"type": "null"}]
    return schema


def explain(error):
    name = error.schema.get("x-name", "?")
    if error.validator == "additionalProperties" and error.validator_value is False:
        for extra in sorted(set(error.instance) - set(error.schema.get("properties", {}))):
            yield f"{name}.{extra}", "unknown property", error.instance[extra]
    elif error.validator == "required":
        yield f"{name}.{error.message.split(chr(39))[1]}", "missing property", error.instance
    elif error.validator in ("anyOf", "oneOf") and error.context:
        for inner in error.context:
            yield from explain(inner)
    else:
        yield name, f"wrong {error.validator}", error.instance


FORMATS = jsonschema.FormatChecker(formats=())


def text_format(name):
    """Registers a check of texts; other types are the keyword `type`'s business."""
    def register(check):
        FORMATS.checks(name, raises=ValueError)(
            lambda value: not isinstance(value, str) or check(value))
        return check
    return register


@text_format("date-time")
def is_date_time(text):
    """RFC 3339, or with the offset as every recorded answer has it: "+0000"."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)", text):
        return False
    return bool(datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


@text_format("date")
def is_date(text):
    return bool(datetime.strptime(text, "%Y-%m-%d"))


@text_format("uuid")
def is_uuid(text):
    return bool(uuid.UUID(text))


@text_format("uri")
@text_format("url")
def is_uri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and " " not in text


def is_within(bits):
    limit = 1 << (bits - 1)
    return lambda value: (
        not isinstance(value, int) or isinstance(value, bool) or -limit <= value < limit)


FORMATS.checks("int32")(is_within(32))
FORMATS.checks("int64")(is_within(64))
