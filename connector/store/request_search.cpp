#include "connector/store/request_search.hpp"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/safe_html.hpp"
#include "connector/store/search_words.hpp"

namespace connector::store {
namespace {

static_assert(RequestSearch::kFound.find("limit 1000)") != std::string_view::npos);
static_assert(RequestSearch::kMostFound == 1000);

/// So many pages of the index are written anew in a step.
constexpr std::string_view kStep =
    "insert into request_search (request_search, rank) values ('merge', -100)";

/// By whom a request is found. Letters, digits, a letter: no mark begins another.
std::string mark(char role, std::int64_t id, bool is_done) {
    return fmt::format("{}{}{}", role, id, is_done ? 'c' : 'o');
}

std::vector<std::string> marks_of(const RequestSearch::Scope& scope, bool is_done) {
    std::vector<std::string> marks;
    if (scope.reader) {
        marks.push_back(mark('r', scope.reader->value(), is_done));
        marks.push_back(mark('p', scope.reader->value(), is_done));
    }
    if (scope.organization) marks.push_back(mark('g', scope.organization->value(), is_done));
    for (const base::ContactId reporter : scope.reporters) {
        if (marks.size() > RequestSearch::kMostPeople) break;
        marks.push_back(mark('r', reporter.value(), is_done));
    }
    return marks;
}

}  // namespace

void RequestSearch::catch_up(base::RequestId request) {
    const bool waits =
        connection_.run(
            "delete from unsearched_requests where request_id = $1", {request.value()}
        ) > 0;
    if (!waits) return;
    connection_.run("delete from request_search where rowid = $1", {request.value()});
    const std::string words = words_of(request);
    if (words.empty()) return;
    connection_.run(
        "insert into request_search (rowid, words) values ($1, $2)",
        {request.value(), std::string_view(words)}
    );
}

bool RequestSearch::catch_up_some(int limit) {
    // The latest first: they are what people look for.
    const auto waiting = connection_.all(
        "select request_id from unsearched_requests order by request_id desc limit $1",
        {std::int64_t{limit}},
        [](const Row& row) { return base::RequestId(row.integer(0)); }
    );
    for (const base::RequestId request : waiting) catch_up(request);
    return std::cmp_equal(waiting.size(), limit);
}

void RequestSearch::drop_changed() {
    connection_.run(
        "delete from request_search where rowid in (select request_id from unsearched_requests)"
    );
}

void RequestSearch::compact() {
    connection_.run("insert into request_search (request_search) values ('optimize')");
}

void RequestSearch::compact_some() {
    connection_.run(kStep);
}

std::optional<std::string> RequestSearch::expression(
    std::string_view typed, const Scope& scope, bool is_done
) {
    const auto marks = marks_of(scope, is_done);
    std::vector<std::string> all;
    for (const AskedWord& word : asked_words(typed)) {
        std::vector<std::string> either;
        for (const std::string& mark : marks) {
            either.push_back(fmt::format("\"{}{}\"{}", mark, word.text, word.is_prefix ? " *" : "")
            );
        }
        all.push_back(fmt::format("({})", fmt::join(either, " OR ")));
    }
    if (all.empty() || marks.empty()) return std::nullopt;
    return fmt::format("{}", fmt::join(all, " AND "));
}

std::string RequestSearch::words_of(base::RequestId request) {
    WordSet words;
    std::vector<std::string> marks;
    bool is_done = false;
    connection_.query(
        "select key, summary, description_html, status_category = 3, reporter_id from requests "
        "where id = $1 and withdrawn_at is null",
        {request.value()},
        [&](const Row& row) {
            is_done = row.integer(3) == 1;
            if (!row.is_null(4)) marks.push_back(mark('r', row.integer(4), is_done));
            words.add(row.text(0));
            words.add(row.text(1));
            words.add(base::text_of(base::SafeHtml::trusted(row.string(2))));
        }
    );
    if (words.words().empty()) return "";  // withdrawn, or gone
    connection_.query(
        "select contact_id from participants where request_id = $1",
        {request.value()},
        [&](const Row& row) { marks.push_back(mark('p', row.integer(0), is_done)); }
    );
    connection_.query(
        "select organization_id from request_organizations where request_id = $1",
        {request.value()},
        [&](const Row& row) { marks.push_back(mark('g', row.integer(0), is_done)); }
    );
    connection_.query(
        "select text from comments where request_id = $1 order by created_at desc, id desc",
        {request.value()},
        [&](const Row& row) { words.add(row.text(0)); }
    );
    std::string all;
    for (const std::string& mark : marks) {
        for (const std::string& word : words.words()) all.append(mark).append(word).append(" ");
    }
    return all;
}

bool catch_up_search(Database& database) {
    constexpr int kAStep = 20;  // some milliseconds, for which other writers wait
    const bool waits = database.read([](Connection& connection) {
        return connection
            .first("select 1 from unsearched_requests limit 1", {}, [](const Row&) { return 1; })
            .has_value();
    });
    if (!waits) return false;
    return database.write([](Connection& connection) {
        return RequestSearch(connection).catch_up_some(kAStep);
    });
}

}  // namespace connector::store
