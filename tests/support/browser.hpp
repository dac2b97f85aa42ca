#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/http.hpp"

namespace tests {

using Fields = std::map<std::string, std::string>;

/// As much of a browser as the portal needs: cookies, forms, and the headers by which a server
/// knows its own pages. Copies are browsers with the same cookies. Not thread-safe; copy it.
class Browser {
public:
    /// `origin`: "http://localhost:8080".
    Browser(base::HttpTransport& transport, std::string origin);

    /// `target`: a path, or a whole address of this origin. All throw when no answer comes.
    base::HttpResponse get(std::string_view target);
    base::HttpResponse post(std::string_view target, const Fields& fields);
    /// Fills in and sends the form of `page` that goes to `action`; throws when there is none.
    base::HttpResponse submit(
        const base::HttpResponse& page, std::string_view action, const Fields& typed = {}
    );
    /// The same with a file, by the name and with the bytes given, in the field `files`.
    base::HttpResponse submit_file(
        const base::HttpResponse& page,
        std::string_view action,
        const Fields& typed,
        const std::pair<std::string, std::string>& file
    );
    /// Goes where a redirect points; throws when `answer` is none.
    base::HttpResponse follow(const base::HttpResponse& answer);

    /// Empty when there is none of that name.
    [[nodiscard]] std::string cookie(const std::string& name) const;

    void set_cookie(const std::string& name, std::string value) {
        cookies_[name] = std::move(value);
    }

private:
    [[nodiscard]] base::HttpResponse send(base::HttpRequest request);
    void keep_cookies(const base::HttpResponse& answer);

    base::HttpTransport* transport_;
    std::string origin_;
    std::map<std::string, std::string> cookies_;
};

/// The hidden fields of the form that goes to `action`.
[[nodiscard]] Fields hidden_fields(std::string_view html, std::string_view action);

/// "a=1&b=2", encoded.
[[nodiscard]] std::string encode_form(const Fields& fields);

/// The part of `text` between the two, as it stands; empty when there is none.
[[nodiscard]] std::string_view between(
    std::string_view text, std::string_view before, std::string_view after
);

}  // namespace tests
