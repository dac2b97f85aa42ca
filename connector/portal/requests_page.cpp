#include "connector/portal/requests_page.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "base/time.hpp"
#include "connector/portal/paths.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {
namespace {

constexpr int kMaxShown = 200;

bool is_done(const model::Request& request) {
    return request.status_category == model::StatusCategory::Done;
}

void add_request(
    base::TemplateValues& list, const PortalProject& project, const model::Request& request
) {
    base::TemplateValues& entry = list.add("REQUEST");
    entry.set("HREF", request_path(project, request.key));
    entry.set("KEY", request.key.value());
    entry.set("SUMMARY", request.summary);
    entry.set("STATUS", request.status);
    entry.set("TONE", is_done(request) ? "done" : "active");
    entry.set("WHEN", base::format_for_reading(request.updated));
    entry.set("WHEN_EXACT", base::format_time(request.updated));
}

}  // namespace

http::Response RequestsPage::show(const http::Request& request) const {
    Visitor visitor;
    std::vector<model::Request> mine;
    rooms_.database.read([&](store::Connection& connection) {
        visitor = rooms_.visitors.recognise(connection, request);
        if (!visitor.signed_in) return;
        mine = store::Requests(connection).list_of(visitor.signed_in->contact.id, kMaxShown);
    });
    if (!visitor.signed_in) return http::see_other(sign_in_path(project_));
    rooms_.sessions.keep_alive(visitor.signed_in->session);

    std::erase_if(mine, [&](const model::Request& found) {
        return found.project != project_.key ||
               !access::may(visitor.subject(), access::Action::See, found);
    });
    base::TemplateValues values("requests");
    const auto first_done = std::stable_partition(mine.begin(), mine.end(), std::not_fn(is_done));
    if (mine.begin() != first_done) {
        base::TemplateValues& open = values.add("GROUP");
        open.set("HEADING", "Open");
        std::for_each(mine.begin(), first_done, [&](const auto& r) {
            add_request(open, project_, r);
        });
    }
    if (first_done != mine.end()) {
        base::TemplateValues& closed = values.add("GROUP");
        closed.set("HEADING", "Closed");
        std::for_each(first_done, mine.end(), [&](const auto& r) {
            add_request(closed, project_, r);
        });
    }
    if (mine.empty()) values.show("NONE");
    return rooms_.renderer.page(
        {.title = "My requests",
         .project = &project_,
         .signed_in_as = visitor.signed_in->contact.display_name,
         .form_token = rooms_.visitors.form_token(visitor)},
        "requests",
        values
    );
}

}  // namespace connector::portal
