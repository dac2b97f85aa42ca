#include "connector/store/credentials.hpp"

namespace connector::store {
namespace {

base::Bytes copy(base::ByteView bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace

std::optional<SealedCredential> Credentials::find(std::string_view name) {
    return connection_.first(
        "select key_id, consent, sealed, is_refused from credentials where name = $1",
        {name},
        [](const Row& row) {
            return SealedCredential{
                .key_id = copy(row.blob(0)),
                .consent = copy(row.blob(1)),
                .sealed = copy(row.blob(2)),
                .is_refused = row.integer(3) != 0};
        }
    );
}

void Credentials::save(std::string_view name, const SealedCredential& credential, base::Time now) {
    connection_.run(
        "insert into credentials (name, key_id, consent, sealed, is_refused, saved_at) "
        "values ($1, $2, $3, $4, $5, $6) "
        "on conflict (name) do update set key_id = excluded.key_id, consent = excluded.consent, "
        "sealed = excluded.sealed, is_refused = excluded.is_refused, saved_at = excluded.saved_at",
        {name,
         base::ByteView(credential.key_id),
         base::ByteView(credential.consent),
         base::ByteView(credential.sealed),
         std::int64_t{credential.is_refused ? 1 : 0},
         base::to_millis(now)}
    );
}

void Credentials::note_refused(std::string_view name) {
    connection_.run("update credentials set is_refused = 1 where name = $1", {name});
}

}  // namespace connector::store
