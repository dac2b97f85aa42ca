#include "connector/portal/events_page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "connector/portal/paths.hpp"

namespace connector::portal {
namespace {

/// What the browser says counts, else what the page said. Nothing: no number.
std::optional<std::int64_t> last_seen(const http::Request& request) {
    if (const auto header = request.header("last-event-id")) return base::parse_int(*header);
    const auto query = http::Form::parse(request.query);
    const auto after = query ? query->value("after") : std::nullopt;
    return after ? base::parse_int(*after) : std::nullopt;
}

}  // namespace

http::Response EventsPage::open(const http::Request& request) const {
    const Visitor visitor = rooms_.recognise(request);
    if (!visitor.signed_in && !visitor.guest) return rooms_.error_page(403, request);
    if (request.method == http::Method::Head) return http::event_stream(nullptr);
    return http::event_stream(
        rooms_.live->open(project_, visitor, request.client_address, last_seen(request))
    );
}

base::SafeHtml live_part(
    const Rooms& rooms,
    const PortalProject& project,
    const Visitor& visitor,
    std::int64_t number,
    const std::optional<base::RequestKey>& key
) {
    base::TemplateValues values("live");
    values.set("SCRIPT", rooms.renderer.script_path("live"));
    values.set("EVENTS", fmt::format("{}?after={}", events_path(project), number));
    values.set("KEY", key ? key->value() : "");
    // A form that came back with a problem stands under another address than its page.
    values.set("PAGE", key ? request_path(project, *key) : "");
    values.set("SIGN_IN", sign_in_path(project));
    return rooms.renderer.fragment(visitor.reader, "live", values);
}

}  // namespace connector::portal
