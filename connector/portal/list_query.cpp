#include "connector/portal/list_query.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace connector::portal {
namespace {

using Place = store::RequestLists::Place;

/// More than that is no search, and the address has to hold it.
constexpr std::size_t kMostTyped = 200;

std::optional<Place> place_in(std::string_view text) {
    const auto parts = base::split(text, '-');
    if (parts.size() != 2) return std::nullopt;
    const auto updated = base::parse_int(parts[0]);
    const auto id = base::parse_int(parts[1]);
    if (!updated || !id) return std::nullopt;
    return Place{.updated = base::from_millis(*updated), .id = base::RequestId(*id)};
}

std::string clean(std::string_view text) {
    if (!base::is_utf8(text)) return "";
    std::string typed(base::trim(text));
    while (typed.size() > kMostTyped || !base::is_utf8(typed)) typed.pop_back();
    return typed;
}

}  // namespace

ListQuery ListQuery::parse(const http::Request& request) {
    const auto form = http::Form::parse(request.query);
    if (!form) return {};
    const auto asked = [&](std::string_view name) { return form->value(name).value_or(""); };
    return {
        .of = std::string(asked("of")),
        .is_closed = asked("show") == "closed",
        .status = std::string(asked("status")),
        .type = base::parse_int(asked("type")).value_or(0),
        .typed = clean(asked("q")),
        .after = place_in(asked("after")),
    };
}

std::string ListQuery::text() const {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view value) {
        text += text.empty() ? '?' : '&';
        text.append(name).append("=").append(base::percent_encode(value));
    };
    if (!of.empty()) add("of", of);
    if (is_closed) add("show", "closed");
    if (!status.empty()) add("status", status);
    if (type != 0) add("type", fmt::format("{}", type));
    if (!typed.empty()) add("q", typed);
    if (after)
        add("after", fmt::format("{}-{}", base::to_millis(after->updated), after->id.value()));
    return text;
}

ListQuery ListQuery::first_page() const {
    ListQuery query = *this;
    query.after.reset();
    return query;
}

ListQuery ListQuery::with_tab(bool closed) const {
    ListQuery query = first_page();
    query.is_closed = closed;
    query.status.clear();
    return query;
}

ListQuery ListQuery::with_all() const {
    return {.of = of, .is_closed = is_closed};
}

}  // namespace connector::portal
