#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "base/http.hpp"

namespace jira {

/// Counts the calls that go out through it, and remembers how many more Jira says there may be
/// (`X-RateLimit-Remaining`, of the kind of limit that spoke last). Changes nothing. Thread-safe.
class CallMeter final : public base::HttpTransport {
public:
    explicit CallMeter(base::HttpTransport& next) : next_(next) {}

    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request) override;

    [[nodiscard]] std::int64_t calls() const { return calls_; }

    /// Nothing while Jira has not named a number.
    [[nodiscard]] std::optional<std::int64_t> left() const;

private:
    static constexpr std::int64_t kUnknown = -1;

    base::HttpTransport& next_;
    std::atomic<std::int64_t> calls_ = 0;
    std::atomic<std::int64_t> left_ = kUnknown;
};

}  // namespace jira
