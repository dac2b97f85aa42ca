#pragma once

#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/http.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/process.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/stage_fixtures.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// An OpenID Connect provider that isn't ours (npm oidc-provider, tests/sso/provider.mjs). Whoever
/// comes is signed in there at once. Gone with this object.
class OidcSite {
public:
    static constexpr const char* kClient = "jsm-connector";
    static constexpr const char* kSecret = "a-secret-of-the-client-of-a-test";

    explicit OidcSite(const std::string& redirect_uri);
    ~OidcSite();

    /// The issuer: "http://127.0.0.1:PORT"
    [[nodiscard]] const std::string& issuer() const { return issuer_; }

    /// See provider.mjs: as whom, and what is wrong with the next tokens.
    void control(const nlohmann::json& change);

    /// What a browser does that is sent to `address` there: it goes where it is led, until it is
    /// led elsewhere, and this is where.
    [[nodiscard]] std::string visit(std::string address);

private:
    TempDir directory_;
    std::unique_ptr<ChildProcess> process_;
    std::string issuer_;
    std::unique_ptr<JsonClient> control_;
    RecordingLog log_;
    std::unique_ptr<base::HttpTransport> transport_;
};

}  // namespace tests
