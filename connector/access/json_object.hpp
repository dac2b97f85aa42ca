#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"

namespace connector::access {

/// An object of JSON from elsewhere: a token's claims, a provider's answer. A member of another
/// type than the one that is asked for is as good as none. Copies share the object, which never
/// changes.
class JsonObject {
public:
    /// What lies deeper than this is left out: nothing we ask for does.
    static constexpr int kMaxDepth = 16;
    static constexpr std::size_t kMaxBytes = 256U << 10U;

    /// Invalid: no object, not UTF-8, too long, a byte of zero in it.
    [[nodiscard]] static base::Result<JsonObject> parse(std::string_view text);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// Whole and not negative; a fraction is cut off, as NumericDate may have one (RFC 7519).
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
    /// True only for a literal `true`.
    [[nodiscard]] bool is_true(std::string_view name) const;
    /// A text, or a list of texts only.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    /// The objects of a list; what else it holds is left out.
    [[nodiscard]] std::vector<JsonObject> objects(std::string_view name) const;

private:
    explicit JsonObject(std::shared_ptr<const nlohmann::json> value);
    [[nodiscard]] const nlohmann::json* find(std::string_view name) const;

    std::shared_ptr<const nlohmann::json> value_;
};

}  // namespace connector::access
