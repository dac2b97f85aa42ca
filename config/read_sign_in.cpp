#include "config/read_sign_in.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/public_key.hpp"
#include "config/file.hpp"
#include "config/net_rules.hpp"

namespace config {
namespace {

constexpr std::size_t kMaxKeyBytes = 64U << 10U;
constexpr std::size_t kMaxName = 32;
constexpr std::array<std::string_view, 5> kOurs{"handoff", "code", "arrive", "password", "passkey"};

SignInKind kind_of(std::string_view word) {
    if (word == "atlassian") return SignInKind::Atlassian;
    return word == "handoff" ? SignInKind::HandOff : SignInKind::Oidc;
}

/// It is part of an address; some words are ours there.
bool is_name(std::string_view text) {
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    const bool is_ours = std::find(kOurs.begin(), kOurs.end(), text) != kOurs.end();
    return is_plain && !text.empty() && text.size() <= kMaxName && !is_ours;
}

void want(const Section& section, bool is_there, std::string_view key, std::string_view kind) {
    if (is_there) return;
    section.report(section.mark(), fmt::format("sign_in.{} is missing: {} needs it", key, kind));
}

std::string read_public_key(const Section& section, const Setting<std::filesystem::path>& path) {
    if (!path.is_given || !path.is_good) return "";
    auto file = read_file(path.value, kMaxKeyBytes);
    if (!file) {
        section.report(path.mark, "sign_in.public_key needs a file: " + file.error().message);
        return "";
    }
    if (const auto key = base::read_public_key(file->content); !key) {
        section.report(path.mark, "sign_in.public_key: " + key.error().message);
    }
    return std::move(file->content);
}

void check_oidc(const Section& section, const SignInWay& way, const Setting<std::string>& issuer) {
    want(section, !way.name.empty(), "name", "oidc");
    want(section, !way.label.empty(), "label", "oidc");
    want(section, issuer.is_given, "issuer", "oidc");
    want(section, !way.client_id.empty(), "client_id", "oidc");
    const auto url = url_rule(way.issuer);
    if (issuer.is_given && issuer.is_good && !url) {
        section.report(issuer.mark, "sign_in.issuer " + url.error().message);
    }
}

void check_hand_off(const Section& section, const SignInWay& way, bool has_good_keys) {
    want(section, !way.issuer.empty(), "issuer", "handoff");
    want(section, !way.audience.empty(), "audience", "handoff");
    if (has_good_keys && way.key.empty() == way.public_key.empty()) {
        section.report(
            section.mark(), "sign_in: handoff needs either key, a shared one, or public_key"
        );
    }
}

SignInWay read_way(const Section& section) {
    SignInWay way;
    way.kind = kind_of(section.text("kind").value);
    const auto name = section.text("name");
    const auto issuer = section.text("issuer");
    const bool is_atlassian = way.kind == SignInKind::Atlassian;
    way.name = name.is_given || !is_atlassian ? name.value : "atlassian";
    const auto label = section.text("label");
    way.label = label.is_given || !is_atlassian ? label.value : "Atlassian";
    way.issuer = issuer.value;
    way.client_id = section.text("client_id").value;
    way.client_secret = section.secret("client_secret").value;
    for (auto& origin : section.texts("origins").value) {
        way.origins.push_back(std::move(origin.value));
    }
    way.trusts_addresses = section.is_on("trust_addresses");
    way.audience = section.text("audience").value;
    auto key = section.secret("key");
    way.key = std::move(key.value);
    const auto public_key = section.path("public_key");
    way.public_key = read_public_key(section, public_key);
    way.authorize_url = section.text("authorize_url").value;
    way.token_url = section.text("token_url").value;
    way.profile_url = section.text("profile_url").value;
    if (name.is_given && name.is_good && !is_name(name.value)) {
        section.report(
            name.mark,
            "sign_in.name must be a word of small letters, digits and '-', and none of handoff, "
            "arrive, code, password and passkey"
        );
    }
    if (way.kind == SignInKind::Oidc) check_oidc(section, way, issuer);
    if (way.kind == SignInKind::HandOff)
        check_hand_off(section, way, key.is_good && public_key.is_good);
    if (is_atlassian) {
        want(section, !way.client_id.empty(), "client_id", "atlassian");
        want(section, !way.client_secret.empty(), "client_secret", "atlassian");
    }
    return way;
}

}  // namespace

std::vector<SignInWay> read_sign_in(const std::vector<Section>& sections) {
    std::vector<SignInWay> ways;
    std::set<std::string> names;
    for (const Section& section : sections) {
        ways.push_back(read_way(section));
        // One hand-off a project: its address has no name in it.
        const SignInWay& way = ways.back();
        const std::string name = way.kind == SignInKind::HandOff ? "handoff" : way.name;
        if (!name.empty() && !names.insert(name).second) {
            section.report(section.mark(), fmt::format("sign_in names {} twice", name));
        }
    }
    return ways;
}

}  // namespace config
