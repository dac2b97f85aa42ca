#include "tests/support/fake_jira.hpp"

#include <algorithm>

namespace tests {

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
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    return user("connector");
}

base::Result<jira::Client::Reading> FakeJira::read_requests(std::span<const base::RequestId> ids) {
    reads_.emplace_back(ids.begin(), ids.end());
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    Reading found;
    for (const base::RequestId id : ids) {
        if (garbled_.contains(id)) {
            found.unreadable.push_back(id);
            continue;
        }
        if (const auto known = requests_.find(id); known != requests_.end())
            found.requests.push_back(known->second);
    }
    return found;
}

base::Result<base::CommentId> FakeJira::post_comment(
    base::RequestId request, std::string_view text
) {
    ++attempts_to_post_;
    if (auto failure = take_failure()) return tl::unexpected(*failure);
    if (!requests_.contains(request)) return base::fail(ErrorKind::NotFound, "no such issue");
    posts_.emplace_back(text);
    // Jira's detour through ADF loses blanks; that must not hide our own words from us.
    std::string kept(text);
    std::replace(kept.begin(), kept.end(), '\n', ' ');
    const base::CommentId comment = has_comment(request, "connector", kept);
    if (std::exchange(loses_next_answer_, false)) {
        return base::fail(ErrorKind::Unavailable, "the answer was lost");
    }
    return comment;
}

std::optional<base::Error> FakeJira::take_failure() {
    if (failures_.empty()) return std::nullopt;
    auto failure = std::move(failures_.front());
    failures_.pop_front();
    return failure;
}

}  // namespace tests
