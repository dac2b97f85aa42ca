#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

/// Outgoing HTTP as the rooms see it. Rooms build requests and read answers; only the transport,
/// which the composer hands them, touches the network.
namespace base {

struct HttpHeader {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method = "GET";
    std::string url;  ///< absolute
    std::vector<HttpHeader> headers{};
    std::string body{};
    milliseconds deadline{15'000};             ///< from start to last byte, connecting included
    std::size_t max_answer_bytes = 8U << 20U;  ///< after decompression; more is an error
};

struct HttpResponse {
    int status = 0;
    std::vector<HttpHeader> headers{};
    std::string body{};

    /// The first header of that name, in any case; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// The body of an answer, piece by piece while it arrives. Destroying it ends the call. One thread
/// or fiber at a time; the transport it came from outlives it.
class HttpBody {
public:
    virtual ~HttpBody() = default;
    /// Waits for the next piece; "" is the end. Errors as those of `send`: the body is cut short.
    [[nodiscard]] virtual Result<std::string> read() = 0;
};

struct HttpStream {
    HttpResponse head;  ///< its body is empty
    std::unique_ptr<HttpBody> body;
};

/// Thread-safe. Never follows redirects.
class HttpTransport {
public:
    virtual ~HttpTransport() = default;
    /// Waits (see base/waiting.hpp) for the whole answer, whatever its status.
    /// Unavailable: no answer (refused, reset, timed out, cut short): the request may or may not
    /// have been acted upon. Invalid: an URL or host that is not allowed. Rejected: answer too big.
    [[nodiscard]] virtual Result<HttpResponse> send(const HttpRequest& request) = 0;

    /// Waits for the head only. Deadline and greatest size are those of the whole answer. A
    /// transport that has no better way holds all of it in memory, as this does.
    [[nodiscard]] virtual Result<HttpStream> open(const HttpRequest& request);
};

}  // namespace base
