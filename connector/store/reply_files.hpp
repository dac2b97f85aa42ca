#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/private_folder.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// The files of replies that are on their way to Jira. Their bytes are in a PrivateFolder under
/// `stored_as`; a row is written in the reply's own transaction, after its file was kept.
class ReplyFiles {
public:
    struct File {
        std::string name;  ///< as people see it
        std::string media_type;
        std::int64_t size = 0;
        std::string stored_as;
    };

    explicit ReplyFiles(Connection& connection) : connection_(connection) {}

    /// For the reply of that key, which `Replies::add` has just stored.
    void add(std::string_view idempotency_key, const std::vector<File>& files, base::Time now);
    /// In the order of the form.
    std::vector<File> of(std::int64_t reply);
    /// Bytes that somebody has sent since `since`: a contact, or all guests of one request.
    std::int64_t bytes_since(
        const std::optional<base::ContactId>& contact, base::RequestId request, base::Time since
    );
    /// Whether a reply that Jira has not yet (or has refused) comes with what is stored there.
    bool is_wanted(std::string_view stored_as);

private:
    Connection& connection_;
};

/// Removes files that nobody waits for: of replies that Jira has, that were erased or forgotten, or
/// whose transaction never came. Also what a crash left half uploaded.
void sweep_reply_files(Database& database, const base::PrivateFolder& folder);

}  // namespace connector::store
