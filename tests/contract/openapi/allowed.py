"""What the documents don't say, by name and with the reason. Everything else is a violation.

"recorded" is fixtures/payloads/http-recorded-answers.json: answers of the real service.
"""

# --- statuses that the operation does not declare -------------------------------------------------

# They come from what stands before an operation: the edge, the gateway.
STATUSES = {
    401: "wrong or missing credentials stop any call; some operations declare no 401",
    429: "rate limits: 'Rate limiting' in the platform's documentation, for every operation",
    500: "trouble inside Jira",
    502: "trouble at the edge",
    503: "maintenance and trouble at the edge",
    504: "trouble at the edge",
}

# The framework's, as application/problem+json only.
PROBLEM_STATUSES = {
    400: "a parameter of the wrong type: recorded",
    405: "a method that a path does not have: recorded, with Allow",
    415: "a body that does not say it is JSON",
}

# (operation, status)
STATUSES_OF = {
    ("GET /rest/api/3/search", 410): "recorded: the removed search, CHANGE-2046",
    ("POST /rest/api/3/search", 410): "recorded of GET: the removed search, CHANGE-2046",
    ("GET /rest/api/3/myself", 403): "a guess: somebody without a licence asks who they are",
}

# --- bodies of errors -----------------------------------------------------------------------------

# Where a document names no body for an error, it is its family's.
ERROR_BODY = {"platform": "ErrorCollection", "desk": "ErrorResponse"}

# RFC 7807, recorded for 400, 404 and 405 of the framework.
PROBLEM = {
    "type": "object",
    "x-name": "problem",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": False,
}

# 401 is answered before an operation sees the call, so in neither family's form. A guess from
# public issue threads: no recording exists.
UNAUTHENTICATED = {
    "type": "object",
    "x-name": "unauthenticated",
    "properties": {"message": {"type": "string"}, "status-code": {"const": 401}},
    "required": ["message", "status-code"],
    "additionalProperties": False,
}

# --- members --------------------------------------------------------------------------------------

# "Schema.member" -> why an answer may have it although the document does not know it.
MEMBERS = {
    "ServerInformation.defaultLocale": "in public recordings of the operation, not in its schema",
    "SourceDTO.pageId": "in the example of the operation, not in its schema, which is open",
    "SourceDTO.spaceKey": "in the example of the operation, not in its schema, which is open",
    "PageOfComments.self": "in `fields.comment` of public recordings of Cloud sites, v2 and v3",
}

# Schema -> members that the documents leave optional, though every recorded answer and every
# example has them, and the connector leans on them.
PAGE = ["_links", "isLastPage", "limit", "size", "start", "values"]
RELIED_UPON = {
    "ErrorCollection": ["errorMessages"],
    "ErrorResponse": ["errorMessage"],
    "SearchAndReconcileResults": ["isLast", "issues"],
    "BulkIssueResults": ["issues"],
    "IssueBean": ["id"],
    "PageOfComments": ["comments", "maxResults", "startAt", "total"],
    "Comment": ["author", "body", "created", "id", "jsdPublic", "self", "updated"],
    "User": ["accountId", "accountType", "active", "displayName"],
    "UserDetails": ["accountId", "accountType", "active", "displayName"],
    "SimpleListWrapperApplicationRole": ["items", "size"],
    "SimpleListWrapperGroupName": ["items", "size"],
    "UserPermission": ["havePermission"],
    "FieldDetails": ["custom", "id", "name"],
    "ServerInformation": ["baseUrl", "deploymentType"],
    "PagedDTOServiceDeskDTO": PAGE,
    "PagedDTORequestTypeDTO": PAGE,
    "PagedDTOUserDTO": PAGE,
    "PagedDTOCommentDTO": PAGE,
    "PagedDTOCustomerRequestStatusDTO": PAGE,
    "PagedDTOCustomerTransitionDTO": PAGE,
    "PagedDTOAttachmentDTO": PAGE,
    "PagedDTOOrganizationDTO": PAGE,
    "PagedDTOArticleDTO": PAGE,
    "ArticleDTO": ["content", "excerpt", "source", "title"],
    "CustomerRequestDTO": ["issueId", "issueKey", "requestTypeId", "serviceDeskId"],
    "UserDTO": ["accountId", "displayName"],
    "CommentDTO": ["author", "body", "created", "id", "public"],
    "CommentCreateDTO": ["body", "public"],  # 400 without `public`
}


def _ref(family, name):
    return {"$ref": f"#/{family}/{name}"}


def _or_null(schema):
    return {"anyOf": [schema, {"type": "null"}]}


# IssueBean.fields is open: what a site's fields hold. These are the members that the connector
# reads, by the schemas that the documents have for them; all others are free.
ISSUE_FIELDS = {
    "summary": {"type": "string", "x-name": "fields.summary"},
    "description": {
        "type": ["object", "null"], "x-name": "fields.description",
        "properties": {"type": {"const": "doc"}, "version": {"const": 1}, "content": {}},
        "required": ["type", "version", "content"],
    },
    "created": {"type": "string", "format": "date-time", "x-name": "fields.created"},
    "updated": {"type": "string", "format": "date-time", "x-name": "fields.updated"},
    "status": _ref("platform", "StatusDetails"),
    "project": _ref("platform", "ProjectDetails"),
    "issuetype": _ref("platform", "IssueTypeDetails"),
    "priority": _or_null(_ref("platform", "Priority")),
    "reporter": _or_null(_ref("platform", "UserDetails")),
    "creator": _or_null(_ref("platform", "UserDetails")),
    "assignee": _or_null(_ref("platform", "UserDetails")),
    "comment": _ref("platform", "PageOfComments"),
    # com.atlassian.servicedesk:vp-origin of the simulated site.
    "customfield_10010": {
        "type": ["object", "null"], "x-name": "request type field",
        "properties": {
            "_links": _ref("desk", "CustomerRequestLinkDTO"),
            "requestType": _ref("desk", "RequestTypeDTO"),
            "currentStatus": _ref("desk", "CustomerRequestStatusDTO"),
        },
        "required": ["requestType", "currentStatus"],
        "additionalProperties": False,
    },
}

