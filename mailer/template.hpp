#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/safe_html.hpp"
#include "base/template.hpp"

namespace mailer {

/// What a mail is filled with. Leave empty what a mail should not say: each sentence about an empty
/// value is left out.
struct MailValues {
    std::string brand;               ///< "Acme Help"
    std::string accent = "#0b5fff";  ///< #rrggbb; anything else becomes the default
    std::string logo_url{};          ///< https or http; else the brand stands there in letters
    std::string request_key{};       ///< "SUP-12"
    std::string
        summary{};         ///< chosen by a visitor: leave empty towards an unproved address (SR-35)
    std::string author{};  ///< who replied
    std::string comment_text{};      ///< empty: no comment is shown
    base::SafeHtml comment_html{};   ///< the same comment; empty: `comment_text`, escaped
    std::string status{};            ///< "Waiting for customer"
    std::string button_url;          ///< https or http; goes into the mail byte for byte
    std::string expires_text{};      ///< how long the link works: "60 minutes"
    std::string code{};              ///< "123456"; of a sign-in link, may be typed instead
    std::string masked_recipient{};  ///< "a***@e***.com"
};

struct RenderedMail {
    std::string subject;  ///< one line
    std::string text;
    std::string html;
};

/// The mails we write, from the templates compiled into the program: templates/<kind>/. Kinds are
/// `link` (somebody asked for a sign-in link), `request_created`, `agent_replied`, `status_changed`
/// and `request_resolved`. `link` takes nothing but brand, accent, logo_url, button_url,
/// expires_text, code and masked_recipient: no text chosen by a visitor reaches an address not yet
/// proved (SR-35). Thread-safe.
class MailTemplates {
public:
    /// Throws std::logic_error when a template does not parse: they are part of the program.
    MailTemplates();

    /// Invalid: no such kind, or `button_url` is not an http(s) URL without blanks and quotes.
    [[nodiscard]] base::Result<RenderedMail> render(std::string_view kind, const MailValues& values)
        const;

private:
    base::TemplateSet templates_;
};

}  // namespace mailer
