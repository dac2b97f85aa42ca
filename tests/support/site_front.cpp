#include "tests/support/site_front.hpp"

#include <fstream>
#include <regex>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/raw_client.hpp"
#include "tests/support/reserved_port.hpp"
#include "tests/support/waiting.hpp"

namespace tests {

using nlohmann::json;

namespace {

bool is_listening(int port) {
    try {
        const RawClient client(static_cast<std::uint16_t>(port));
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

SiteFront::SiteFront(const Certificates::Pair& certificate) {
    const std::string log = directory_.path() / "site_front.log";
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{"node", JSM_SITE_FRONT, certificate.certificate, certificate.key},
        log
    );
    static const std::regex ready("site_front listening on (\\d+), control on (\\d+)\n");
    std::smatch ports;
    std::string text;
    wait_until("the TLS front", [&] {
        text = read_file(log);
        if (!process_->is_running()) throw std::runtime_error("did not start:\n" + text);
        return std::regex_search(text, ports, ready);
    });
    origin_ = "https://localhost:" + ports[1].str();
    control_ = std::make_unique<JsonClient>("http://127.0.0.1:" + ports[2].str());
}

SiteFront::~SiteFront() = default;

void SiteFront::passes_on_to(const std::string& origin) {
    control_->send("PUT", "/backend", {{"backend", origin}});
}

int SiteFront::handshakes() const {
    return counts()["handshakes"];
}

int SiteFront::refused_handshakes() const {
    return counts()["refused_handshakes"];
}

int SiteFront::requests(const std::string& version) const {
    return counts()["requests"].value(version, 0);
}

int SiteFront::requests() const {
    return requests("2.0") + requests("1.1");
}

int SiteFront::credentials() const {
    return counts()["credentials"];
}

json SiteFront::counts() const {
    return control_->get("/counts");
}

HttpProxy::HttpProxy() {
    for (int tries = 0; tries < 3; ++tries) {
        port_ = ReservedPort().number();  // free a moment ago
        const std::string config = directory_.path() / "tinyproxy.conf";
        std::ofstream(config) << fmt::format(
            "Port {}\nListen 127.0.0.1\nAllow 127.0.0.1\nBasicAuth connector secret\nLogLevel "
            "Connect\nTimeout 600\nMaxClients 50\n",
            port_
        );
        process_ = std::make_unique<ChildProcess>(
            std::vector<std::string>{"tinyproxy", "-d", "-c", config},
            directory_.path() / "tinyproxy.log"
        );
        bool is_up = false;
        wait_until("the proxy", [&] {
            is_up = is_listening(port_);
            return is_up || !process_->is_running();
        });
        if (is_up) return;
    }
    throw std::runtime_error("tinyproxy does not start:\n" + log());
}

HttpProxy::~HttpProxy() = default;

std::string HttpProxy::url() const {
    return fmt::format("http://connector:secret@127.0.0.1:{}", port_);
}

std::string HttpProxy::url_without_login() const {
    return fmt::format("http://127.0.0.1:{}", port_);
}

std::string HttpProxy::log() const {
    return read_file(directory_.path() / "tinyproxy.log");
}

}  // namespace tests
