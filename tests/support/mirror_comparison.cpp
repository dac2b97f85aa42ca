#include "tests/support/mirror_comparison.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "base/time.hpp"

namespace tests {

using nlohmann::json;

namespace {

std::int64_t millis(const json& jira_time) {
    return base::to_millis(base::parse_time(jira_time.get<std::string>()).value());
}

/// As the store numbers them.
std::int64_t category_number(const json& key) {
    if (key == "new") return 1;
    if (key == "indeterminate") return 2;
    return key == "done" ? 3 : 0;
}

/// Of a comment that shows files: its words. How a file stands among them is not compared.
std::string words_of(const json& text, bool has_files) {
    const std::string whole = text;
    return has_files ? whole.substr(0, whole.find('\n')) : whole;
}

/// What customers may see.
json public_comments_of(const json& issue) {
    json comments = json::object();
    for (const json& comment : issue["comments"]) {
        if (!comment["public"] || !comment["visibility"].is_null()) continue;
        comments[comment["id"].get<std::string>()] = {
            {"author", comment["author"]},
            {"text", words_of(comment["body"], !comment["files"].empty())},
            {"files", comment["files"]},
            {"created", millis(comment["created"])},
            {"updated", millis(comment["updated"])}};
    }
    return comments;
}

/// In one order on both sides.
json sorted(json list) {
    std::sort(list.begin(), list.end());
    return list;
}

}  // namespace

json mirror_of(const Stage& stage) {
    json requests = json::object();
    const auto entry_of = [&](const json& row) -> json& {
        return requests[row["request_id"].dump()];
    };
    for (const json& row :
         stage.rows("select r.id as request_id, r.key, r.project, r.type_id, r.summary, "
                    "r.description_html, r.status, r.status_category, r.created_at, r.updated_at, "
                    "c.address from requests r left join contacts c on c.id = r.reporter_id "
                    "where r.withdrawn_at is null")) {
        entry_of(row) = {
            {"key", row["key"]},
            {"project", row["project"]},
            {"type", row["type_id"]},
            {"participants", json::array()},
            {"organizations", json::array()},
            {"summary", row["summary"]},
            {"description", row["description_html"]},
            {"status", row["status"]},
            {"category", row["status_category"]},
            {"reporter", row["address"]},
            {"created", row["created_at"]},
            {"updated", row["updated_at"]},
            {"comments", json::object()}};
    }
    for (const json& row :
         stage.rows("select p.request_id, c.account_id from participants p "
                    "join contacts c on c.id = p.contact_id join requests r on r.id = p.request_id "
                    "where r.withdrawn_at is null order by c.account_id")) {
        entry_of(row)["participants"].push_back(row["account_id"]);
    }
    for (const json& row :
         stage.rows("select o.request_id, o.organization_id from request_organizations o "
                    "join requests r on r.id = o.request_id where r.withdrawn_at is null "
                    "order by o.organization_id")) {
        entry_of(row)["organizations"].push_back(row["organization_id"]);
    }
    json files = json::object();
    for (const json& row :
         stage.rows("select comment_id, cast(id as text) as id, file_name, media_type, size "
                    "from attachments where comment_id is not null order by id")) {
        files[row["comment_id"].dump()].push_back(
            {{"id", row["id"]},
             {"name", row["file_name"]},
             {"type", row["media_type"]},
             {"size", row["size"]}}
        );
    }
    // Of withdrawn requests, too: there must be none.
    for (const json& row : stage.rows(
             "select id, request_id, author_account, text, created_at, updated_at from comments"
         )) {
        const std::string id = row["id"].dump();
        const json shown = files.value(id, json::array());
        entry_of(row)["comments"][id] = {
            {"author", row["author_account"]},
            {"text", words_of(row["text"], !shown.empty())},
            {"files", shown},
            {"created", row["created_at"]},
            {"updated", row["updated_at"]}};
    }
    return requests;
}

json site_of(Stage& stage) {
    json requests = json::object();
    const json state = stage.jira().state();
    for (const json& issue : state["issues"]) {
        if (issue["project"] != "SUP" || issue["requestType"].is_null()) continue;
        const std::string description = issue["description"];
        requests[issue["id"].get<std::string>()] = {
            {"key", issue["key"]},
            {"project", "SUP"},
            {"type", std::stoll(issue["requestType"].get<std::string>())},
            {"participants", sorted(issue["participants"])},
            {"organizations", sorted(issue["organizations"])},
            {"summary", issue["summary"]},
            {"description", description.empty() ? "" : "<p>" + description + "</p>"},
            {"status", issue["status"]},
            {"category", category_number(issue["statusCategory"])},
            {"reporter", issue["reporter"]},
            {"created", millis(issue["created"])},
            {"updated", millis(issue["updated"])},
            {"comments", public_comments_of(issue)}};
    }
    return requests;
}

void expect_mirrored(Stage& stage, std::chrono::seconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    for (;;) {
        const json site = site_of(stage);
        const json mirror = mirror_of(stage);
        if (mirror == site) return;
        if (std::chrono::steady_clock::now() < deadline) {
            ::poll(nullptr, 0, 100);
            continue;
        }
        ADD_FAILURE() << "the mirror is not the site, from there to here:\n"
                      << json::diff(site, mirror).dump(1);
        return;
    }
}

}  // namespace tests
