#include "connector/portal/requests_page.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/portal/guest_page.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

using Place = store::Requests::Place;

constexpr int kShown = 50;

bool is_done(const model::Request& request) {
    return request.status_category == model::StatusCategory::Done;
}

void add_request(
    base::TemplateValues& list,
    const PortalProject& project,
    const model::Request& request,
    std::optional<base::ContactId> reader
) {
    base::TemplateValues& entry = list.add("REQUEST");
    entry.set("HREF", request_path(project, request.key));
    entry.set("KEY", request.key.value());
    entry.set("SUMMARY", request.summary);
    entry.set("STATUS", request.status);
    entry.set("TONE", is_done(request) ? "done" : "active");
    entry.set("WHEN", base::format_for_reading(request.updated));
    entry.set("WHEN_EXACT", base::format_time(request.updated));
    if (reader && request.reporter != reader) entry.show("TAKES_PART");
}

/// "0-1795262400000-10012": open, changed then, that request. It names a place and gives no right,
/// so it needs no secret; whatever else a visitor writes there is the list's beginning.
std::string name_of(const Place& place) {
    return fmt::format(
        "{:d}-{}-{}", place.is_done, base::to_millis(place.updated), place.id.value()
    );
}

std::optional<Place> place_in(const http::Request& request) {
    const auto query = http::Form::parse(request.query);
    if (!query) return std::nullopt;
    const auto parts = base::split(query->value("after").value_or(""), '-');
    if (parts.size() != 3) return std::nullopt;
    const auto updated = base::parse_int(parts[1]);
    const auto id = base::parse_int(parts[2]);
    if (!updated || !id) return std::nullopt;
    return Place{
        .is_done = parts[0] == "1",
        .updated = base::from_millis(*updated),
        .id = base::RequestId(*id),
    };
}

using Requests = std::vector<model::Request>;

void add_group(
    base::TemplateValues& values,
    const PortalProject& project,
    std::string_view heading,
    std::optional<base::ContactId> reader,
    Requests::const_iterator from,
    Requests::const_iterator to
) {
    if (from == to) return;
    base::TemplateValues& group = values.add("GROUP");
    group.set("HEADING", heading);
    std::for_each(from, to, [&](const auto& request) {
        add_request(group, project, request, reader);
    });
}

}  // namespace

http::Response RequestsPage::show(const http::Request& request) const {
    const auto after = place_in(request);
    Visitor visitor;
    Requests mine;
    Requests held;
    rooms_.database.read([&](store::Connection& connection) {
        visitor = rooms_.visitors.recognise(connection, request);
        if (visitor.guest) held = held_in(connection, project_, *visitor.guest);
        if (!visitor.signed_in) return;
        mine = store::Requests(connection)
                   .list_of(visitor.signed_in->contact.id, project_.key, after, kShown + 1);
    });
    if (!visitor.signed_in && !visitor.guest) return http::see_other(sign_in_path(project_));
    rooms_.keep_alive(visitor);
    rooms_.note_view(visitor, request, {.event = "requests.listed"});
    if (!visitor.signed_in) mine = std::exchange(held, {});

    const bool has_more = std::ssize(mine) > kShown;
    if (has_more) mine.resize(kShown);
    base::TemplateValues values("requests");
    values.set("PATH", project_.path);
    if (after || has_more) {
        base::TemplateValues& pages = values.add("PAGES");
        if (after) pages.show("NEWEST");
        if (has_more) {
            const model::Request& last = mine.back();
            pages.add("OLDER").set("AFTER", name_of({is_done(last), last.updated, last.id}));
        }
    }
    std::erase_if(mine, [&](const model::Request& found) {
        return !access::may(visitor.subject(), access::Action::See, found, project_.doors);
    });
    std::stable_partition(mine.begin(), mine.end(), [](const auto& found) {
        return !is_done(found);
    });
    const auto first_done = std::find_if(mine.cbegin(), mine.cend(), is_done);
    const auto reader = visitor.contact();
    add_group(values, project_, "Open", reader, mine.cbegin(), first_done);
    add_group(values, project_, "Closed", reader, first_done, mine.cend());
    if (mine.empty() && after) values.show("NO_MORE");
    if (!held.empty()) {
        base::TemplateValues& offer = values.add("HELD");
        offer.set("FORM_TOKEN", rooms_.visitors.form_token(visitor));
        offer.set(
            "COUNT", held.size() == 1 ? "A request" : fmt::format("{} requests", held.size())
        );
    }
    if (mine.empty() && !after && !visitor.signed_in) {
        values.show("NOTHING_HELD");
    } else if (mine.empty() && !after) {
        base::TemplateValues& none = values.add("NONE");
        none.set("BRAND", project_.brand);
        none.show(project_.help ? "HELP" : "NO_HELP");
    }
    return rooms_.renderer.page(rooms_.frame(project_, visitor, "My requests"), "requests", values);
}

}  // namespace connector::portal
