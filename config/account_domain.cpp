#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/net_rules.hpp"
#include "config/rules.hpp"

namespace config {
namespace {

/// Providers that give addresses to anybody. Not all there are: the ones an admin may think of.
constexpr std::array<std::string_view, 40> kProviders{
    "gmail.com",    "googlemail.com", "proton.me",   "protonmail.com", "pm.me",
    "me.com",       "mac.com",        "msn.com",     "web.de",         "t-online.de",
    "freenet.de",   "posteo.de",      "qq.com",      "163.com",        "126.com",
    "sina.com",     "foxmail.com",    "mail.ru",     "bk.ru",          "list.ru",
    "inbox.ru",     "rambler.ru",     "naver.com",   "daum.net",       "zoho.com",
    "mail.com",     "email.com",      "orange.fr",   "wanadoo.fr",     "free.fr",
    "laposte.net",  "libero.it",      "comcast.net", "verizon.net",    "btinternet.com",
    "tutanota.com", "fastmail.com",   "hey.com",     "rediffmail.com", "duck.com",
};

/// Providers with one domain a country: gmx.net, gmx.de, yahoo.co.uk.
constexpr std::array<std::string_view, 9> kProvidersAnywhere{
    "gmx", "yahoo", "ymail", "hotmail", "outlook", "live", "aol", "icloud", "yandex"};

/// What stands before a country's ending without being anybody's: co.uk, com.au.
constexpr std::array<std::string_view, 10> kSecondLevels{
    "co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "ltd"};

template <typename List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_public_ending(const std::vector<std::string_view>& labels) {
    return labels.size() == 2 && labels[1].size() == 2 && contains(kSecondLevels, labels[0]);
}

bool is_provider(std::string_view domain, const std::vector<std::string_view>& labels) {
    if (contains(kProviders, domain)) return true;
    const bool is_bare_name =
        labels.size() == 2 || (labels.size() == 3 && is_public_ending({labels[1], labels[2]}));
    return is_bare_name && contains(kProvidersAnywhere, labels[0]);
}

}  // namespace

base::Result<std::string> canonical_account_domain(std::string_view text) {
    const auto fail = [](std::string why) {
        return base::fail(base::ErrorKind::Invalid, std::move(why));
    };
    auto domain = host_rule(text);
    if (!domain) return fail("is not a mail domain; write one such as acme.example");
    const auto labels = base::split(*domain, '.');
    if (labels.size() < 2) return fail("is not a full domain; write one such as acme.example");
    if (is_public_ending(labels)) {
        return fail("belongs to many owners; write an organization's own domain");
    }
    if (is_provider(*domain, labels)) {
        return fail(
            "is a mail provider's domain: anybody can have an address there, and strangers would "
            "see each other's requests"
        );
    }
    return domain;
}

}  // namespace config
