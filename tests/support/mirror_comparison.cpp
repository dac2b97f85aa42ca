#include "tests/support/mirror_comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace tests {

using nlohmann::json;

json rows(const Stage& stage, const std::string& select) {
    const auto answer = run_process({"sqlite3", "-json", stage.file("connector.db"), select});
    if (answer.exit_code != 0) throw std::runtime_error(answer.output);
    return answer.output.empty() ? json::array() : json::parse(answer.output);
}

json mirror_of(const Stage& stage) {
    json requests = json::object();
    const json found = rows(
        stage,
        "select r.id, r.key, r.summary, r.description_html, r.status, r.created_at, r.updated_at, "
        "c.address from requests r left join contacts c on c.id = r.reporter_id "
        "where r.withdrawn_at is null"
    );
    for (const json& row : found) {
        requests[std::to_string(row["id"].get<std::int64_t>())] = {
            {"key", row["key"]},
            {"summary", row["summary"]},
            {"description", row["description_html"]},
            {"status", row["status"]},
            {"reporter", row["address"]},
            {"updated", row["updated_at"]},
            {"comments", json::object()}};
    }
    for (const json& row :
         rows(stage, "select id, request_id, author_account, text from comments")) {
        requests[std::to_string(row["request_id"].get<std::int64_t>())]["comments"]
                [std::to_string(row["id"].get<std::int64_t>())] = {
                    {"author", row["author_account"]}, {"text", row["text"]}};
    }
    return requests;
}

json site_of(Stage& stage) {
    json requests = json::object();
    const json state = stage.jira().state();
    for (const json& issue : state["issues"]) {
        if (issue["project"] != "SUP" || issue["requestType"].is_null()) continue;
        json comments = json::object();
        for (const json& comment : issue["comments"]) {
            if (!comment["public"] || !comment["visibility"].is_null()) continue;
            comments[comment["id"].get<std::string>()] = {
                {"author", comment["author"]}, {"text", comment["body"]}};
        }
        const std::string description = issue["description"];
        requests[issue["id"].get<std::string>()] = {
            {"key", issue["key"]},
            {"summary", issue["summary"]},
            {"description", description.empty() ? "" : "<p>" + description + "</p>"},
            {"status", issue["status"]},
            {"reporter", issue["reporter"]},
            {"updated",
             base::to_millis(base::parse_time(issue["updated"].get<std::string>()).value())},
            {"comments", std::move(comments)}};
    }
    return requests;
}

}  // namespace tests
