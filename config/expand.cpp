#include "config/expand.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/file.hpp"

namespace config {
namespace {

constexpr std::string_view kOpening = "${";
constexpr std::string_view kFilePrefix = "file:";
constexpr std::size_t kMaxSecretBytes = 64U << 10U;

bool is_variable_name(std::string_view name) {
    const auto is_letter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    return !name.empty() && is_letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9');
           });
}

base::Result<std::string> variable(std::string_view name, const Sources& sources) {
    if (!is_variable_name(name)) {
        return base::fail(
            base::ErrorKind::Invalid,
            "has a '${...}' that names no environment variable; write ${NAME} or ${file:PATH}"
        );
    }
    auto value = sources.environment.variable(std::string(name));
    if (!value) {
        return base::fail(
            base::ErrorKind::NotFound,
            fmt::format("needs the environment variable {}, which is not set", name)
        );
    }
    return std::move(*value);
}

base::Result<std::string> file_content(
    const std::filesystem::path& path, const Sources& sources, Secrecy secrecy
) {
    if (path.empty()) {
        return base::fail(base::ErrorKind::Invalid, "has ${file:} without a path");
    }
    auto file = read_file((sources.directory / path).lexically_normal(), kMaxSecretBytes);
    if (!file) {
        return base::fail(base::ErrorKind::NotFound, "needs a file: " + file.error().message);
    }
    if (secrecy == Secrecy::Private && !file->is_private()) {
        return base::fail(base::ErrorKind::Denied, "comes from a file that " + file->exposure());
    }
    std::string content = std::move(file->content);
    if (!content.empty() && content.back() == '\n') content.pop_back();
    if (!content.empty() && content.back() == '\r') content.pop_back();
    return content;
}

base::Result<std::string> resolve(
    std::string_view reference, const Sources& sources, Secrecy secrecy
) {
    if (reference.substr(0, kFilePrefix.size()) == kFilePrefix) {
        return file_content(reference.substr(kFilePrefix.size()), sources, secrecy);
    }
    return variable(reference, sources);
}

}  // namespace

bool has_reference(std::string_view text) {
    return text.find(kOpening) != std::string_view::npos;
}

bool is_reference(std::string_view text) {
    return text.substr(0, kOpening.size()) == kOpening && text.find('}') == text.size() - 1;
}

base::Result<std::string> expand(std::string_view text, const Sources& sources, Secrecy secrecy) {
    std::string result;
    for (;;) {
        const std::size_t start = text.find(kOpening);
        result += text.substr(0, start);
        if (start == std::string_view::npos) return result;
        const std::size_t end = text.find('}', start);
        if (end == std::string_view::npos) {
            return base::fail(
                base::ErrorKind::Invalid,
                "has a '${' without its '}'; a value that holds '${' itself can come from "
                "${file:PATH}"
            );
        }
        const std::size_t from = start + kOpening.size();
        auto value = resolve(text.substr(from, end - from), sources, secrecy);
        if (!value) return base::fail(value);
        result += *value;
        text.remove_prefix(end + 1);
    }
}

}  // namespace config
