#include "tests/support/browser.hpp"

#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace tests {
namespace {

/// The form's source, from its action to its end.
std::string_view form_of(std::string_view html, std::string_view action) {
    const std::string start = "<form method=\"post\" action=\"" + std::string(action);
    const std::size_t at = html.find(start);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = html.substr(at + start.size());
    // "/l/TOKEN" must not find "/l/TOKEN/resend".
    const bool is_whole = rest.starts_with('"') || rest.starts_with('#');
    return is_whole ? rest.substr(0, rest.find("</form>")) : form_of(rest, action);
}

}  // namespace

Browser::Browser(base::HttpTransport& transport, std::string origin)
    : transport_(&transport), origin_(std::move(origin)) {}

base::HttpResponse Browser::get(std::string_view target) {
    return send({.url = std::string(target)});
}

base::HttpResponse Browser::post(std::string_view target, const Fields& fields) {
    return send(
        {.method = "POST",
         .url = std::string(target),
         .headers =
             {{"Content-Type", "application/x-www-form-urlencoded"},
              {"Origin", origin_},
              {"Sec-Fetch-Site", "same-origin"}},
         .body = encode_form(fields)}
    );
}

base::HttpResponse Browser::submit(
    const base::HttpResponse& page, std::string_view action, const Fields& typed
) {
    Fields fields = hidden_fields(page.body, action);
    if (fields.empty()) throw std::runtime_error("no form goes to " + std::string(action));
    for (const auto& [name, value] : typed) fields[name] = value;
    return post(action, fields);
}

base::HttpResponse Browser::submit_file(
    const base::HttpResponse& page,
    std::string_view action,
    const Fields& typed,
    const std::pair<std::string, std::string>& file
) {
    Fields fields = hidden_fields(page.body, action);
    for (const auto& [name, value] : typed) fields[name] = value;
    const std::string part = "--edge-of-the-form\r\nContent-Disposition: form-data; name=\"";
    std::string body;
    for (const auto& [name, value] : fields) {
        body.append(part).append(name).append("\"\r\n\r\n").append(value).append("\r\n");
    }
    body.append(part).append("files\"; filename=\"").append(file.first);
    body.append("\"\r\nContent-Type: application/octet-stream\r\n\r\n").append(file.second);
    return send(
        {.method = "POST",
         .url = std::string(action),
         .headers =
             {{"Content-Type", "multipart/form-data; boundary=edge-of-the-form"},
              {"Origin", origin_},
              {"Sec-Fetch-Site", "same-origin"}},
         .body = body + "\r\n--edge-of-the-form--\r\n"}
    );
}

base::HttpResponse Browser::follow(const base::HttpResponse& answer) {
    const std::string_view location = answer.header("location");
    if (location.empty()) throw std::runtime_error("not a redirect: " + answer.body);
    return get(location.substr(0, location.find('#')));
}

std::string Browser::cookie(const std::string& name) const {
    const auto found = cookies_.find(name);
    return found == cookies_.end() ? "" : found->second;
}

base::HttpResponse Browser::send(base::HttpRequest request) {
    request.max_answer_bytes = 200U << 20U;
    if (request.url.starts_with('/')) request.url = origin_ + request.url;
    std::string cookies;
    for (const auto& [name, value] : cookies_) {
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    }
    if (!cookies.empty()) request.headers.push_back({"Cookie", cookies});
    auto answer = transport_->send(request);
    if (!answer) throw std::runtime_error(request.url + ": " + answer.error().message);
    keep_cookies(*answer);
    return *std::move(answer);
}

void Browser::keep_cookies(const base::HttpResponse& answer) {
    for (const base::HttpHeader& header : answer.headers) {
        if (!base::equal_ignoring_case(header.name, "set-cookie")) continue;
        const std::string_view pair =
            std::string_view(header.value).substr(0, header.value.find(';'));
        const std::size_t equals = pair.find('=');
        const std::string name(pair.substr(0, equals));
        if (header.value.find("Max-Age=0;") != std::string::npos) {
            cookies_.erase(name);
        } else {
            cookies_[name] = pair.substr(equals + 1);
        }
    }
}

Fields hidden_fields(std::string_view html, std::string_view action) {
    constexpr std::string_view kInput = "<input type=\"hidden\" name=\"";
    Fields fields;
    std::string_view form = form_of(html, action);
    for (std::size_t at = form.find(kInput); at != std::string_view::npos; at = form.find(kInput)) {
        form.remove_prefix(at + kInput.size());
        const std::string name(form.substr(0, form.find('"')));
        fields[name] = between(form, "value=\"", "\"");
    }
    return fields;
}

std::string encode_form(const Fields& fields) {
    std::string encoded;
    for (const auto& [name, value] : fields) {
        if (!encoded.empty()) encoded += '&';
        encoded += base::percent_encode(name) + "=" + base::percent_encode(value);
    }
    return encoded;
}

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
    const std::size_t start = text.find(before);
    if (start == std::string_view::npos) return {};
    text.remove_prefix(start + before.size());
    const std::size_t end = text.find(after);
    return end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
}

}  // namespace tests
