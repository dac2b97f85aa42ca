#include "connector/cli/key_uses.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "connector/cli/context.hpp"
#include "connector/grant_vault.hpp"
#include "connector/store/credentials.hpp"
#include "connector/store/guests.hpp"
#include "connector/store/links.hpp"
#include "connector/store/passwords.hpp"
#include "connector/store/sessions.hpp"

namespace connector::cli {
namespace {

std::string counted(std::int64_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

bool KeyUses::is_none() const {
    return links == 0 && sessions == 0 && guests == 0 && reference_codes == 0 && passwords == 0 &&
           !seals_grant;
}

std::string KeyUses::in_words() const {
    std::vector<std::string> parts;
    if (links > 0) parts.push_back(counted(links, "open link"));
    if (sessions > 0) parts.push_back(counted(sessions, "session"));
    if (guests > 0) parts.push_back(counted(guests, "guest"));
    if (reference_codes > 0) parts.push_back(counted(reference_codes, "reference code"));
    if (passwords > 0) parts.push_back(counted(passwords, "password"));
    if (seals_grant) parts.emplace_back("the OAuth grant (a new consent is needed)");
    return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, ", "));
}

KeyUses UsesOfKeys::of(const access::KeyId& id) const {
    KeyUses sum;
    for (const std::string& key : {base::to_hex(id), std::string()}) {
        const auto found = uses_.find(key);
        if (found == uses_.end()) continue;
        sum.links += found->second.links;
        sum.sessions += found->second.sessions;
        sum.guests += found->second.guests;
        sum.reference_codes += found->second.reference_codes;
        sum.passwords += found->second.passwords;
        sum.seals_grant = sum.seals_grant || found->second.seals_grant;
    }
    return sum;
}

base::Result<UsesOfKeys> uses_of_keys(const config::Config& config) {
    if (!std::filesystem::exists(config.store_file)) return UsesOfKeys({});
    auto view = StoreView::open(config);
    if (!view) return base::fail(view);
    return (*view)->database().read([](store::Connection& connection) {
        const base::Time now = base::SystemClock{}.now();
        std::map<std::string, KeyUses> uses;
        for (const auto& [key, count] : store::Links(connection).count_by_key(now))
            uses[key].links = count;
        for (const auto& [key, count] : store::Sessions(connection).count_by_key(now))
            uses[key].sessions = count;
        for (const auto& [key, count] : store::Guests(connection).count_by_key(now))
            uses[key].guests = count;
        for (const auto& [key, count] : store::Guests(connection).count_codes_by_key())
            uses[key].reference_codes = count;
        for (const auto& [key, count] : store::Passwords(connection).count_by_key())
            uses[key].passwords = count;
        if (const auto grant = store::Credentials(connection).find(GrantVault::kName))
            uses[base::to_hex(grant->key_id)].seals_grant = true;
        return UsesOfKeys(std::move(uses));
    });
}

}  // namespace connector::cli
