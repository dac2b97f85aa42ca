#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/guests.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/policy.hpp"
#include "connector/access/sessions.hpp"
#include "connector/http/request.hpp"
#include "connector/http/response.hpp"
#include "connector/portal/readers.hpp"
#include "connector/portal/settings.hpp"

namespace connector::portal {

/// Who is at the other end of a request, as far as cookies tell.
struct Visitor {
    std::optional<access::SignedIn> signed_in{};
    std::string session_cookie{};  ///< of the session above; empty without
    /// What the browser holds by capability, also when somebody is signed in.
    std::optional<model::Guest> guest{};
    std::string guest_cookie{};    ///< likewise
    std::string browser_cookie{};  ///< always one, fresh if the browser had none
    bool is_new_browser = false;   ///< the answer must set the browser cookie
    Reader reader{};               ///< how pages are written for them
    std::string here{};  ///< the path of the page that is asked for; empty: a form's answer

    [[nodiscard]] access::Subject subject() const;
    /// Nothing for a guest.
    [[nodiscard]] std::optional<base::ContactId> contact() const;
};

/// Recognises visitors by three cookies: the session; a guest's, for what was raised anonymously;
/// and a random name for the browser. The last is no login: it ties a link somebody asked for to
/// the browser that asked (SR-16) and forms to the browser they were shown in (SR-46). Thread-safe.
class Visitors {
public:
    Visitors(
        const PortalSettings& settings,
        const access::KeyRing& keys,
        const access::Sessions& sessions,
        const access::Guests& guests,
        const Readers& readers,
        base::Random& random
    );

    /// In the caller's read.
    [[nodiscard]] Visitor recognise(store::Connection& connection, const http::Request& request)
        const;

    /// The hidden field that every form of ours carries.
    [[nodiscard]] std::string form_token(const Visitor& visitor) const;
    /// What the store keeps of the browser's name.
    [[nodiscard]] base::Bytes32 browser_hash(const Visitor& visitor) const;

    /// Denied unless the form was sent by a page of ours in this very browser: neither Origin nor
    /// Sec-Fetch-Site says otherwise, and the token fits (SR-46).
    [[nodiscard]] base::Result<void> check_form(
        const http::Request& request, const http::Form& form, const Visitor& visitor
    ) const;

    void remember_browser(http::Response& response, const Visitor& visitor) const;
    /// `until_closed`: the browser forgets it when it is closed, whatever the lifetime.
    void sign_in(
        http::Response& response,
        std::string_view cookie,
        base::seconds lifetime,
        bool until_closed = false
    ) const;
    /// Of whatever kind: the guest's cookie goes, too.
    void sign_out(http::Response& response) const;
    void remember_guest(http::Response& response, const access::Guests::Begun& begun) const;

    /// An empty tag is forgotten.
    void remember_language(http::Response& response, std::string_view tag, base::seconds lifetime)
        const;

    /// Of a sign-in that is one step before its session (access/sign_ins.hpp); empty: none.
    [[nodiscard]] std::string ticket(const http::Request& request) const;
    /// An empty one is forgotten.
    void keep_ticket(http::Response& response, const std::string& value, base::seconds lifetime)
        const;

private:
    [[nodiscard]] std::string cookie_name(std::string_view name) const;
    [[nodiscard]] std::string token_for(std::string_view cookie) const;
    [[nodiscard]] bool is_from_us(const http::Request& request) const;

    const PortalSettings& settings_;
    const access::KeyRing& keys_;
    const access::Sessions& sessions_;
    const access::Guests& guests_;
    const Readers& readers_;
    base::Random& random_;
};

}  // namespace connector::portal
