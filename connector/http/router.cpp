#include "connector/http/router.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

#include "base/text.hpp"
#include "connector/http/upload_form.hpp"

namespace connector::http {
namespace {

std::string_view name_of(Method method) {
    switch (method) {
        case Method::Get: return "GET";
        case Method::Head: return "HEAD";
        case Method::Post: return "POST";
        case Method::Put: return "PUT";
        case Method::Delete: return "DELETE";
        case Method::Other: return "other";
    }
    return "other";
}

bool answers(const Route& route, Method method) {
    return route.method == method || (route.method == Method::Get && method == Method::Head);
}

/// "GET, HEAD, POST" from the methods that have a route.
std::string list(const std::set<Method>& methods) {
    std::string names;
    for (const Method method : methods) {
        if (!names.empty()) names += ", ";
        names += name_of(method);
        if (method == Method::Get) names += ", HEAD";
    }
    return names;
}

std::optional<std::string> decode_segment(std::string_view segment) {
    if (segment.find('%') == std::string_view::npos) return std::string(segment);
    auto decoded = base::percent_decode(segment);
    const bool is_plain = decoded && decoded->find('/') == std::string::npos &&
                          !base::has_control_character(*decoded) && base::is_utf8(*decoded);
    if (!is_plain) return std::nullopt;
    return decoded;
}

/// Nothing when a segment is malformed.
std::optional<std::vector<std::string>> decode_path(std::string_view path) {
    std::vector<std::string> segments;
    if (path.empty() || path.front() != '/') return std::nullopt;
    for (const std::string_view part : base::split(path.substr(1), '/')) {
        auto segment = decode_segment(part);
        if (!segment) return std::nullopt;
        segments.push_back(std::move(*segment));
    }
    return segments;
}

}  // namespace

Router::Shape Router::shape_of(const std::string& pattern) {
    const auto reject = [&] { throw std::logic_error("route pattern \"" + pattern + "\""); };
    if (pattern.empty() || pattern.front() != '/') reject();
    Shape shape;
    std::set<std::string_view> names;
    for (const std::string_view part : base::split(std::string_view(pattern).substr(1), '/')) {
        if (part.find_first_of("{}") == std::string_view::npos) {
            shape.push_back({std::string(part), ""});
            continue;
        }
        const bool is_braced = part.size() > 2 && part.front() == '{' && part.back() == '}';
        const std::string_view name = is_braced ? part.substr(1, part.size() - 2) : "";
        if (name.empty() || !names.insert(name).second) reject();
        shape.push_back({"", std::string(name)});
    }
    return shape;
}

void Router::add(Route route) {
    Shape shape = shape_of(route.pattern);
    const auto is_same_segment = [](const Segment& left, const Segment& right) {
        return left.name.empty() == right.name.empty() && left.literal == right.literal;
    };
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const bool is_same_shape = std::equal(
            shape.begin(), shape.end(), shapes_[i].begin(), shapes_[i].end(), is_same_segment
        );
        if (is_same_shape && routes_[i].method == route.method) {
            throw std::logic_error("two routes for " + route.pattern);
        }
    }
    routes_.push_back(std::move(route));
    shapes_.push_back(std::move(shape));
}

bool Router::fits(const Shape& shape, const std::vector<std::string>& segments) {
    return std::equal(
        shape.begin(),
        shape.end(),
        segments.begin(),
        segments.end(),
        [](const Segment& wanted, const std::string& given) {
            return wanted.name.empty() ? wanted.literal == given : !given.empty();
        }
    );
}

bool Router::is_closer(const Shape& left, const Shape& right) {
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i].name.empty() != right[i].name.empty()) return left[i].name.empty();
    }
    return false;
}

std::size_t Route::most_bytes(bool has_files) const {
    if (!has_files || !uploads) return max_body_bytes;
    const std::size_t of_a_file = uploads->max_file_bytes + MultipartParser::kLongestHead;
    return max_body_bytes + uploads->max_files * of_a_file;
}

Router::Match Router::find(Method method, std::string_view path) const {
    Match match;
    auto segments = decode_path(path);
    if (!segments) {
        match.is_malformed = true;
        return match;
    }
    std::set<Method> methods;
    const Shape* best = nullptr;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (!fits(shapes_[i], *segments)) continue;
        if (!answers(routes_[i], method)) {
            methods.insert(routes_[i].method);
        } else if (best == nullptr || is_closer(shapes_[i], *best)) {
            best = &shapes_[i];
            match.route = &routes_[i];
        }
    }
    if (best == nullptr) {
        match.allowed = list(methods);
        return match;
    }
    for (std::size_t i = 0; i < best->size(); ++i) {
        const std::string& name = (*best)[i].name;
        if (!name.empty()) match.path_values.emplace_back(name, std::move((*segments)[i]));
    }
    return match;
}

}  // namespace connector::http
