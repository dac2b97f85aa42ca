#pragma once

#include <string>

#include <nlohmann/json.hpp>

/// Issues and comments as Jira's platform API, version 3, sends them.
namespace tests {

inline nlohmann::json document(const std::string& text) {
    using nlohmann::json;
    const json leaf = {{"type", "text"}, {"text", text}};
    const json paragraph = {{"type", "paragraph"}, {"content", json::array({leaf})}};
    return {{"type", "doc"}, {"version", 1}, {"content", json::array({paragraph})}};
}

inline nlohmann::json account(const std::string& name) {
    return {{"accountId", "id-of-" + name}, {"displayName", name}, {"accountType", "customer"}};
}

/// A public comment; a greater id is younger.
inline nlohmann::json comment(int id, const std::string& text) {
    const std::string minute = std::to_string(1000 + id % 60).substr(2);
    const std::string hour = std::to_string(1000 + id / 60 % 24).substr(2);
    const std::string stamp = "2026-11-21T" + hour + ":" + minute + ":00.000+0000";
    return {
        {"id", std::to_string(id)},
        {"author", account("Ann")},
        {"body", document(text)},
        {"created", stamp},
        {"updated", stamp},
        {"jsdPublic", true}};
}

/// A JSM request without comments: SUP-42, its type in customfield_10010.
inline nlohmann::json issue(int id) {
    nlohmann::json value = nlohmann::json::parse(R"({
        "key": "SUP-42",
        "fields": {
            "summary": "Printer on fire",
            "status": {"name": "In Triage", "statusCategory": {"key": "indeterminate"}},
            "created": "2026-11-20T10:00:00.000+0100",
            "updated": "2026-11-21T10:00:00.000+0100",
            "project": {"key": "SUP"},
            "comment": {"comments": [], "maxResults": 0, "total": 0, "startAt": 0},
            "customfield_10010": {
                "requestType": {"id": "25"},
                "currentStatus": {"status": "Waiting for support"}}}})");
    value["id"] = std::to_string(id);
    value["fields"]["reporter"] = account("Ann");
    value["fields"]["description"] = document("It burns");
    return value;
}

}  // namespace tests
