#include "tests/support/fake_jira.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace tests {
namespace {

/// `updated >= "-7m"`; nothing when there is no such clause.
std::optional<std::chrono::minutes> window_of(std::string_view jql) {
    constexpr std::string_view kClause = "updated >= \"-";
    const std::size_t at = jql.find(kClause);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view rest = jql.substr(at + kClause.size());
    int count = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), count);
    return std::chrono::minutes(count);
}

auto place_of(const jira::Request& request) {
    return std::make_tuple(request.updated, request.id);
}

}  // namespace

using base::ErrorKind;

jira::User FakeJira::user(const std::string& name) {
    return {
        .account_id = base::AccountId("account-" + name),
        .display_name = name,
        .email = name + "@example.com",
        .is_active = true,
        .is_customer = name != "connector",  // our own account
    };
}

jira::Request& FakeJira::has_request(int number, const std::string& reporter) {
    const base::RequestId id(10'000 + number);
    const std::string key = std::string("SUP-").append(std::to_string(number));
    return requests_[id] = {
               .id = id,
               .key = base::RequestKey(key),
               .project = base::ProjectKey("SUP"),
               .summary = "Summary of " + key,
               .description = base::SafeHtml::paragraphs("Description of " + key),
               .status = "Open",
               .status_category = jira::StatusCategory::New,
               .reporter = user(reporter),
               .created = clock_.now(),
               .updated = clock_.now(),
               .comments = {},
           };
}

base::CommentId FakeJira::has_comment(
    base::RequestId id, const std::string& author, const std::string& text
) {
    jira::Request& on = requests_.at(id);
    const base::CommentId comment(next_comment_++);
    on.comments.push_back({
        .id = comment,
        .author = user(author),
        .html = base::SafeHtml::paragraphs(text),
        .text = text,
        .created = clock_.now(),
        .updated = clock_.now(),
    });
    on.updated = clock_.now();
    return comment;
}

void FakeJira::hides_comment(base::RequestId id, base::CommentId comment) {
    jira::Request& of = requests_.at(id);
    std::erase_if(of.comments, [&](const auto& known) { return known.id == comment; });
    of.updated = clock_.now();
}

void FakeJira::moves_to_status(
    base::RequestId id, const std::string& status, jira::StatusCategory category
) {
    jira::Request& moved = requests_.at(id);
    moved.status = status;
    moved.status_category = category;
    moved.updated = clock_.now();
}

base::Result<jira::User> FakeJira::myself() {
    ++proofs_;
    if (is_anonymous_) return base::fail(ErrorKind::Unauthorized, "401");
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    return user("connector");
}

base::Result<jira::Client::Reading> FakeJira::read_requests(std::span<const base::RequestId> ids) {
    reads_.emplace_back(ids.begin(), ids.end());
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    Reading found;
    // As the client has it: all would be missing, and that is not believed.
    if (is_anonymous_) return base::fail(ErrorKind::Unauthorized, "401");
    for (const base::RequestId id : ids) {
        if (plain_.contains(id)) continue;
        if (garbled_.contains(id)) {
            found.unreadable.push_back(id);
            continue;
        }
        if (const auto known = requests_.find(id); known != requests_.end())
            found.requests.push_back(known->second);
    }
    return found;
}

std::vector<jira::Request> FakeJira::found_by(std::string_view jql) const {
    const auto window = window_of(jql);
    const auto is_wanted = [&](const jira::Request& request) {
        return jql.find("\"" + request.project.value() + "\"") != std::string_view::npos &&
               (!window || request.updated >= clock_.now() - *window);
    };
    std::vector<jira::Request> found;
    for (const auto& [id, request] : stale_) {
        if (is_wanted(request)) found.push_back(request);
    }
    for (const auto& [id, request] : requests_) {
        if (!stale_.contains(id) && is_wanted(request)) found.push_back(request);
    }
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
        return place_of(left) < place_of(right);
    });
    return found;
}

