#include "tests/support/oidc_site.hpp"

#include <regex>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "connector/http/outbound.hpp"
#include "tests/support/waiting.hpp"

namespace tests {

OidcSite::OidcSite(const std::string& redirect_uri) {
    const std::string log = directory_.path() / "provider.log";
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{"node", JSM_OIDC_PROVIDER, kClient, kSecret, redirect_uri}, log
    );
    static const std::regex ready("provider listening on (\\d+), control on (\\d+)\n");
    std::smatch ports;
    std::string text;
    wait_until("the provider", [&] {
        text = read_file(log);
        if (!process_->is_running()) throw std::runtime_error("did not start:\n" + text);
        return std::regex_search(text, ports, ready);
    });
    issuer_ = "http://127.0.0.1:" + ports[1].str();
    control_ = std::make_unique<JsonClient>("http://127.0.0.1:" + ports[2].str());
    transport_ = std::make_unique<connector::http::Outbound>(
        connector::http::OutboundSettings{.allowed_origins = {issuer_}}, log_
    );
}

OidcSite::~OidcSite() = default;

void OidcSite::control(const nlohmann::json& change) {
    control_->send("PUT", "/control", change);
}

std::string OidcSite::visit(std::string address) {
    Browser browser(*transport_, issuer_);
    for (int hops = 0; hops < 10 && address.starts_with(issuer_); ++hops) {
        const auto answer = browser.get(address);
        address = answer.header("location");
        if (address.empty()) throw std::runtime_error("the provider leads nowhere: " + answer.body);
        if (address.starts_with('/')) address = issuer_ + address;
    }
    return address;
}

}  // namespace tests
