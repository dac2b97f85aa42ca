#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/log.hpp"
#include "jira/answer.hpp"
#include "jira/issue_reader.hpp"
#include "jira/json_fields.hpp"

namespace {

class NoLog final : public base::Log {
public:
    void write(base::Level, std::string_view, std::initializer_list<base::Field>) noexcept
        override {}
};

/// Every comment that is let through must be public by its own words.
bool only_public_came_through(const jira::Json& issue, const jira::ReadIssue& read) {
    std::size_t is_public = 0;
    for (const jira::Json& comment : issue.at("fields").at("comment").at("comments")) {
        const jira::Json* flag = jira::member(comment, "jsdPublic");
        if (flag != nullptr && flag->dump() == "true") ++is_public;
    }
    return read.request.comments.size() <= is_public;
}

}  // namespace

/// The first bytes choose status and headers, the rest is the body: an answer, and an issue.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string body(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::string header = body.substr(0, 40);
    const base::HttpResponse answer{
        100 + data[0] * 2,
        {{"Content-Type", data[1] % 2 == 0 ? "application/json" : header},
         {"Retry-After", header},
         {"X-RateLimit-Reset", header},
         {"Atl-Traceid", header}},
        body};
    const auto json = jira::read_answer("GET x", answer, {});
    if (!json) return 0;

    NoLog log;
    const jira::RequestFields fields{.types = {"customfield_10010"}};
    (void)jira::find_request_fields(*json);
    const auto read = jira::read_issue(*json, fields, log);
    if (!read || !*read || !(*read)->has_all_comments) return 0;
    if (!only_public_came_through(*json, **read)) std::abort();
    return 0;
}
