#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/portal/list_query.hpp"
#include "connector/portal/rooms.hpp"
#include "connector/store/request_lists.hpp"

namespace connector::portal {

/// The requests in this project that are mine or that I take part in, the latter marked; or, chosen
/// by a link, those that an account of mine shares. Open and closed ones are two views of it,
/// latest change first, fifty a page; words, a status and a type narrow it. What is new to me is
/// marked in my own list. For a guest, what the browser holds. All of it is plain links and a plain
/// form.
class RequestsPage {
public:
    RequestsPage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// Nothing in my own list is new to me any more.
    [[nodiscard]] http::Response mark_all_read(const http::Request& request) const;

private:
    using Entries = std::vector<store::RequestLists::Entry>;

    /// What is on the page, read on one snapshot; no more than policy lets the visitor see.
    struct View {
        Visitor visitor;
        access::Subject subject{};
        ListQuery query{};                        ///< what of it makes sense here
        std::optional<model::Account> account{};  ///< chosen; none: mine
        store::RequestLists::Choices choices{};
        Entries entries{};
        std::optional<store::RequestLists::Place> next{};    ///< there are older ones
        std::map<base::ContactId, std::string> reporters{};  ///< of an account's
        std::int64_t number = 0;             ///< of the latest change that the page knows
        std::vector<model::Request> held{};  ///< by the browser, and not (yet) the visitor's
        bool has_unread = false;
        std::optional<int> found_open{};  ///< by the search
        std::optional<int> found_closed{};
    };

    [[nodiscard]] View look(const http::Request& request) const;
    /// For who is not signed in: what the browser holds.
    static void show_held(View& view);
    void read_choices(store::Connection& connection, View& view) const;
    void read_page(store::Connection& connection, View& view) const;
    /// The request whose key was typed, first of all.
    void put_exact_first(store::Connection& connection, View& view) const;
    [[nodiscard]] store::RequestLists::Wanted wanted(
        store::Connection& connection, const View& view, bool is_closed
    ) const;
    [[nodiscard]] Entries read(
        store::Connection& connection, const View& view, const store::RequestLists::Wanted& wanted
    ) const;
    [[nodiscard]] std::optional<int> count_found(
        store::Connection& connection, const View& view, bool is_closed
    ) const;
    [[nodiscard]] static bool may_see(
        store::Connection& connection, const View& view, const model::Request& request
    );

    void add_lists(base::TemplateValues& values, const View& view) const;
    void add_search(base::TemplateValues& values, const View& view) const;
    void add_tabs(base::TemplateValues& values, const View& view) const;
    void add_entries(base::TemplateValues& values, const View& view) const;
    void add_entry(
        base::TemplateValues& values, const View& view, const store::RequestLists::Entry& entry
    ) const;
    /// Why there is no request on the page, and what to do next.
    void add_nothing(base::TemplateValues& values, const View& view) const;
    void add_pages(base::TemplateValues& values, const View& view) const;
    /// "/sup/?of=o7"
    [[nodiscard]] std::string path_of(const ListQuery& query) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
