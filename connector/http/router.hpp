#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/request.hpp"
#include "connector/http/response.hpp"

namespace connector::http {

struct UploadRules;

/// Runs on a fiber: it may wait (base/waiting.hpp) and reads like plain code. What it throws
/// becomes 503 (base::Unavailable-style store errors) or 500 with the request's id.
using Handler = std::function<Response(const Request&)>;

struct Route {
    Method method = Method::Get;  ///< Get also answers HEAD
    std::string pattern;          ///< "/l/{token}/resend": a name in braces takes one segment
    std::string name;             ///< "link.resend": stable, for metrics and the policy matrix
    Handler handler;
    std::size_t max_body_bytes = 0;  ///< longer bodies are refused with 413 before they are read
    /// Set: forms with files are taken too, as Request::upload; `max_body_bytes` are their fields'.
    std::shared_ptr<const UploadRules> uploads{};

    [[nodiscard]] std::size_t most_bytes(bool has_files) const;
};

/// The surface of a listener on one page. Built at start, read by every I/O thread afterwards.
///
/// A path is split at '/' and each segment percent-decoded once, then compared: where a literal and
/// a name both fit, the literal wins, leftmost segment first. A name takes any segment but an
/// empty one. "/sup" and "/sup/" are different paths.
class Router {
public:
    /// Throws std::logic_error for two routes of one method and shape, and for a pattern that is
    /// not of the form above.
    void add(Route route);

    struct Match {
        const Route* route = nullptr;  ///< null: see `allowed`
        std::vector<std::pair<std::string, std::string>> path_values;
        std::string allowed;  ///< for 405: "GET, HEAD, POST"; empty means 404
        /// A bad escape, or an encoded '/', control character or non-UTF-8 byte: 400.
        bool is_malformed = false;
    };

    [[nodiscard]] Match find(Method method, std::string_view path) const;

    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

    /// The page for 400, 404, 405, 413, 429, 500 and 503; the default is a plain line of text.
    /// Must not throw and must not wait.
    std::function<Response(int status, const Request&)> error_page;

private:
    /// A pattern's segments; the name is empty for a literal.
    struct Segment {
        std::string literal;
        std::string name;
    };

    using Shape = std::vector<Segment>;

    [[nodiscard]] static Shape shape_of(const std::string& pattern);
    [[nodiscard]] static bool fits(const Shape& shape, const std::vector<std::string>& segments);
    /// Both fit the same path; true when `left` is literal where they first differ.
    [[nodiscard]] static bool is_closer(const Shape& left, const Shape& right);

    std::vector<Route> routes_;
    std::vector<Shape> shapes_;  ///< of routes_, same order
};

}  // namespace connector::http
