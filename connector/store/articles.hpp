#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/model/article.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Articles that were found for customers of a project, and what readers said of them. Only what
/// stands here is read in a portal: an id that a visitor makes up leads nowhere, also where the
/// account that we read with would see it.
class Articles {
public:
    /// Of one article, since it was first found. `deflected` counts as helped, too.
    struct Counts {
        std::int64_t helped = 0;
        std::int64_t did_not_help = 0;
        std::int64_t deflected = 0;
    };

    struct Counted {
        base::ProjectKey project;
        model::Article article;
        Counts counts;
    };

    enum class Vote { Helped, DidNotHelp, Deflected };

    explicit Articles(Connection& connection) : connection_(connection) {}

    /// Of those found, which are not known as they are now, or have not been found for a day: to be
    /// saved. Articles without an id are not.
    std::vector<model::Article> news_in(
        const base::ProjectKey& project, const std::vector<model::Article>& found, base::Time now
    );
    /// Inserts or replaces; votes stay.
    void save(const base::ProjectKey& project, const model::Article& article, base::Time now);
    std::optional<model::Article> find(const base::ProjectKey& project, std::string_view id);
    /// Nothing for an article that is not known.
    void count(const base::ProjectKey& project, std::string_view id, Vote vote);
    /// Those with the most votes first.
    std::vector<Counted> list(int limit);
    /// All of them together.
    Counts total();
    /// Forgets what no search has found since then, votes included.
    void purge(base::Time found_before);

private:
    Connection& connection_;
};

}  // namespace connector::store
