#include "tests/contract/openapi/looks.hpp"

#include <stdexcept>

#include "base/bytes.hpp"
#include "connector/http/outbound.hpp"

namespace tests {
namespace {

const std::string kPlatform = "/rest/api/3";
const std::string kDesk = "/rest/servicedeskapi";
const std::string kWebhooks = "/rest/webhooks/1.0/webhook";

struct Look {
    std::string method;
    std::string target;
    std::string body{};
    std::string content_type = "application/json";
};

constexpr const char* kForm = "multipart/form-data; boundary=edge";
constexpr const char* kFile =
    "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
    "Content-Type: text/plain\r\n\r\nwords\r\n--edge--\r\n";

/// A client of the site with the header that tells the validator to look away from the request.
class Looker {
public:
    explicit Looker(const std::string& origin)
        : origin_(origin), transport_({.allowed_origins = {origin}}, log_) {}

    /// `credential`: "address:token"; empty: none.
    void look(const Look& look, const std::string& credential) {
        base::HttpRequest request{
            .method = look.method,
            .url = origin_ + look.target,
            .headers = {{"Accept", "application/json"}, {"X-Contract-Answer-Only", "1"}},
            .body = look.body};
        if (!look.body.empty()) request.headers.push_back({"Content-Type", look.content_type});
        if (look.content_type == kForm)
            request.headers.push_back({"X-Atlassian-Token", "no-check"});
        if (!credential.empty()) {
            const std::string pair = base::to_base64(base::as_bytes(credential));
            request.headers.push_back({"Authorization", "Basic " + pair});
        }
        if (const auto answer = transport_.send(request); !answer)
            throw std::runtime_error(look.target + ": " + answer.error().message);
    }

private:
    RecordingLog log_;
    std::string origin_;
    connector::http::Outbound transport_;
};

std::vector<Look> of_the_platform() {
    const std::string search = kPlatform + "/search/jql";
    const std::string bulk = kPlatform + "/issue/bulkfetch";
    return {
        {"GET", kPlatform + "/myself"},
        {"GET", kPlatform + "/serverInfo"},
        {"GET", kPlatform + "/mypermissions?permissions=ADMINISTER,SERVICEDESK_AGENT"},
        {"GET", kPlatform + "/mypermissions?permissions=LAUNCH_ROCKETS"},
        {"GET", kPlatform + "/mypermissions"},
        {"GET", kPlatform + "/field"},
        {"GET", kPlatform + "/user?accountId=nobody"},
        {"GET", kPlatform + "/user/search?query=alice"},
        {"GET", kPlatform + "/user/search"},
        {"GET", kPlatform + "/issue/10001"},
        {"GET", kPlatform + "/issue/NOPE-1"},
        {"GET", kPlatform + "/issue/10001/comment"},
        {"GET", kPlatform + "/issue/10001/comment?orderBy=author"},
        {"GET", kPlatform + "/issue/10001/comment?maxResults=x"},
        {"GET", kPlatform + "/issue/10001/no-such-thing"},
        {"PUT", kPlatform + "/comment/20001/properties/mark", R"({"a":1})"},
        {"PUT", kPlatform + "/comment/20001/properties/mark", "{"},
        {"GET", kPlatform + "/comment/20001/properties/mark"},
        {"GET", kPlatform + "/comment/20001/properties/none"},
        {"GET", kPlatform + "/search?jql=project=SUP"},
        {"DELETE", search},
        {"GET", search + "?jql=project=SUP&fields=*all&maxResults=5"},
        {"POST", search, R"({"jql":"project = SUP","fields":["*all"],"maxResults":200})"},
        {"POST", search, R"({"jql":"project = SUP"})"},
        {"POST", search, R"({"jql":"project = SUP","colour":1})"},
        {"POST", search, R"({"jql":"order by key"})"},
        {"POST", search, R"({"jql":"project = SUP AND"})"},
        {"POST", search, R"({"jql":"project = SUP","nextPageToken":"garbage"})"},
        {"POST", search, R"({"jql":"project = SUP","maxResults":6000})"},
        {"POST", search, "not json"},
        {"POST", bulk, R"({"issueIdsOrKeys":["10001","10151"],"fields":["*all"]})"},
        {"POST", kPlatform + "/issue/10001/attachments", kFile, kForm},
        {"POST", kPlatform + "/issue/NOPE-1/attachments", kFile, kForm},
        {"GET", kPlatform + "/attachment/thumbnail/99999"},
        {"POST", bulk, R"({"issueIdsOrKeys":[]})"},
        {"POST", bulk, "not json"}};
}

std::vector<Look> of_the_desk() {
    const std::string desk = kDesk + "/servicedesk/1";
    const std::string request = kDesk + "/request/10001";
    return {
        {"GET", kDesk + "/info"},
        {"GET", kDesk + "/servicedesk"},
        {"GET", desk},
        {"GET", kDesk + "/servicedesk/99"},
        {"GET", desk + "/customer"},
        {"GET", desk + "/requesttype"},
        {"GET", desk + "/requesttype/1"},
        {"GET", desk + "/requesttype/99"},
        {"GET", desk + "/requesttype/1/field"},
        {"POST", desk + "/customer", R"({"accountIds":["nobody"]})"},
        {"POST", kDesk + "/customer", R"({"email":"new@customer.example","displayName":"New"})"},
        {"POST", kDesk + "/customer", R"({"email":"new@customer.example","displayName":"New"})"},
        {"POST",
         kDesk + "/customer?strictConflictStatusCode=true",
         R"({"email":"new@customer.example","displayName":"New"})"},
        {"POST", kDesk + "/customer", R"({"email":"nobody"})"},
        {"POST",
         kDesk + "/request",
         R"({"serviceDeskId":"1","requestTypeId":"2","requestFieldValues":{"summary":"Ours"}})"},
        {"POST", kDesk + "/request", R"({"serviceDeskId":"1"})"},
        {"GET", request + "?expand=serviceDesk,requestType,participant,status,comment"},
        {"GET", kDesk + "/request/NOPE-1"},
        {"POST", request + "/comment", R"({"body":"By hand.","public":true})"},
        {"POST", request + "/comment", R"({"body":"By hand."})"},
        {"POST", kDesk + "/request/NOPE-1/comment", R"({"body":"x","public":true})"},
        {"GET", request + "/comment"},
        {"GET", request + "/comment?limit=x"},
        {"GET", kDesk + "/request/10151/comment/20001"},
        {"GET", request + "/comment/99999"},
        {"POST", desk + "/attachTemporaryFile", kFile, kForm},
        {"POST", desk + "/attachTemporaryFile", "--edge--", kForm},
        {"POST", kDesk + "/servicedesk/99/attachTemporaryFile", kFile, kForm},
        // The first id that the simulated site gives.
        {"POST",
         request + "/attachment",
         R"({"temporaryAttachmentIds":["temp4786350052001"],"public":true})"},
        {"POST", request + "/attachment", R"({"temporaryAttachmentIds":["temp1"],"public":true})"},
        {"POST", request + "/attachment", R"({"temporaryAttachmentIds":["temp1"]})"},
        {"GET", request + "/attachment"},
        {"GET", kDesk + "/request/NOPE-1/attachment"},
        {"GET", request + "/status"},
        {"GET", request + "/transition"},
        {"POST", request + "/transition", R"({"id":"999"})"}};
}

std::vector<Look> outside_the_documents() {
    const std::string security = "/rest/servicedesk/1/servicedesk/SUP/settings/requestsecurity";
    return {
        {"GET", "/_edge/tenant_info"},
        {"GET", security},
        {"POST", security, R"({"serviceDeskOpenAccess":true})"},
        {"GET", kWebhooks},
        {"GET", kWebhooks + "/999"}};
}

}  // namespace

void look_at_every_answer(Stage& stage) {
    Looker looker(stage.jira().origin());
    const std::vector<std::string> credentials{
        "bot@acme.example:demo-token", "bot@acme.example:x", ""};
    for (const std::string& credential : credentials) {
        for (const auto& looks : {of_the_platform(), of_the_desk(), outside_the_documents()}) {
            for (const Look& each : looks) looker.look(each, credential);
        }
    }
}

void look_at_articles(Stage& stage) {
    Looker looker(stage.jira().origin());
    const std::string of_desk = kDesk + "/servicedesk/1/knowledgebase/article";
    const std::string of_all = kDesk + "/knowledgebase/article";
    for (const bool is_open : {true, false}) {
        stage.jira().set({{"is_open", is_open}});
        for (const std::string credential :
             {"replies@acme.example:customer-token", "bot@acme.example:demo-token", ""}) {
            for (const std::string& path : {of_desk, of_all}) {
                looker.look({"GET", path + "?query=toner&highlight=true"}, credential);
                looker.look({"GET", path + "?query=toner&highlight=false&cursor=none"}, credential);
                looker.look({"GET", path}, credential);
            }
            looker.look(
                {"GET", kDesk + "/servicedesk/9/knowledgebase/article?query=x"}, credential
            );
            looker.look({"GET", kDesk + "/servicedesk/1"}, credential);
            looker.look({"GET", kPlatform + "/myself"}, credential);
        }
    }
}

}  // namespace tests