# --- calls outside the documents ------------------------------------------------------------------


class Internal:
    """A call that no document has, the source that shows it, and the members seen there."""

    def __init__(self, operation, source, request=(), answer=None):
        self.operation = operation
        self.method, self.template = operation.split(" ")
        self.source = source
        self.request = set(request)
        self.answer = None if answer is None else set(answer)


_SALTO = "salto-io/salto, packages/jira-adapter"

_SECURITY = "/rest/servicedesk/1/servicedesk/{projectKey}/settings/requestsecurity"
_SECURITY_SOURCE = _SALTO + ", filters/project.ts; stakater/jira-service-desk-operator"
_SECURITY_BODY = [
    "autocompleteEnabled", "manageEnabled", "serviceDeskOpenAccess", "serviceDeskPublicSignup"]
_SECURITY_ANSWER = _SECURITY_BODY + [
    "id", "globalPublicSignup", "globalAnonymousAccess", "canAdministerJIRA",
    "customerRoleMisconfigured", "anonymousAccessLinkedConfluenceSpace",
    "unlicensedAccessLinkedConfluenceSpace", "projectName", "emailAddress", "portalUrl", "portalId",
    "_links"]

_WEBHOOK = "/rest/webhooks/1.0/webhook"
_WEBHOOK_SOURCE = "Atlassian, 'Webhooks' of the platform; " + _SALTO + ", filters/webhook"
_WEBHOOK_KEPT = ["name", "description", "url", "events", "filters", "excludeBody", "enabled"]
_WEBHOOK_BODY = _WEBHOOK_KEPT + ["secret"]
_WEBHOOK_ANSWER = _WEBHOOK_KEPT + [
    "self", "isSigned", "lastUpdated", "lastUpdatedUser", "lastUpdatedDisplayName"]

_OAUTH = "Atlassian, 'OAuth 2.0 (3LO) apps'"
_OAUTH_BODY = [
    "grant_type", "client_id", "client_secret", "refresh_token", "code", "redirect_uri"]
_OAUTH_ANSWER = ["access_token", "refresh_token", "expires_in", "scope", "token_type"]

INTERNAL = [
    Internal("GET /_edge/tenant_info", _SALTO + ", client/cloud_id.ts", answer=["cloudId"]),
    Internal(f"GET {_SECURITY}", _SECURITY_SOURCE, answer=_SECURITY_ANSWER),
    Internal(f"POST {_SECURITY}", _SECURITY_SOURCE, _SECURITY_BODY, _SECURITY_ANSWER),
    Internal(f"GET {_WEBHOOK}", _WEBHOOK_SOURCE, answer=_WEBHOOK_ANSWER),
    Internal(f"POST {_WEBHOOK}", _WEBHOOK_SOURCE, _WEBHOOK_BODY, _WEBHOOK_ANSWER),
    Internal(f"GET {_WEBHOOK}/{{id}}", _WEBHOOK_SOURCE, answer=_WEBHOOK_ANSWER),
    Internal(f"PUT {_WEBHOOK}/{{id}}", _WEBHOOK_SOURCE, _WEBHOOK_BODY, _WEBHOOK_ANSWER),
    Internal(f"DELETE {_WEBHOOK}/{{id}}", _WEBHOOK_SOURCE),
    Internal(
        "POST /rest/servicedesk/1/customer/models",
        "the portal page's own call, as public tools send it", ["models", "options"]),
    Internal("POST /oauth/token", _OAUTH, _OAUTH_BODY, _OAUTH_ANSWER),
    Internal(
        "GET /oauth/token/accessible-resources", _OAUTH,
        answer=["id", "url", "name", "scopes", "avatarUrl"]),
]

# --- coverage -------------------------------------------------------------------------------------

# "METHOD short/name" of a call in jira/ -> why the walk does not make it.
_DOWNLOAD = "AttachmentsOfARequest fetches files; the documents say nothing of their bytes"
_REPLIES = "ReplyAccount posts as a customer; the walk posts as the connector's account"
_AUTH = "SiteAuth signs in through the gateway; the walk uses a token of the site"
_FILES = "ReplyWithFile posts files (tests/integration/reply_files_test.cpp); looks.cpp has the shapes"
_DATA_CENTER = "of Jira Data Center, which these documents are not about: tests/integration/datacenter_test.cpp"

NOT_EXERCISED = {
    "GET comment/properties": _DATA_CENTER,
    "GET issue": _DATA_CENTER,
    "GET request/comment": _DATA_CENTER,
    "POST search": _DATA_CENTER,
    "GET attachment/content": _DOWNLOAD,
    "GET knowledgebase/article/view": "a page, no JSON: tests/integration/help_articles_test.cpp",
    "GET organization/user": "DirectoryMirror reads members; the walk's desk has no organization",
    "GET tenant_info": _AUTH,
    "POST oauth/token": _AUTH,
    "POST request/attachment": _FILES,
    "POST request/comment": _REPLIES,
    "POST request/participant": _REPLIES,
    "POST servicedesk/attachTemporaryFile": _FILES,
    "PUT comment/properties": _REPLIES,
}
