#include "connector/store/reply_files.hpp"

namespace connector::store {
namespace {

/// From a file's last byte to its row's commit, which waits for the writer.
constexpr base::seconds kUntilCommitted{600};

}  // namespace

void ReplyFiles::add(
    std::string_view idempotency_key, const std::vector<File>& files, base::Time now
) {
    for (const File& file : files) {
        connection_.run(
            "insert into reply_files (reply_id, name, media_type, size, stored_as, created_at) "
            "select id, $2, $3, $4, $5, $6 from replies where idempotency_key = $1",
            {idempotency_key,
             std::string_view(file.name),
             std::string_view(file.media_type),
             file.size,
             std::string_view(file.stored_as),
             base::to_millis(now)}
        );
    }
}

std::vector<ReplyFiles::File> ReplyFiles::of(std::int64_t reply) {
    return connection_.all(
        "select name, media_type, size, stored_as from reply_files where reply_id = $1 order by id",
        {reply},
        [](const Row& row) {
            return File{
                .name = row.string(0),
                .media_type = row.string(1),
                .size = row.integer(2),
                .stored_as = row.string(3)};
        }
    );
}

std::int64_t ReplyFiles::bytes_since(
    const std::optional<base::ContactId>& contact, base::RequestId request, base::Time since
) {
    const auto sum = [](const Row& row) { return row.integer(0); };
    const auto found = contact ? connection_.first(
                                     "select coalesce(sum(size), 0) from reply_files join replies "
                                     "on replies.id = reply_id where reply_files.created_at > $1 "
                                     "and contact_id = $2",
                                     {base::to_millis(since), contact->value()},
                                     sum
                                 )
                               : connection_.first(
                                     "select coalesce(sum(size), 0) from reply_files join replies "
                                     "on replies.id = reply_id where reply_files.created_at > $1 "
                                     "and contact_id is null and request_id = $2",
                                     {base::to_millis(since), request.value()},
                                     sum
                                 );
    return found.value_or(0);
}

bool ReplyFiles::is_wanted(std::string_view stored_as) {
    return connection_
        .first(
            "select 1 from reply_files join replies on replies.id = reply_id "
            "where stored_as = $1 and comment_id is null",
            {stored_as},
            [](const Row&) { return true; }
        )
        .has_value();
}

void sweep_reply_files(Database& database, const base::PrivateFolder& folder) {
    folder.sweep(kUntilCommitted, [&](const std::string& name) {
        return database.read([&](Connection& connection) {
            return ReplyFiles(connection).is_wanted(name);
        });
    });
}

}  // namespace connector::store
