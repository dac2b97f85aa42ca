#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/portal/rooms.hpp"
#include "connector/store/requests.hpp"

namespace connector::portal {

/// The requests in this project that are mine or that I take part in, the latter marked; or, chosen
/// by a link, those that an account of mine shares: open ones first, latest change first, fifty a
/// page. For a guest, what the browser holds. The way to the next page is a link.
class RequestsPage {
public:
    RequestsPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;

private:
    using Place = store::Requests::Place;

    /// What is on the page, read on one snapshot; no more than policy lets the visitor see.
    struct View {
        Visitor visitor;
        access::Subject subject{};
        std::optional<model::Account> account{};  ///< chosen; none: mine
        std::vector<model::Request> requests{};
        std::optional<Place> next{};                         ///< there are older ones
        std::map<base::ContactId, std::string> reporters{};  ///< of an account's
        std::int64_t number = 0;             ///< of the latest change that the page knows
        std::vector<model::Request> held{};  ///< by the browser, and not (yet) the visitor's
    };

    [[nodiscard]] View look(const http::Request& request, const std::optional<Place>& after) const;
    /// For who is not signed in: what the browser holds.
    static void show_held(View& view);
    void add_lists(base::TemplateValues& values, const View& view) const;
    void add_requests(base::TemplateValues& values, const View& view, bool is_first_page) const;
    void add_pages(
        base::TemplateValues& values, const View& view, const std::optional<Place>& after
    ) const;
    void add_group(
        base::TemplateValues& values,
        const View& view,
        std::string_view heading,
        std::vector<model::Request>::const_iterator from,
        std::vector<model::Request>::const_iterator to
    ) const;
    /// This list from its beginning: "/sup/", "/sup/?of=o7".
    [[nodiscard]] std::string list_path(const std::optional<model::Account>& account) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
