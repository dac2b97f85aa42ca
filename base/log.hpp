#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace base {

enum class Level { Debug, Info, Warning, Error };

/// One named value of a log event. Texts are escaped by the sink. Never pass a token, a cookie, a
/// secret or a body; addresses go through `mask_address` (SR-131).
struct Field {
    Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}

    Field(std::string_view field_name, const char* text) : name(field_name), value(text) {}

    template <typename T>

    requires std::is_integral_v<T> Field(std::string_view field_name, T number)
        : name(field_name), value(std::to_string(number)), is_number(true) {}

    std::string_view name;
    std::string value;
    bool is_number = false;
};

/// Where events go. Thread-safe, never throws, never blocks on a slow sink (SR-133). Events have
/// stable dotted names, room first: "link.exchange_refused"; docs/messages.md explains each.
class Log {
public:
    virtual ~Log() = default;
    virtual void write(
        Level level, std::string_view event, std::initializer_list<Field> fields
    ) noexcept = 0;

    void debug(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Debug, event, fields);
    }

    void info(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Info, event, fields);
    }

    void warning(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Warning, event, fields);
    }

    void error(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
        write(Level::Error, event, fields);
    }
};

}  // namespace base
