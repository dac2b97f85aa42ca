#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/http.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace connector::http {

struct OutboundSettings {
    /// "https://acme.atlassian.net": scheme, host and port that may be called; everything else is
    /// Invalid before a connection is made (SR-75).
    std::vector<std::string> allowed_origins;
    std::string ca_file{};  ///< empty: the system's
    unsigned max_connections_per_host = 16;
    /// "http://user:password@proxy:3128", for https by CONNECT; empty: none, whatever the
    /// environment says. The check of addresses then sees the proxy's own.
    base::Secret proxy{};
};

/// libcurl's multi interface on a thread of its own; keeps connections, speaks HTTP/2 over TLS.
/// Redirects are never followed. Thread-safe; destruction fails what is under way as Unavailable
/// and joins the thread.
class Outbound final : public base::HttpTransport {
public:
    Outbound(OutboundSettings settings, base::Log& log);
    ~Outbound() override;

    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request) override;

    /// Holds no more of the answer than a Pipe does: who reads slowly slows Jira down, and keeps
    /// one of the host's connections meanwhile. Not decompressed: the size is that on the wire.
    [[nodiscard]] base::Result<base::HttpStream> open(const base::HttpRequest& request) override;

    /// Fails what is under way, and every later call, as Unavailable: for a process that is to
    /// stop.
    void stop() noexcept;

private:
    struct StreamedCall;
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace connector::http
