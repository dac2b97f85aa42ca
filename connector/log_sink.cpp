#include "connector/log_sink.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace connector {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kQueuedLines = 8192;

const char* name_of(base::Level level) {
    switch (level) {
        case base::Level::Debug: return "debug";
        case base::Level::Info: return "info";
        case base::Level::Warning: return "warning";
        case base::Level::Error: return "error";
    }
    return "error";
}

}  // namespace

struct LogSink::Writer {
    std::shared_ptr<spdlog::details::thread_pool> pool =
        std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
    std::shared_ptr<spdlog::async_logger> logger = std::make_shared<spdlog::async_logger>(
        "connector",
        std::make_shared<spdlog::sinks::stderr_sink_mt>(),
        pool,
        spdlog::async_overflow_policy::overrun_oldest
    );
};

LogSink::LogSink(const base::Clock& clock, base::Level least)
    : clock_(clock), least_(least), writer_(std::make_unique<Writer>()) {
    writer_->logger->set_pattern("%v");
}

LogSink::~LogSink() = default;

void LogSink::write(
    base::Level level, std::string_view event, std::initializer_list<base::Field> fields
) noexcept {
    if (level < least_) return;
    try {
        writer_->logger->log(spdlog::level::info, log_line(clock_.now(), level, event, fields));
    } catch (const std::exception&) {
        // Out of memory while logging: the service goes on without this line.
        return;
    }
}

std::string log_line(
    base::Time at,
    base::Level level,
    std::string_view event,
    std::initializer_list<base::Field> fields
) {
    ordered_json line{{"at", base::format_time(at)}, {"level", name_of(level)}, {"event", event}};
    for (const base::Field& field : fields) {
        const auto number = field.is_number ? base::parse_int(field.value) : std::nullopt;
        if (number) {
            line[std::string(field.name)] = *number;
        } else {
            line[std::string(field.name)] = field.value;
        }
    }
    return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace connector
