#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.hpp"

namespace tests {

/// Keeps every event as one line, "event name=value ...".
class RecordingLog final : public base::Log {
public:
    void write(
        base::Level, std::string_view event, std::initializer_list<base::Field> fields
    ) noexcept override {
        std::string line(event);
        for (const base::Field& field : fields) {
            line.append(" ").append(field.name).append("=").append(field.value);
        }
        const std::scoped_lock lock(mutex_);
        lines_.push_back(std::move(line));
    }

    [[nodiscard]] std::vector<std::string> lines() const {
        const std::scoped_lock lock(mutex_);
        return lines_;
    }

    [[nodiscard]] bool contains(std::string_view part) const {
        const auto all = lines();
        return std::any_of(all.begin(), all.end(), [&](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace tests
