#include "config/supported.hpp"

namespace config {
namespace {

/// An IPv4 or IPv6 address stands there, which is no domain (WebAuthn, section 5.1.2).
bool has_no_name(std::string_view url) {
    const std::string_view host = url.substr(url.find("://") + 3);
    return host.starts_with('[') ||
           host.substr(0, host.find(':')).find_first_not_of("0123456789.") == std::string::npos;
}

std::vector<std::string> unsupported_in(const Config& config) {
    std::vector<std::string> found;
    if (config.mail.dkim) {
        found.emplace_back(
            "mail.dkim is not supported by this version: let the mail server sign, and remove it"
        );
    }
    for (const Project& project : config.projects) {
        if (project.passkeys && has_no_name(config.server.public_url)) {
            found.push_back(
                "project " + project.key.value() +
                ": passkeys need a name in server.public_url; browsers take none for an address"
            );
        }
        if (project.host.empty()) continue;
        found.push_back(
            "project " + project.key.value() +
            ": host is not supported by this version: give it a path, such as path: /help"
        );
    }
    return found;
}

}  // namespace

tl::expected<Config, std::vector<Problem>> load_supported(
    const std::filesystem::path& file, const Environment& environment
) {
    auto loaded = load(file, environment);
    if (!loaded) return loaded;
    std::vector<Problem> problems;
    for (std::string& message : unsupported_in(*loaded)) {
        problems.push_back({file.string(), 1, 1, std::move(message)});
    }
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return loaded;
}

}  // namespace config
