#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/model/account.hpp"
#include "connector/model/request.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The lists of requests that people see, latest change first: a contact's own, of what they
/// reported or take part in, and those that an account shares. A page of one's own list takes the
/// same time however long the list is, with a filter, too: `list_entries` has an index in the
/// order of each.
class RequestLists {
public:
    /// Where a page ends and the next one begins. A request that changes while somebody turns pages
    /// moves to the front; none is shown twice by that.
    struct Place {
        base::Time updated;
        base::RequestId id;
    };

    /// What of a list is wanted.
    struct Wanted {
        base::ProjectKey project{};
        bool is_done = false;
        std::string status{};      ///< empty: any
        std::int64_t type_id = 0;  ///< 0: any
        std::string expression{};  ///< of RequestSearch, for the same list; empty: all
        std::optional<Place> after{};
        int limit = 50;
    };

    /// Without descriptions, and without other participants than the reader.
    struct Entry {
        model::Request request;
        bool is_unread = false;  ///< in one's own list
    };

    /// What a list can be filtered by.
    struct Type {
        std::int64_t id = 0;
        std::string name;
    };

    struct Choices {
        std::vector<std::string> statuses{};
        std::vector<Type> types{};
    };

    explicit RequestLists(Connection& connection) : connection_(connection) {}

    /// The contact's own lists have that request, if it is theirs now: to be called when a request
    /// or its people have changed. What they have seen of it stays known.
    void place(base::RequestId request);

    /// Of the contact's own list the first one, an open one if there is one.
    std::optional<base::RequestId> first_of(
        base::ContactId contact, const base::ProjectKey& project
    );
    /// Whether the contact reported it or takes part in it.
    [[nodiscard]] bool has(base::ContactId contact, base::RequestId request);
    std::vector<Entry> own(base::ContactId contact, const Wanted& wanted);
    /// How many of them there are, but no more than that many are counted.
    std::int64_t count_own(base::ContactId contact, const Wanted& wanted, int most);
    /// The statuses and types that occur there, by name; some dozens at most.
    Choices choices_of_own(base::ContactId contact, const base::ProjectKey& project, bool is_done);

    /// All in a project that are shared with an account; of an organization, `with_members` adds
    /// what its members reported and have not shared.
    std::vector<Entry> of_account(
        const model::Account& account, bool with_members, const Wanted& wanted
    );
    /// Those of the 1,000 that changed last.
    Choices choices_of_account(
        const model::Account& account,
        bool with_members,
        const base::ProjectKey& project,
        bool is_done
    );
    /// Whose reports the account's list has, apart from what is shared with it.
    std::vector<base::ContactId> reporters_of(
        const model::Account& account, bool with_members, std::size_t most
    );

    /// Something happened in the request that is new to all in whose lists it is but `except`, who
    /// did it.
    void note_news(base::RequestId request, std::optional<base::ContactId> except);
    [[nodiscard]] bool is_unread(base::ContactId contact, base::RequestId request);
    [[nodiscard]] bool has_unread(base::ContactId contact, const base::ProjectKey& project);
    /// The contact has seen the request as it was at that revision.
    void note_seen(base::ContactId contact, base::RequestId request, std::int64_t revision);
    /// And all that is new to them in the project, up to so many. How many these were.
    std::int64_t note_all_seen(base::ContactId contact, const base::ProjectKey& project, int limit);

private:
    [[nodiscard]] bool is_large(
        std::int64_t organization, std::string_view domain, std::int64_t with_members
    );

    Connection& connection_;
};

}  // namespace connector::store
