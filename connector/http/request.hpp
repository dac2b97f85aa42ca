#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.hpp"

namespace connector::http {

class UploadForm;

enum class Method { Get, Head, Post, Put, Delete, Other };

/// A request that passed framing, limits and the Host check. Text is as sent unless said otherwise.
struct Request {
    Method method = Method::Get;
    std::string target;                     ///< path and query as sent
    std::string path;                       ///< before '?', not decoded
    std::string query;                      ///< after '?', not decoded
    std::vector<base::HttpHeader> headers;  ///< names lower-cased, in order, repeats kept
    std::string body;
    /// Instead of `body`: a form with files, where the route takes those.
    std::shared_ptr<UploadForm> upload{};
    std::string client_address;  ///< the peer, or what a trusted proxy says of it
    std::string id;              ///< for logs and error pages
    /// The parts of the path that the route names, percent-decoded once.
    std::vector<std::pair<std::string, std::string>> path_values;

    /// The value of the one header of that (lower-case) name; nothing when absent or repeated.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
    /// Throws std::logic_error for a name the route does not have.
    [[nodiscard]] const std::string& path_value(std::string_view name) const;
};

/// The fields of a body of type application/x-www-form-urlencoded, or of a query. Parsing fails
/// for bad escapes, invalid UTF-8, NUL and more than 100 fields.
class Form {
public:
    [[nodiscard]] static base::Result<Form> parse(std::string_view encoded);
    /// Of fields that came decoded; fails as `parse`.
    [[nodiscard]] static base::Result<Form> of(
        std::vector<std::pair<std::string, std::string>> fields
    );

    /// Nothing when absent or given more than once (SR-33).
    [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const;
    /// For what may be given several times, in order: boxes that were ticked.
    [[nodiscard]] std::vector<std::string> values(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// The value of the one cookie of that name. Absent, or sent twice, is nothing (SR-41).
[[nodiscard]] std::optional<std::string_view> cookie(const Request& request, std::string_view name);

}  // namespace connector::http
