#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The words of the mirror's requests: key, summary, description and public comments, by SQLite's
/// FTS5. All that is particular to it is here and in migration 0016.
///
/// Each word stands in the index once for everybody who may find it, behind a mark that says who:
/// "r17oprinter" is an open request that contact 17 reported. A search looks at the words behind
/// its own marks only, so what others have makes it neither longer nor slower, not even where the
/// last word is a prefix. Marks choose; what may be seen is policy's to say, by the rows found.
///
/// Triggers note which requests have changed (`unsearched_requests`); whoever changes one puts it
/// in or takes it out with `catch_up` in the same transaction (SR-53). What an update of this
/// program finds unread is caught up with in the background.
class RequestSearch {
public:
    /// Of the requests that match the latest raised so many are looked at: that bounds a search
    /// for a word that all of somebody's have.
    static constexpr int kMostFound = 1000;
    /// Of so many colleagues' requests an account's search looks.
    static constexpr std::size_t kMostPeople = 400;

    /// For a statement: a table with the column `found`, of the requests that are found by the
    /// expression (see below) in its parameter $9.
    static constexpr std::string_view kFound =
        "(select rowid as found from request_search where request_search match $9 "
        "order by rowid desc limit 1000)";

    explicit RequestSearch(Connection& connection) : connection_(connection) {}

    /// The index says of that request what the mirror says.
    void catch_up(base::RequestId request);
    /// The same for some of those that wait. True: more of them wait.
    bool catch_up_some(int limit);
    /// Takes all that has changed or is gone out of the index; `catch_up_some` puts the rest back.
    void drop_changed();
    /// FTS5 keeps deleted words until their part of the index is written anew (there is no
    /// `secure-delete` before SQLite 3.42): writes all of it anew, some tenths of a second for
    /// 100,000 requests.
    void compact();
    /// A step of the same, some milliseconds; nothing to do where nothing has changed.
    void compact_some();

    /// Whose requests to look among.
    struct Scope {
        std::optional<base::ContactId> reader{};  ///< reports them or takes part
        std::optional<base::OrganizationId> organization{};
        std::vector<base::ContactId> reporters{};
    };

    /// The expression for what a person typed; nothing when there is no word in it. Each word is
    /// letters and digits by store/search_words, so nothing that is typed means anything to FTS5.
    [[nodiscard]] static std::optional<std::string> expression(
        std::string_view typed, const Scope& scope, bool is_done
    );

private:
    [[nodiscard]] std::string words_of(base::RequestId request);

    Connection& connection_;
};

/// Puts some requests that wait into the index; for a worker. True: more of them wait.
[[nodiscard]] bool catch_up_search(Database& database);

}  // namespace connector::store
