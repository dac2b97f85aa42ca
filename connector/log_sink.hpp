#pragma once

#include <atomic>
#include <memory>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace connector {

/// Writes events as one JSON object a line to standard error: "at", "level", "event", then the
/// fields. A thread of its own does the writing; when the reader of the pipe is slow, the oldest
/// waiting lines are dropped rather than anybody kept waiting (SR-133).
class LogSink final : public base::Log {
public:
    LogSink(const base::Clock& clock, base::Level least);
    /// Writes what is queued.
    ~LogSink() override;
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;

    /// What is less important is not written. From any thread.
    void set_level(base::Level least) noexcept { least_ = least; }

    void write(
        base::Level level, std::string_view event, std::initializer_list<base::Field> fields
    ) noexcept override;

private:
    struct Writer;

    const base::Clock& clock_;
    std::atomic<base::Level> least_;
    std::unique_ptr<Writer> writer_;
};

/// One event as it stands in the log, without the line's end.
[[nodiscard]] std::string log_line(
    base::Time at,
    base::Level level,
    std::string_view event,
    std::initializer_list<base::Field> fields
);

}  // namespace connector
