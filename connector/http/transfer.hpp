#pragma once

#include <memory>
#include <string>

#include "base/http.hpp"
#include "base/waiting.hpp"
#include "connector/http/monotonic.hpp"
#include "connector/http/outbound.hpp"
#include "connector/http/pipe.hpp"

using CURL = void;  // as <curl/curl.h> has it

namespace connector::http {

/// One outgoing call on one libcurl easy handle. Lives on its caller's stack while the caller
/// waits; between `base::wait_for` and `resume` it belongs to the Outbound thread. With a `pipe`
/// the answer goes there while it arrives, as it was sent (not decompressed), and `result` says
/// only how it ended.
class Transfer {
public:
    /// Invalid: a method or header that would break out of its line, or that libcurl sets itself.
    [[nodiscard]] static base::Result<void> check(const base::HttpRequest& request);

    /// `request` and `pipe` outlive it.
    Transfer(
        const base::HttpRequest& request,
        std::string host,
        const OutboundSettings& settings,
        Pipe* pipe = nullptr
    );
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    [[nodiscard]] CURL* handle() const;
    [[nodiscard]] Instant deadline() const;

    /// `curl_code` is libcurl's outcome. The transfer is over; `resume` may be called.
    void finish(int curl_code);
    void fail(const std::string& reason);

    [[nodiscard]] base::Result<base::HttpResponse>& result();

    base::Resume resume;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace connector::http