base::Result<jira::SearchPage> FakeJira::search(
    std::string_view jql, const std::optional<std::string>& page
) {
    searches_.emplace_back(jql);
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    if (is_anonymous_) return jira::SearchPage{};
    // Its tokens hold a place, as Jira's seem to: the time and the id of the last request shown.
    base::Time time{};
    base::RequestId id;
    if (page && !loses_place_) {
        const std::size_t comma = page->find(',');
        time = base::from_millis(std::stoll(page->substr(0, comma)));
        id = base::RequestId(std::stoll(page->substr(comma + 1)));
    }
    jira::SearchPage answer;
    for (jira::Request& request : found_by(jql)) {
        if (page && !loses_place_ && place_of(request) <= std::make_tuple(time, id)) continue;
        if (answer.ids.size() == page_size_) {
            answer.next = "more";
            break;
        }
        answer.ids.push_back(request.id);
        if (garbled_.contains(request.id)) {
            answer.unreadable.push_back(request.id);
            continue;
        }
        const bool is_long = long_.contains(request.id);
        time = request.updated;
        id = request.id;
        if (is_long) request.comments.clear();
        answer.requests.push_back({std::move(request), !is_long});
    }
    if (!answer.next) return answer;
    answer.next = std::to_string(base::to_millis(time)) + "," + std::to_string(id.value());
    if (loses_place_) answer.next = std::to_string(searches_.size());
    if (repeats_token_) answer.next = "0,0";
    return answer;
}

base::Result<jira::ListPage> FakeJira::list(
    std::string_view jql, const std::optional<std::string>& page
) {
    lists_.emplace_back(jql);
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    if (is_anonymous_) return jira::ListPage{};
    std::vector<jira::Request> found = found_by(jql);
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
        return left.id < right.id;
    });
    const base::RequestId after(page && !loses_place_ ? std::stoll(*page) : 0);
    jira::ListPage answer;
    for (const jira::Request& request : found) {
        if (request.id <= after) continue;
        if (answer.ids.size() == page_size_) {
            answer.next = std::to_string(answer.ids.back().value());
            if (loses_place_) answer.next = std::to_string(lists_.size());
            if (repeats_token_) answer.next = "0";
            break;
        }
        answer.ids.push_back(request.id);
        if (!plain_.contains(request.id)) answer.requests.push_back({request.id, request.updated});
    }
    return answer;
}

base::Result<std::int64_t> FakeJira::count(std::string_view jql) {
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    return static_cast<std::int64_t>(found_by(jql).size());
}

base::Result<FakeJira::Marks> FakeJira::reply_marks(std::span<const base::CommentId> ids) {
    mark_looks_.push_back(ids.size());
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    if (failing_mark_looks_ > 0) {
        --failing_mark_looks_;
        return base::fail(ErrorKind::Unavailable, "no answer");
    }
    Marks found;
    for (const base::CommentId id : ids) {
        if (const auto mark = marks_.find(id); mark != marks_.end()) found.insert(*mark);
    }
    return found;
}

base::Result<base::AccountId> FakeJira::account() {
    return user("connector").account_id;
}

base::Result<base::CommentId> FakeJira::post(
    base::RequestId request, std::string_view text, const jira::ReplyMark& mark
) {
    ++attempts_to_post_;
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    if (!requests_.contains(request)) return base::fail(ErrorKind::NotFound, "no such issue");
    posts_.emplace_back(text);
    // Jira's detour through ADF loses blanks; that must not hide our own words from us.
    std::string kept(text);
    std::replace(kept.begin(), kept.end(), '\n', ' ');
    const base::CommentId comment = has_comment(request, "connector", kept);
    if (keeps_marks_) marks_[comment] = mark;
    if (std::exchange(loses_next_answer_, false)) {
        return base::fail(ErrorKind::Unavailable, "the answer was lost");
    }
    return comment;
}

base::Result<base::CommentId> FakeJira::post_with_files(
    const base::ProjectKey& project,
    base::RequestId request,
    std::string_view text,
    const jira::ReplyMark& mark,
    const jira::Enclosure& enclosure
) {
    if (project.value() != "SUP") return base::fail(ErrorKind::NotFound, "no such desk");
    std::vector<std::string> taken;
    std::string shown(text);
    for (const auto& file : enclosure.files) {
        const auto bytes = file.read();
        if (!bytes) return base::fail(bytes);
        taken.push_back(file.name + "=" + *bytes);
        shown += "\n!" + file.name + "|thumbnail!";
    }
    auto posted = post(request, shown, mark);
    if (posted || posted.error().message == "the answer was lost") {
        files_.insert(files_.end(), taken.begin(), taken.end());
    }
    return posted;
}

std::optional<base::Error> FakeJira::take_failure() {
    if (failures_.empty()) return std::nullopt;
    auto failure = std::move(failures_.front());
    failures_.pop_front();
    return failure;
}

}  // namespace tests
