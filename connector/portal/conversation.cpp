#include "connector/portal/conversation.hpp"

#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/image_slot.hpp"
#include "base/time.hpp"
#include "connector/portal/file_list.hpp"
#include "connector/store/attachments.hpp"
#include "connector/store/kbot_accounts.hpp"
#include "connector/store/requests.hpp"
#include "connector/store/status_history.hpp"

namespace connector::portal {
namespace {

/// Beyond it everything is forgotten and built up again: rare, cheap, and no list to maintain.
constexpr std::size_t kMaxBytes = 16U << 20U;

/// Jira stamps a request and the status that it begins with one after the other.
constexpr std::chrono::seconds kBeginning{10};

/// The status that a request began with is no change.
std::vector<model::StatusChange> changes_of(
    store::Connection& connection, const model::Request& request
) {
    auto changes = store::StatusHistory(connection).of_request(request.id);
    if (!changes.empty() && changes.front().at < request.created + kBeginning) {
        changes.erase(changes.begin());
    }
    return changes;
}

void add_change(
    base::TemplateValues& values, const Reader& language, const model::StatusChange& change
) {
    base::TemplateValues& entry = values.add("ENTRY").add("CHANGE");
    entry.set("STATUS", change.status);
    entry.set("WHEN", language.when(change.at));
    entry.set("WHEN_EXACT", base::format_time(change.at));
}

}  // namespace

base::SafeHtml Conversations::show(
    store::Connection& connection,
    const Reader& language,
    const model::Request& request,
    std::optional<base::ContactId> reader,
    std::string_view files_at
) {
    const std::int64_t reader_id = reader ? reader->value() : 0;  // rows are numbered from 1
    const std::string key =
        fmt::format("{}:{}:{}:{}", request.id.value(), reader_id, language.key(), files_at);
    {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(key);
        if (found != entries_.end() && found->second.revision == request.revision) {
            return found->second.html;
        }
    }
    base::SafeHtml html = render(connection, language, request, reader, files_at);
    keep(key, {request.revision, html});
    return html;
}

base::SafeHtml Conversations::render(
    store::Connection& connection,
    const Reader& language,
    const model::Request& request,
    std::optional<base::ContactId> reader,
    std::string_view files_at
) const {
    const auto attachments = store::Attachments(connection).of_request(request.id);
    const auto changes = changes_of(connection, request);
    auto change = changes.begin();
    base::TemplateValues values("conversation");
    for (const model::Comment& comment : store::Comments(connection).of_request(request.id)) {
        for (; change != changes.end() && change->at < comment.created; ++change) {
            add_change(values, language, *change);
        }
        base::TemplateValues& entry = values.add("ENTRY").add("COMMENT");
        const bool is_guests =
            !comment.author && store::KbotAccounts(connection).contains(comment.author_account);
        const bool is_own = reader ? comment.author == reader : is_guests;
        entry.set("ID", std::to_string(comment.id.value()));
        if (is_own) entry.show("OWN");
        entry.set(
            "AUTHOR",
            is_own ? std::string(language.say("You"_en)) : language.name(comment.author_name)
        );
        entry.set("SIDE", comment.author || is_guests ? "customer" : "agent");
        entry.set("BODY_HTML", base::fill_image_slots(comment.html, files_at));
        add_files(entry, language, attachments, comment.id, comment.html, files_at);
        entry.set("WHEN", language.when(comment.created));
        entry.set("WHEN_EXACT", base::format_time(comment.created));
    }
    for (; change != changes.end(); ++change) add_change(values, language, *change);
    return renderer_.fragment(language, "conversation", values);
}

void Conversations::keep(const std::string& key, Entry entry) {
    const std::scoped_lock lock(mutex_);
    if (bytes_ + entry.html.value().size() > kMaxBytes) {
        entries_.clear();
        bytes_ = 0;
    }
    Entry& place = entries_[key];
    bytes_ += entry.html.value().size();
    bytes_ -= place.html.value().size();
    place = std::move(entry);
}

}  // namespace connector::portal
