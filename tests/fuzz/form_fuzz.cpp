#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "connector/http/request.hpp"
#include "connector/http/router.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using connector::http::Form;
using connector::http::Method;
using connector::http::Request;
using connector::http::Router;
using fuzz::expect;

int digit_of(char c) {
    const std::size_t at = std::string_view("0123456789abcdefABCDEF").find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at < 16 ? at : at - 6);
}

/// A second opinion on percent-encoding, with '+' as a blank. Nothing for a bad escape.
std::optional<std::string> decode(std::string_view encoded) {
    std::string text;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] != '%') {
            text += encoded[i] == '+' ? ' ' : encoded[i];
            continue;
        }
        if (i + 2 >= encoded.size()) return std::nullopt;
        const int high = digit_of(encoded[i + 1]);
        const int low = digit_of(encoded[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        text += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return text;
}

void check_form(std::string_view encoded) {
    const auto form = Form::parse(encoded);
    if (!form) return;
    std::map<std::string, std::vector<std::string>> expected;
    std::string anew;
    for (const std::string_view field : base::split(encoded, '&')) {
        if (field.empty()) continue;
        const std::size_t equals = std::min(field.find('='), field.size());
        const auto name = decode(field.substr(0, equals));
        const auto value = decode(field.substr(std::min(equals + 1, field.size())));
        expect(name && value, "a form with a bad escape is refused");
        expected[*name].push_back(*value);
        anew += '&' + base::percent_encode(*name) + '=' + base::percent_encode(*value);
    }
    const auto again = Form::parse(anew);
    expect(again.has_value(), "a form written anew is accepted");
    for (const auto& [name, values] : expected) {
        const auto value = form->value(name);
        expect(value.has_value() == (values.size() == 1), "a field given twice is none");
        expect(again->value(name) == value, "a form written anew says the same");
        if (!value) continue;
        expect(*value == values.front(), "a field is decoded once");
        expect(base::is_utf8(*value), "a field is text");
        expect(value->find('\0') == std::string_view::npos, "a field holds no NUL");
    }
}

void check_cookies(std::string_view header) {
    Request request;
    request.headers.push_back({"cookie", std::string(header)});
    const auto found = connector::http::cookie(request, "__Host-jsm-session");
    if (found) {
        expect(header.find(*found) != std::string_view::npos, "a cookie's value is as sent");
        expect(found->find(';') == std::string_view::npos, "and ends before the next");
    }
    request.headers.push_back({"cookie", "__Host-jsm-session=planted"});
    const auto with_planted = connector::http::cookie(request, "__Host-jsm-session");
    expect(
        !with_planted || (!found && *with_planted == "planted"), "two cookies of a name are none"
    );
}

void check_path(std::string_view path) {
    static const Router router = [] {
        Router routes;
        const auto no_answer = [](const Request&) { return connector::http::text(200, ""); };
        routes.add({Method::Get, "/sup/requests/{key}", "request", no_answer});
        routes.add({Method::Get, "/l/{token}", "link", no_answer});
        routes.add({Method::Post, "/l/{token}/resend", "link.resend", no_answer});
        return routes;
    }();
    const auto match = router.find(Method::Get, path);
    if (match.route == nullptr) return;
    expect(match.path_values.size() == 1, "a route with one name has one value");
    const std::string& value = match.path_values.front().second;
    expect(!value.empty(), "a name takes no empty segment");
    expect(value.find('/') == std::string::npos, "a value is one segment");
    if (path.find('%') != std::string_view::npos) {
        expect(!base::has_control_character(value), "a decoded value is printable");
        expect(base::is_utf8(value), "a decoded value is text");
    }
    const std::string anew =
        (match.route->name == "link" ? "/l/" : "/sup/requests/") + base::percent_encode(value);
    const auto again = router.find(Method::Get, anew);
    if (!base::is_utf8(value) || base::has_control_character(value)) return;
    expect(again.route == match.route, "a path written anew is the same route");
    expect(again.path_values.front().second == value, "with the same value: decoded once");
}

}  // namespace

/// Any text as a form, as a Cookie header and as a path.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    check_form(input);
    check_cookies(input);
    check_path(input);
    return 0;
}
