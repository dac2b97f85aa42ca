#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "fixtures/jira_site/jql.hpp"
#include "fixtures/jira_site/jql_words.hpp"
#include "jira/jql.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using fixtures::jira_site::JqlWord;
using fuzz::expect;
using Words = std::vector<JqlWord>;

Words words_of(const std::string& query) {
    auto words = fixtures::jira_site::split_jql(query);
    expect(words.has_value(), "a query that we made can be read");
    return *std::move(words);
}

bool is_word(const JqlWord& word, JqlWord::Kind kind, std::string_view text) {
    return word.kind == kind && word.text == text;
}

void check_literal(std::string_view value) {
    const Words words = words_of(jira::quote_jql(value));
    expect(words.size() == 1, "a value stays one literal");
    expect(is_word(words[0], JqlWord::Kind::Quoted, value), "with the same bytes");
}

/// `project in ("A", "B")`, and nothing of the keys outside of their quotes.
void check_projects(const std::vector<base::ProjectKey>& projects) {
    const Words words = words_of(jira::projects_jql(projects));
    expect(words.size() == 2 * projects.size() + 3, "no word more than keys, signs and brackets");
    expect(is_word(words[0], JqlWord::Kind::Bare, "project"), "of the project only");
    expect(is_word(words[1], JqlWord::Kind::Bare, "in"), "by its key");
    expect(is_word(words.back(), JqlWord::Kind::Sign, ")"), "a list that ends");
    for (std::size_t i = 0; i < projects.size(); ++i) {
        const char* before = i == 0 ? "(" : ",";
        expect(is_word(words[2 * i + 2], JqlWord::Kind::Sign, before), "keys stand apart");
        const std::string& key = projects[i].value();
        expect(is_word(words[2 * i + 3], JqlWord::Kind::Quoted, key), "every key as it was");
    }
}

/// The site reads the same clauses that were meant.
void check_changes(const base::ProjectKey& project, std::optional<std::chrono::minutes> within) {
    using fixtures::jira_site::JqlField;
    const std::string query = jira::changed_requests_jql(std::span(&project, 1), within);
    const auto parsed = fixtures::jira_site::parse_jql(query, project.value(), base::Time{});
    expect(parsed.complaint.empty(), "the site has nothing to complain of");
    const auto& clauses = parsed.query.clauses;
    expect(clauses.size() == (within ? 2U : 1U), "one clause for each restriction");
    expect(clauses[0].field == JqlField::Project && clauses[0].op == "in", "the project's");
    expect(clauses[0].values == std::vector{project.value()}, "with the one key");
    expect(!within || clauses[1].field == JqlField::Updated, "the time's");
    expect(parsed.query.order.size() == 2, "in the order that the poll needs");
}

/// A value in a path stays one segment, and says the same when it is read.
void check_path(std::string_view value) {
    const std::string path = "/rest/" + base::percent_encode(value) + "/comment?startAt=0";
    const auto parts = base::split(path, '/');
    expect(parts.size() == 4, "a value stays one segment");
    expect(std::count(path.begin(), path.end(), '?') == 1, "and begins no query");
    expect(path.find('#') == std::string::npos, "and no fragment");
    const bool is_plain = std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '\\';
    });
    expect(is_plain, "of characters that a request's line may hold");
    const auto decoded = base::percent_decode(parts[2]);
    const bool has_zero = value.find('\0') != std::string_view::npos;
    expect(has_zero ? !decoded : decoded == value, "with the same bytes");
}

}  // namespace

/// The first byte says how far back to look; the rest are project keys, a line each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::optional<std::chrono::minutes> within;
    if (data[0] != 0) within = std::chrono::minutes(data[0]);
    std::string_view rest = fuzz::text_of(data, size).substr(1);
    check_literal(rest);
    check_path(rest);
    std::vector<base::ProjectKey> projects;
    do {
        projects.emplace_back(std::string(fuzz::take_part(rest, "\n")));
        check_changes(projects.back(), within);
    } while (!rest.empty());
    check_projects(projects);
    return 0;
}
