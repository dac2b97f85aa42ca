#include "base/error.hpp"

#include <array>
#include <cstddef>

namespace base {
namespace {

struct Row {
    std::string_view name;
    int http_status;
    int exit_code;
};

/// Indexed by ErrorKind.
constexpr std::array<Row, 8> kTable{{
    {"invalid", 400, 1},
    {"unauthorized", 401, 1},
    {"denied", 404, 1},
    {"not_found", 404, 1},
    {"conflict", 409, 1},
    {"limited", 429, 75},
    {"unavailable", 503, 75},
    {"rejected", 502, 1},
}};

const Row& row(ErrorKind kind) {
    return kTable.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view name_of(ErrorKind kind) {
    return row(kind).name;
}

int http_status_of(ErrorKind kind) {
    return row(kind).http_status;
}

int exit_code_of(ErrorKind kind) {
    return row(kind).exit_code;
}

}  // namespace base
