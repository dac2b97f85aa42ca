#include "jira/call_meter.hpp"

#include "base/text.hpp"

namespace jira {

base::Result<base::HttpResponse> CallMeter::send(const base::HttpRequest& request) {
    ++calls_;
    auto answer = next_.send(request);
    if (!answer) return answer;
    const auto left = base::parse_int(answer->header("X-RateLimit-Remaining"));
    if (left && *left >= 0) left_ = *left;
    return answer;
}

std::optional<std::int64_t> CallMeter::left() const {
    const std::int64_t left = left_;
    return left == kUnknown ? std::nullopt : std::optional(left);
}

}  // namespace jira
