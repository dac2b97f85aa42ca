#include "jira/attachment_source.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jira/answer.hpp"

namespace jira {
namespace {

constexpr std::string_view kCall = "GET attachment/content";
/// Of an answer that explains why there is no file.
constexpr std::size_t kMaxExplanation = 64U << 10U;

}  // namespace

std::string cloud_file_path(base::AttachmentId id) {
    return fmt::format("/rest/api/3/attachment/content/{}?redirect=false", id.value());
}

std::string datacenter_file_path(base::AttachmentId id) {
    return fmt::format("/secure/attachment/{}/file", id.value());
}

AttachmentSource::AttachmentSource(
    RestSettings settings, base::HttpTransport& transport, base::Clock& clock, FilePath path
)
    : caller_(std::move(settings), transport, clock),
      transport_(transport),
      clock_(clock),
      path_(path) {}

base::Result<base::HttpStream> AttachmentSource::open(base::AttachmentId id) {
    base::HttpRequest request = caller_.prepare("GET", path_(id));
    for (base::HttpHeader& header : request.headers) {
        if (header.name == "Accept") header.value = "*/*";
    }
    request.deadline = kDeadline;
    request.max_answer_bytes = kMaxBytes;
    auto stream = transport_.open(request);
    if (!stream) return base::fail(stream);
    if (stream->head.status == 200) return stream;

    // Not the file: what Jira says instead tells which error it is.
    base::HttpResponse& answer = stream->head;
    while (answer.body.size() < kMaxExplanation) {
        const auto piece = stream->body->read();
        if (!piece || piece->empty()) break;
        answer.body += *piece;
    }
    const auto read = read_answer(kCall, answer, clock_.now());
    if (!read) return base::fail(read);
    return base::fail(base::ErrorKind::Rejected, fmt::format("{}: {}", kCall, answer.status));
}

}  // namespace jira
