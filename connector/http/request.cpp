#include "connector/http/request.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace connector::http {
namespace {

constexpr std::size_t kMostFields = 100;

bool is_text(std::string_view decoded) {
    return base::is_utf8(decoded) && decoded.find('\0') == std::string_view::npos;
}

/// '+' is a space in this encoding, and only in this one.
std::optional<std::string> decode_field(std::string_view encoded) {
    std::string spaced(encoded);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    auto decoded = base::percent_decode(spaced);
    if (!decoded || !is_text(*decoded)) return std::nullopt;
    return decoded;
}

/// The second value of the one pair of that name; nothing when absent or repeated.
template <typename Pairs, typename NameOf, typename ValueOf>
std::optional<std::string_view> only_one(
    const Pairs& pairs, std::string_view name, NameOf name_of, ValueOf value_of
) {
    std::optional<std::string_view> found;
    for (const auto& pair : pairs) {
        if (name_of(pair) != name) continue;
        if (found) return std::nullopt;
        found = value_of(pair);
    }
    return found;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
    return only_one(
        headers,
        name,
        [](const base::HttpHeader& header) -> std::string_view { return header.name; },
        [](const base::HttpHeader& header) -> std::string_view { return header.value; }
    );
}

const std::string& Request::path_value(std::string_view name) const {
    for (const auto& [known, value] : path_values) {
        if (known == name) return value;
    }
    throw std::logic_error("the route has no path value \"" + std::string(name) + "\"");
}

base::Result<Form> Form::parse(std::string_view encoded) {
    Form form;
    if (encoded.empty()) return form;
    for (const std::string_view field : base::split(encoded, '&')) {
        if (field.empty()) continue;
        if (form.fields_.size() == kMostFields) {
            return base::fail(base::ErrorKind::Invalid, "form has too many fields");
        }
        const std::size_t equals = std::min(field.find('='), field.size());
        auto name = decode_field(field.substr(0, equals));
        auto value = decode_field(field.substr(std::min(equals + 1, field.size())));
        if (!name || !value) {
            return base::fail(base::ErrorKind::Invalid, "form field is not well-formed text");
        }
        form.fields_.emplace_back(std::move(*name), std::move(*value));
    }
    return form;
}

base::Result<Form> Form::of(std::vector<std::pair<std::string, std::string>> fields) {
    if (fields.size() > kMostFields) {
        return base::fail(base::ErrorKind::Invalid, "form has too many fields");
    }
    for (const auto& [name, value] : fields) {
        if (is_text(name) && is_text(value)) continue;
        return base::fail(base::ErrorKind::Invalid, "form field is not well-formed text");
    }
    Form form;
    form.fields_ = std::move(fields);
    return form;
}

std::optional<std::string_view> Form::value(std::string_view name) const {
    return only_one(
        fields_,
        name,
        [](const auto& field) -> std::string_view { return field.first; },
        [](const auto& field) -> std::string_view { return field.second; }
    );
}

std::vector<std::string> Form::values(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [known, value] : fields_) {
        if (known == name) found.push_back(value);
    }
    return found;
}

std::optional<std::string_view> cookie(const Request& request, std::string_view name) {
    std::optional<std::string_view> found;
    for (const base::HttpHeader& header : request.headers) {
        if (header.name != "cookie") continue;
        for (const std::string_view part : base::split(header.value, ';')) {
            const std::string_view pair = base::trim(part);
            const std::size_t equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            if (found) return std::nullopt;  // somebody planted a second one: trust neither
            found = pair.substr(equals + 1);
        }
    }
    return found;
}

}  // namespace connector::http
