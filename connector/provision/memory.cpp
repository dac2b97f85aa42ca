#include "connector/provision/memory.hpp"

#include "connector/store/audit.hpp"
#include "connector/store/facts.hpp"
#include "connector/store/kbot_accounts.hpp"

namespace connector::provision {
namespace {

/// Followed by the subject of the webhook.
constexpr std::string_view kSecretFact = "webhook_secret_mark:";

/// A store that is away is an answer here: whoever asked changes nothing on the site then.
template <typename Work>
base::Result<void> written(store::Database& database, Work work) {
    try {
        database.write(work);
        return {};
    } catch (const store::StoreUnavailable& failure) {
        return base::fail(base::ErrorKind::Unavailable, failure.what());
    }
}

}  // namespace

Remembered recall_from(store::Connection& connection) {
    return {
        .kbot = store::KbotAccounts(connection).latest(),
        .webhook_secret_marks = store::Facts(connection).starting_with(kSecretFact)};
}

base::Result<Remembered> StoreMemory::recall() {
    try {
        return database_.read(recall_from);
    } catch (const store::StoreUnavailable& failure) {
        return base::fail(base::ErrorKind::Unavailable, failure.what());
    }
}

base::Result<void> StoreMemory::remember_kbot(const base::AccountId& account) {
    return written(database_, [&](store::Connection& connection) {
        store::KbotAccounts(connection).add(account, clock_.now());
    });
}

base::Result<void> StoreMemory::remember_webhook_secret(
    const std::string& subject, std::int64_t mark
) {
    return written(database_, [&](store::Connection& connection) {
        store::Facts(connection).set(std::string(kSecretFact).append(subject), mark);
    });
}

base::Result<void> StoreMemory::note(const Note& note) {
    return written(database_, [&](store::Connection& connection) {
        store::Audit(connection).add({.event = note.event, .detail = note.detail}, clock_.now());
    });
}

}  // namespace connector::provision
