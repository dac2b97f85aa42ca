#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// An article of the knowledge base, read in the portal, and what its reader says of it. Shows only
/// what a search of this project has found (store/articles.hpp), and only as a customer sees it now
/// (SR-58). Votes are counted, not kept by person: one a day for each browser and article.
class ArticlePage {
public:
    ArticlePage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    /// `?from=new`: it was offered while somebody wrote a new request.
    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// `answer` is "yes" or "no". A yes from a new request is a deflection.
    [[nodiscard]] http::Response vote(const http::Request& request) const;

private:
    struct View {
        Visitor visitor;
        bool may_read = false;
        std::optional<model::Article> article{};
    };

    [[nodiscard]] View look(const http::Request& request) const;
    [[nodiscard]] http::Response page(
        const View& view, const http::Request& request, const base::SafeHtml& text
    ) const;
    /// Why its text is not shown.
    [[nodiscard]] http::Response without_text(
        const View& view, const http::Request& request, const base::Error& error
    ) const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal
