#include "connector/portal/visitors.hpp"

#include "base/bytes.hpp"
#include "connector/access/token.hpp"

namespace connector::portal {
namespace {

using access::KeyPurpose;

constexpr std::string_view kSession = "jsm-session";
constexpr std::string_view kGuest = "jsm-guest";
constexpr std::string_view kBrowser = "jsm-browser";
constexpr std::string_view kTicket = "jsm-ticket";
/// Long enough for a link asked for here to be opened here.
constexpr base::seconds kBrowserLifetime{24 * 3600};

}  // namespace

access::Subject Visitor::subject() const {
    if (signed_in) return {signed_in->contact.id, signed_in->session.assurance};
    if (guest) return {.assurance = guest->assurance(), .holds = guest->holds};
    return {};
}

std::optional<base::ContactId> Visitor::contact() const {
    return signed_in ? std::optional(signed_in->contact.id) : std::nullopt;
}

Visitors::Visitors(
    const PortalSettings& settings,
    const access::KeyRing& keys,
    const access::Sessions& sessions,
    const access::Guests& guests,
    const Readers& readers,
    base::Random& random
)
    : settings_(settings),
      keys_(keys),
      sessions_(sessions),
      guests_(guests),
      readers_(readers),
      random_(random) {}

Visitor Visitors::recognise(store::Connection& connection, const http::Request& request) const {
    Visitor visitor;
    if (const auto value = http::cookie(request, cookie_name(kSession))) {
        visitor.signed_in = sessions_.find(connection, *value);
        if (visitor.signed_in) visitor.session_cookie = *value;
    }
    if (const auto value = http::cookie(request, cookie_name(kGuest))) {
        visitor.guest = guests_.find(connection, *value);
        if (visitor.guest) visitor.guest_cookie = *value;
    }
    const auto browser = http::cookie(request, cookie_name(kBrowser));
    if (browser && access::cookie_hash(keys_, *browser, KeyPurpose::BrowserHash)) {
        visitor.browser_cookie = *browser;
    } else {
        visitor.browser_cookie = access::mint_cookie(keys_, random_, KeyPurpose::BrowserHash).text;
        visitor.is_new_browser = true;
    }
    visitor.reader = readers_.of(
        request, visitor.signed_in ? visitor.signed_in->contact.preferences : model::Preferences{}
    );
    if (request.method == http::Method::Get) visitor.here = request.path;
    return visitor;
}

std::string Visitors::form_token(const Visitor& visitor) const {
    if (visitor.signed_in) return token_for(visitor.session_cookie);
    return token_for(visitor.guest ? visitor.guest_cookie : visitor.browser_cookie);
}

base::Bytes32 Visitors::browser_hash(const Visitor& visitor) const {
    return access::cookie_hash(keys_, visitor.browser_cookie, KeyPurpose::BrowserHash).value();
}

base::Result<void> Visitors::check_form(
    const http::Request& request, const http::Form& form, const Visitor& visitor
) const {
    if (!is_from_us(request)) {
        return base::fail(base::ErrorKind::Denied, "the form was not sent from our own pages");
    }
    const auto token = form.value("form_token");
    const bool is_ours =
        token &&
        base::equal_constant_time(base::as_bytes(*token), base::as_bytes(form_token(visitor)));
    // A browser that had no cookie cannot have been shown the form. Who is signed in, or holds
    // something, proves it by that cookie, which may well outlive the browser's.
    const bool is_stranger = !visitor.signed_in && !visitor.guest && visitor.is_new_browser;
    if (!is_ours || is_stranger) {
        return base::fail(base::ErrorKind::Denied, "the form does not belong to this browser");
    }
    return {};
}

void Visitors::remember_browser(http::Response& response, const Visitor& visitor) const {
    if (!visitor.is_new_browser) return;
    http::set_cookie(
        response,
        {.name = cookie_name(kBrowser),
         .value = visitor.browser_cookie,
         .max_age = kBrowserLifetime,
         .plain_http = settings_.plain_http}
    );
}

void Visitors::sign_in(
    http::Response& response, std::string_view cookie, base::seconds lifetime, bool until_closed
) const {
    http::set_cookie(
        response,
        {.name = cookie_name(kSession),
         .value = std::string(cookie),
         .max_age = lifetime,
         .until_closed = until_closed,
         .plain_http = settings_.plain_http}
    );
}

void Visitors::remember_guest(http::Response& response, const access::Guests::Begun& begun) const {
    const auto lifetime = begun.guest.expires - begun.guest.created;
    http::set_cookie(
        response,
        {.name = cookie_name(kGuest),
         .value = begun.cookie,
         .max_age = std::chrono::duration_cast<base::seconds>(lifetime),
         .plain_http = settings_.plain_http}
    );
}

void Visitors::sign_out(http::Response& response) const {
    for (const std::string_view name : {kSession, kGuest}) {
        http::set_cookie(
            response, {.name = cookie_name(name), .value = "", .plain_http = settings_.plain_http}
        );
    }
    response.headers.push_back({"Clear-Site-Data", "\"cache\", \"cookies\", \"storage\""});
}

void Visitors::remember_language(
    http::Response& response, std::string_view tag, base::seconds lifetime
) const {
    http::set_cookie(
        response,
        {.name = std::string(kLanguageCookie),
         .value = std::string(tag),
         .max_age = tag.empty() ? base::seconds{0} : lifetime,
         .plain_http = settings_.plain_http}
    );
}

std::string Visitors::ticket(const http::Request& request) const {
    return std::string(http::cookie(request, cookie_name(kTicket)).value_or(""));
}

void Visitors::keep_ticket(
    http::Response& response, const std::string& value, base::seconds lifetime
) const {
    http::set_cookie(
        response,
        {.name = cookie_name(kTicket),
         .value = value,
         .max_age = lifetime,
         .plain_http = settings_.plain_http}
    );
}

std::string Visitors::cookie_name(std::string_view name) const {
    // Browsers take the __Host- prefix over TLS only.
    return (settings_.plain_http ? "" : "__Host-") + std::string(name);
}

std::string Visitors::token_for(std::string_view cookie) const {
    return base::to_base64url(access::cookie_hash(keys_, cookie, KeyPurpose::ForgeryGuard).value());
}

bool Visitors::is_from_us(const http::Request& request) const {
    const auto site = request.header("sec-fetch-site");
    if (site && *site != "same-origin") return false;
    // Our pages send no referrer, so browsers write "null" here even for our own forms.
    const auto origin = request.header("origin");
    return !origin || *origin == settings_.public_url || (*origin == "null" && site);
}

}  // namespace connector::portal
