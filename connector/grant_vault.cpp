#include "connector/grant_vault.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector {
namespace {

using access::KeyPurpose;
using base::ErrorKind;

std::optional<access::KeyId> key_id_of(const base::Bytes& bytes) {
    access::KeyId id{};
    if (bytes.size() != id.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), id.begin());
    return id;
}

/// "1795262400000\nREFRESH\nACCESS": tokens hold no line break, a header could not carry it.
std::string written(const jira::Grant& grant) {
    return fmt::format(
        "{}\n{}\n{}",
        base::to_millis(grant.expires),
        grant.refresh_token.reveal(),
        grant.access_token.reveal()
    );
}

std::optional<jira::Grant> read(std::string_view text) {
    const auto lines = base::split(text, '\n');
    if (lines.size() != 3) return std::nullopt;
    const auto expires = base::parse_int(lines[0]);
    if (!expires || lines[1].empty()) return std::nullopt;
    return jira::Grant{
        .refresh_token = base::Secret(std::string(lines[1])),
        .access_token = base::Secret(std::string(lines[2])),
        .expires = base::from_millis(*expires)};
}

}  // namespace

GrantVault::GrantVault(
    store::Database& database,
    const access::KeyRing& keys,
    base::Random& random,
    const base::Clock& clock,
    base::Secret configured
)
    : database_(database),
      keys_(keys),
      random_(random),
      clock_(clock),
      configured_(std::move(configured)) {}

base::Result<jira::Grant> GrantVault::load() {
    try {
        const auto kept = database_.read([](store::Connection& connection) {
            return store::Credentials(connection).find(kName);
        });
        if (kept && is_of_this_consent(*kept)) {
            const auto key = keys_.subkey(*key_id_of(kept->key_id), KeyPurpose::CredentialSeal);
            const auto opened = base::open_sealed(*key, kept->sealed, base::as_bytes(kName));
            auto grant = opened ? read(opened->reveal()) : std::nullopt;
            if (grant) return *std::move(grant);
        }
    } catch (const store::StoreUnavailable& failure) {
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
    return jira::Grant{.refresh_token = configured_.clone()};
}

base::Result<void> GrantVault::save(const jira::Grant& grant) {
    for (const base::Secret* token : {&grant.refresh_token, &grant.access_token}) {
        if (base::has_control_character(token->reveal())) {
            return base::fail(ErrorKind::Invalid, "a token holds a control character");
        }
    }
    const access::KeyId& id = keys_.current();
    const base::Secret text(written(grant));
    const store::SealedCredential sealed{
        .key_id = {id.begin(), id.end()},
        .consent = mark(keys_.current_subkey(KeyPurpose::ConsentMark)),
        .sealed = base::seal(
            keys_.current_subkey(KeyPurpose::CredentialSeal),
            random_,
            base::as_bytes(text.reveal()),
            base::as_bytes(kName)
        )};
    try {
        database_.write([&](store::Connection& connection) {
            store::Credentials(connection).save(kName, sealed, clock_.now());
        });
    } catch (const store::StoreUnavailable& failure) {
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
    return {};
}

void GrantVault::note_refused() {
    try {
        // The first renewal of a consent may be the one that is refused: then no row is there yet.
        if (auto grant = load()) static_cast<void>(save(*grant));
        database_.write([](store::Connection& connection) {
            store::Credentials(connection).note_refused(kName);
        });
    } catch (const store::StoreUnavailable&) {
        // Only the command line looks here; the log and the metrics say it, too.
    }
}

bool GrantVault::is_refused() const {
    const auto kept = database_.read([](store::Connection& connection) {
        return store::Credentials(connection).find(kName);
    });
    return kept && kept->is_refused && is_of_this_consent(*kept);
}

base::Bytes GrantVault::mark(const base::Bytes32& key) const {
    const base::Bytes32 hash = base::keyed_hash(key, {base::as_bytes(configured_.reveal())});
    return {hash.begin(), hash.end()};
}

bool GrantVault::is_of_this_consent(const store::SealedCredential& kept) const {
    const auto id = key_id_of(kept.key_id);
    const auto key = id ? keys_.subkey(*id, KeyPurpose::ConsentMark) : std::nullopt;
    return key && base::equal_constant_time(mark(*key), kept.consent);
}

}  // namespace connector
