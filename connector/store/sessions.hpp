#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "connector/model/session.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Signed-in browsers. The cookie never comes here, only its keyed hash. An ended session is a
/// deleted row: whoever still has the cookie is anonymous.
class Sessions {
public:
    explicit Sessions(Connection& connection) : connection_(connection) {}

    /// `session.id` is chosen here and returned. `key_id`: of the key the cookie was made with.
    base::SessionId add(
        const model::Session& session, const base::Bytes32& token_hash, base::ByteView key_id = {}
    );
    std::optional<model::Session> find(const base::Bytes32& token_hash);
    std::optional<model::Session> find(base::SessionId id);
    void touch(base::SessionId id, base::Time now);

    /// False when it is not there or not the contact's own.
    bool end(base::SessionId id, base::ContactId owner);
    std::int64_t end_all_of(base::ContactId contact);
    /// But for one, which is the contact's: false, and none is ended, when it is not there any
    /// more.
    bool end_others_of(base::ContactId contact, base::SessionId but);
    /// Whosever it is; the contact whose it was.
    std::optional<base::ContactId> end(base::SessionId id);
    std::int64_t end_all();
    /// How many were made with which key, by its id in hexadecimal; "" stands for sessions without
    /// a key's id.
    std::map<std::string, std::int64_t> count_by_key(base::Time now);
    std::vector<model::Session> list_of(base::ContactId contact, base::Time now);
    std::vector<model::Session> list(base::Time now, int limit);
    std::int64_t purge(base::Time now);

private:
    /// What follows sessions is told that some ended. Returns how many.
    std::int64_t note(std::int64_t ended);

    Connection& connection_;
};

}  // namespace connector::store
