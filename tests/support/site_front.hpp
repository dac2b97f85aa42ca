#pragma once

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "tests/support/certificates.hpp"
#include "tests/support/process.hpp"
#include "tests/support/stage_fixtures.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// A TLS server that isn't ours (Node's, tests/support/site_front.mjs) before the simulated site:
/// HTTP/2 and HTTP/1.1, as the client chooses. It counts. Gone with this object.
class SiteFront {
public:
    explicit SiteFront(const Certificates::Pair& certificate);
    ~SiteFront();

    /// "https://localhost:PORT"
    [[nodiscard]] const std::string& origin() const { return origin_; }

    /// Passes calls on to there from now on.
    void passes_on_to(const std::string& origin);

    [[nodiscard]] int handshakes() const;
    /// Those that the client, or the front, broke off.
    [[nodiscard]] int refused_handshakes() const;
    /// By version: "2.0", "1.1".
    [[nodiscard]] int requests(const std::string& version) const;
    [[nodiscard]] int requests() const;
    /// Requests with an Authorization header.
    [[nodiscard]] int credentials() const;

private:
    [[nodiscard]] nlohmann::json counts() const;

    TempDir directory_;
    std::unique_ptr<ChildProcess> process_;
    std::string origin_;
    std::unique_ptr<JsonClient> control_;
};

/// Debian's tinyproxy on loopback, wanting the login `connector:secret`. Gone with this object.
class HttpProxy {
public:
    HttpProxy();
    ~HttpProxy();

    /// With the login.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::string url_without_login() const;
    /// What it logged: each request's first line among it.
    [[nodiscard]] std::string log() const;

    void stop() { process_.reset(); }

private:
    TempDir directory_;
    int port_ = 0;
    std::unique_ptr<ChildProcess> process_;
};

}  // namespace tests
