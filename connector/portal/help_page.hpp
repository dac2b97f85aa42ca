#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// A search field and the articles that it finds, of those that customers may see (SR-58), beside
/// the visitor's open requests. Where nobody can say which those are, none is shown. What was found
/// is remembered, so that it can be read here (article_page.hpp); questions are not.
class HelpPage {
public:
    HelpPage(const Rooms& rooms, const PortalProject& project) : rooms_(rooms), project_(project) {}

    /// `?q=` is the question; without one, the field alone.
    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// For assets/offers.js: a few articles for the summary of a new request, as a part of a page;
    /// empty where there are none, for whatever reason.
    [[nodiscard]] http::Response offer(const http::Request& request) const;

private:
    struct View {
        Visitor visitor;
        bool may_search = false;
        std::vector<model::Request> open_requests{};
    };

    [[nodiscard]] View look(const http::Request& request) const;
    void show_articles(
        const std::vector<model::Article>& articles,
        std::string_view question,
        const Reader& reader,
        base::TemplateValues& values
    ) const;
    void add_open_requests(base::TemplateValues& values, const View& view) const;
    /// Puts what was found, or why nothing is shown, into `values`; the status of the page.
    [[nodiscard]] int answer(
        std::string_view question, const Reader& reader, base::TemplateValues& values
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
