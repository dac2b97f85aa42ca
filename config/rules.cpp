#include "config/rules.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "base/time.hpp"
#include "config/net_rules.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxShown = 80;

bool is_lower_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_upper_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

tl::unexpected<base::Error> must(std::string wanted) {
    return base::fail(base::ErrorKind::Invalid, "must " + std::move(wanted));
}

base::Result<std::string> text_rule(const Option& option, std::string_view text) {
    if (base::trim(text).empty()) return must("not be empty");
    if (static_cast<std::int64_t>(text.size()) < option.least) {
        return must(fmt::format("be at least {} characters long", option.least));
    }
    return std::string(text);
}

/// "a, b or c"
std::string any_of(const std::vector<std::string_view>& words) {
    const auto last = words.end() - 1;
    const std::string most = fmt::format("{}", fmt::join(words.begin(), last, ", "));
    return most.empty() ? std::string(*last) : fmt::format("{} or {}", most, *last);
}

base::Result<std::string> choice_rule(const Option& option, std::string_view text) {
    const auto& choices = option.choices;
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::string(text);
    return must("be " + any_of(choices));
}

base::Result<std::string> switch_rule(std::string_view text) {
    if (text == "on" || text == "true") return std::string("on");
    if (text == "off" || text == "false") return std::string("off");
    return must("be on or off");
}

base::Result<std::string> within_bounds(
    const Option& option, std::int64_t value, std::string_view text
) {
    if (value >= option.least && value <= option.most) return std::string(text);
    return must(fmt::format(
        "be between {} and {}", show_bound(option, option.least), show_bound(option, option.most)
    ));
}

base::Result<std::string> duration_rule(const Option& option, std::string_view text) {
    const auto duration = base::parse_duration(text);
    if (!duration) {
        return must("be a duration: a whole number and a unit, such as 30s, 15m, 2h or 7d");
    }
    return within_bounds(option, duration->count(), text);
}

base::Result<std::string> count_rule(const Option& option, std::string_view text) {
    const auto count = base::parse_int(text);
    // What YAML makes of 010 depends on its version, so it is not taken at all.
    const bool has_leading_zero = text.size() > 1 && text[0] == '0';
    if (!count || has_leading_zero) return must("be a whole number in plain digits");
    return within_bounds(option, *count, text);
}

base::Result<std::string> project_key_rule(std::string_view text) {
    const bool is_good = text.size() >= 2 && is_upper_letter(text[0]) &&
                         std::all_of(text.begin(), text.end(), [](char c) {
                             return is_upper_letter(c) || is_digit(c) || c == '_';
                         });
    if (is_good) return std::string(text);
    return must("be a project key: two or more capital letters, digits and '_', such as SUP");
}

base::Result<std::string> portal_path_rule(std::string_view text) {
    const bool is_good =
        text.size() >= 2 && text[0] == '/' && std::all_of(text.begin() + 1, text.end(), [](char c) {
            return is_lower_letter(c) || is_digit(c) || c == '-';
        });
    if (!is_good) {
        return must("be '/' and one word of small letters, digits and '-', such as /sup");
    }
    // First segments that the server keeps for itself (connector/portal/routes.cpp).
    static const std::vector<std::string_view> reserved{
        "/l", "/webhooks", "/assets", "/hooks", "/healthz", "/.well-known"};
    if (std::find(reserved.begin(), reserved.end(), text) == reserved.end()) {
        return std::string(text);
    }
    return must("not be one of the paths kept by the server: " + any_of(reserved));
}

base::Result<std::string> color_rule(std::string_view text) {
    const bool is_good = text.size() == 7 && text[0] == '#' &&
                         std::all_of(text.begin() + 1, text.end(), is_hex_digit);
    if (is_good) return base::to_lower(text);
    return must("be a colour in quotes, such as \"#0b5fff\"");
}

}  // namespace

base::Result<std::string> canonical(const Option& option, std::string_view text) {
    switch (option.type) {
        case Type::Section:
        case Type::Text:
        case Type::Path:
        case Type::Glob: return text_rule(option, text);
        case Type::Choice: return choice_rule(option, text);
        case Type::Switch: return switch_rule(text);
        case Type::Duration: return duration_rule(option, text);
        case Type::Count: return count_rule(option, text);
        case Type::ProjectKey: return project_key_rule(text);
        case Type::PortalPath: return portal_path_rule(text);
        case Type::Color: return color_rule(text);
        case Type::Email: return email_rule(text);
        case Type::Mailbox: return mailbox_rule(text);
        case Type::Url: return url_rule(text);
        case Type::Origin: return origin_rule(text);
        case Type::SmtpUrl: return smtp_url_rule(text);
        case Type::StoreUrl: return store_url_rule(text);
        case Type::Endpoint: return endpoint_rule(text);
        case Type::Network: return network_rule(text);
        case Type::Host: return host_rule(text);
    }
    return must("be of a known type");
}

std::string shown(std::string_view value) {
    const std::size_t scheme = value.find("://");
    // The last '@' of all: a password may hold '/' and '@' that nobody escaped.
    const std::size_t at = value.rfind('@');
    if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme) {
        return base::shorten(value, kMaxShown);
    }
    const std::string start(value.substr(0, scheme + 3));
    return base::shorten(start + "***" + std::string(value.substr(at)), kMaxShown);
}

}  // namespace config
