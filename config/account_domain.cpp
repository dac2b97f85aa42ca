#include "base/text.hpp"
#include "config/free_mail.hpp"
#include "config/net_rules.hpp"
#include "config/rules.hpp"

namespace config {

base::Result<std::string> canonical_account_domain(std::string_view text) {
    const auto fail = [](std::string why) {
        return base::fail(base::ErrorKind::Invalid, std::move(why));
    };
    auto domain = host_rule(text);
    if (!domain) return fail("is not a mail domain; write one such as acme.example");
    if (base::split(*domain, '.').size() < 2) {
        return fail("is not a full domain; write one such as acme.example");
    }
    if (is_public_suffix(*domain)) {
        return fail("belongs to many owners; write an organization's own domain");
    }
    if (is_free_mail(*domain)) {
        return fail(
            "is a mail provider's domain: anybody can have an address there, and strangers would "
            "see each other's requests"
        );
    }
    return domain;
}

}  // namespace config
