#include "jira/enclosure.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "jira/answer.hpp"
#include "jira/json_fields.hpp"
#include "jira/posting.hpp"
#include "jira/wiki.hpp"

namespace jira {
namespace {

/// From the first byte to the answer; ten megabytes at 100 kB/s.
constexpr base::milliseconds kUploadDeadline{120'000};

/// One that is not in the bytes: it is made of their hash.
std::string boundary_for(std::string_view bytes) {
    return "jsm-" + base::to_hex(base::sha256(base::as_bytes(bytes)));
}

base::HttpRequest upload_request(
    Caller& caller, const std::string& desk, const Enclosure::File& file, std::string_view bytes
) {
    const std::string boundary = boundary_for(bytes);
    base::HttpRequest post = caller.prepare(
        "POST", fmt::format("/rest/servicedeskapi/servicedesk/{}/attachTemporaryFile", desk)
    );
    post.headers.push_back({"Content-Type", "multipart/form-data; boundary=" + boundary});
    // Jira takes forms from nobody who does not say so.
    post.headers.push_back({"X-Atlassian-Token", "no-check"});
    post.headers.push_back({"X-ExperimentalApi", "opt-in"});
    post.deadline = kUploadDeadline;
    post.body = fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n"
        "Content-Type: {}\r\n\r\n",
        boundary,
        file.name,
        file.media_type
    );
    post.body.append(bytes).append("\r\n--").append(boundary).append("--\r\n");
    return post;
}

base::Result<std::string> upload(
    Caller& caller, const std::string& desk, const Enclosure::File& file
) {
    constexpr std::string_view kCall = "POST servicedesk/attachTemporaryFile";
    const auto bytes = file.read();
    if (!bytes) return base::fail(bytes);
    const auto answer = caller.ask(kCall, upload_request(caller, desk, file, *bytes));
    if (!answer) return base::fail(answer);
    const Json* kept = member(*answer, "temporaryAttachments");
    const bool is_one = kept != nullptr && kept->is_array() && kept->size() == 1;
    const auto id = is_one ? text_member(kept->front(), "temporaryAttachmentId") : std::nullopt;
    if (!id) {
        return base::fail(base::ErrorKind::Unavailable, fmt::format("{}: no id in it", kCall));
    }
    return std::string(*id);
}

}  // namespace

base::Result<base::CommentId> post_with_files(
    Caller& caller,
    const std::string& desk,
    base::RequestId request,
    std::string_view text,
    const Enclosure& enclosure,
    base::Time now
) {
    Json body;
    body["temporaryAttachmentIds"] = Json::array();
    for (const Enclosure::File& file : enclosure.files) {
        auto id = upload(caller, desk, file);
        if (!id) return base::fail(id);
        body["temporaryAttachmentIds"].push_back(*std::move(id));
    }
    body["public"] = true;
    body["additionalComment"]["body"] = escape_wiki(text);
    base::HttpRequest post = caller.prepare(
        "POST", fmt::format("/rest/servicedeskapi/request/{}/attachment", request.value()), body
    );
    post.headers.push_back({"X-ExperimentalApi", "opt-in"});
    return post_comment(caller, "POST request/attachment", post, now);
}

}  // namespace jira
