#include "connector/access/oidc.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "connector/access/id_token.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

constexpr base::seconds kDiscoveryKept{3600};
constexpr base::milliseconds kDeadline{10'000};
constexpr std::size_t kMaxErrorName = 60;

/// The name of an error as RFC 6749 allows it to be; what else comes is not repeated.
std::string error_name(const base::HttpResponse& answer) {
    const auto body = JsonObject::parse(answer.body);
    const std::string name = body ? body->text("error").value_or("") : "";
    const bool is_name = name.size() <= kMaxErrorName && base::percent_encode(name) == name;
    return is_name && !name.empty() ? name : "without a reason";
}

}  // namespace

base::Result<JsonObject> read_tokens(
    const base::Result<base::HttpResponse>& answer, std::string_view name
) {
    if (!answer) return base::fail(ErrorKind::Unavailable, "tokens: " + answer.error().message);
    if (answer->status >= 500 || answer->status == 429) {
        return base::fail(
            ErrorKind::Unavailable, fmt::format("tokens: answered {}", answer->status)
        );
    }
    if (answer->status != 200) {
        return base::fail(
            ErrorKind::Rejected,
            fmt::format("tokens: refused with {}, {}", answer->status, error_name(*answer))
        );
    }
    const auto body = JsonObject::parse(answer->body);
    const std::string token = body ? body->text(name).value_or("") : "";
    if (token.empty() || base::has_control_character(token)) {
        return base::fail(ErrorKind::Rejected, fmt::format("tokens: no {} came", name));
    }
    return *body;
}

OidcProvider::OidcProvider(
    Settings settings, base::HttpTransport& transport, const base::Clock& clock
)
    : settings_(std::move(settings)),
      transport_(transport),
      clock_(clock),
      keys_(transport, clock) {}

base::Result<OidcProvider::Discovery> OidcProvider::known() {
    {
        const std::scoped_lock lock(mutex_);
        if (discovery_ && clock_.now() < discovered_ + kDiscoveryKept) return *discovery_;
    }
    auto fresh = discover();
    if (!fresh) return fresh;
    const std::scoped_lock lock(mutex_);
    discovery_ = std::make_shared<const Discovery>(*fresh);
    discovered_ = clock_.now();
    return fresh;
}

bool OidcProvider::is_allowed(const std::string& url) const {
    if (base::has_control_character(url)) return false;
    return std::any_of(
        settings_.origins.begin(),
        settings_.origins.end(),
        [&](const std::string& origin) { return url.starts_with(origin + "/"); }
    );
}

base::Result<OidcProvider::Discovery> OidcProvider::discover() {
    // Section 4.1: a slash at the end of the issuer is not doubled.
    const bool has_slash = settings_.issuer.ends_with('/');
    const auto answer = transport_.send(
        {.url = settings_.issuer + (has_slash ? "" : "/") + ".well-known/openid-configuration",
         .headers = {{"Accept", "application/json"}},
         .deadline = kDeadline,
         .max_answer_bytes = JsonObject::kMaxBytes}
    );
    if (!answer) return base::fail(ErrorKind::Unavailable, "discovery: " + answer.error().message);
    if (answer->status != 200) {
        return base::fail(
            ErrorKind::Unavailable, fmt::format("discovery: answered {}", answer->status)
        );
    }
    const auto said = JsonObject::parse(answer->body);
    if (!said) return base::fail(ErrorKind::Unavailable, "discovery: " + said.error().message);
    // Section 4.3: exactly, or somebody else could speak in its name.
    if (said->text("issuer") != settings_.issuer) {
        return base::fail(ErrorKind::Rejected, "discovery: it names another issuer");
    }
    const auto methods = said->texts("token_endpoint_auth_methods_supported");
    const auto takes = [&](std::string_view method) {
        return std::find(methods.begin(), methods.end(), method) != methods.end();
    };
    Discovery discovery{
        .authorization_endpoint = said->text("authorization_endpoint").value_or(""),
        .token_endpoint = said->text("token_endpoint").value_or(""),
        .jwks_uri = said->text("jwks_uri").value_or(""),
        .userinfo_endpoint = said->text("userinfo_endpoint").value_or(""),
        .takes_basic = methods.empty() || takes("client_secret_basic"),
        .names_issuer = said->is_true("authorization_response_iss_parameter_supported")};
    for (const std::string* url :
         {&discovery.authorization_endpoint,
          &discovery.token_endpoint,
          &discovery.jwks_uri,
          &discovery.userinfo_endpoint}) {
        if (is_allowed(*url)) continue;
        if (url == &discovery.userinfo_endpoint && url->empty()) continue;
        return base::fail(
            ErrorKind::Rejected,
            "discovery: it names an address whose origin is neither the issuer's nor in `origins`"
        );
    }
    return discovery;
}

base::Result<std::size_t> OidcProvider::count_keys(const Discovery& discovery) {
    return keys_.read(discovery.jwks_uri);
}

base::Result<std::string> OidcProvider::authorization_url(const Challenge& challenge) {
    const auto discovery = known();
    if (!discovery) return base::fail(discovery);
    const std::string hashed = code_challenge(challenge.verifier);
    return with_query(
        discovery->authorization_endpoint,
        {{"response_type", "code"},
         {"scope", "openid email"},
         {"client_id", settings_.client_id},
         {"redirect_uri", challenge.redirect_uri},
         {"state", challenge.state},
         {"nonce", challenge.nonce},
         {"code_challenge", hashed},
         {"code_challenge_method", "S256"}}
    );
}

base::Result<Identity> OidcProvider::redeem(const Callback& callback, const Challenge& challenge) {
    const auto discovery = known();
    if (!discovery) return base::fail(discovery);
    // RFC 9207: a code of another provider, slipped in here, goes to nobody's token endpoint.
    const bool is_missing = discovery->names_issuer && callback.issuer.empty();
    if (is_missing || (!callback.issuer.empty() && callback.issuer != settings_.issuer)) {
        return base::fail(ErrorKind::Unauthorized, "the code is another issuer's");
    }
    const auto tokens = exchange(*discovery, callback.code, challenge);
    if (!tokens) return base::fail(tokens);
    const auto claims = check_signature(*discovery, tokens->text("id_token").value_or(""));
    if (!claims) return base::fail(claims);
    const auto checked = check_id_token(
        *claims, {settings_.issuer, settings_.client_id, challenge.nonce}, clock_.now()
    );
    if (!checked) return base::fail(checked);
    if (claims->has("email") || discovery->userinfo_endpoint.empty()) {
        return identity_in(*claims, settings_.trusts_addresses);
    }
    const auto more = user_info(*discovery, *tokens, claims->text("sub").value_or(""));
    if (!more) return base::fail(more);
    return identity_in(*more, settings_.trusts_addresses);
}

base::Result<JsonObject> OidcProvider::user_info(
    const Discovery& discovery, const JsonObject& tokens, const std::string& subject
) {
    const std::string token = tokens.text("access_token").value_or("");
    if (token.empty() || base::has_control_character(token)) {
        return base::fail(ErrorKind::Rejected, "user info: there is no token to ask with");
    }
    const auto answer = transport_.send(
        {.url = discovery.userinfo_endpoint,
         .headers = {{"Authorization", "Bearer " + token}, {"Accept", "application/json"}},
         .deadline = kDeadline,
         .max_answer_bytes = JsonObject::kMaxBytes}
    );
    if (!answer) return base::fail(ErrorKind::Unavailable, "user info: " + answer.error().message);
    if (answer->status != 200) {
        return base::fail(
            ErrorKind::Unavailable, fmt::format("user info: answered {}", answer->status)
        );
    }
    const auto claims = JsonObject::parse(answer->body);
    if (!claims) return base::fail(ErrorKind::Unavailable, "user info: it is no JSON object");
    // Section 5.3.2: an access token that was swapped for another person's must not count.
    if (subject.empty() || claims->text("sub") != subject) {
        return base::fail(ErrorKind::Unauthorized, "the user info is about somebody else");
    }
    return claims;
}

base::Result<JsonObject> OidcProvider::exchange(
    const Discovery& discovery, const std::string& code, const Challenge& challenge
) {
    std::vector<QueryField> fields{
        {"grant_type", "authorization_code"},
        {"code", code},
        {"redirect_uri", challenge.redirect_uri},
        {"code_verifier", challenge.verifier}};
    std::vector<base::HttpHeader> headers{
        {"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    if (!settings_.client_secret.empty() && discovery.takes_basic) {
        // RFC 6749 section 2.3.1: both are encoded before they are joined.
        const std::string pair = base::percent_encode(settings_.client_id) + ":" +
                                 base::percent_encode(settings_.client_secret.reveal());
        headers.push_back({"Authorization", "Basic " + base::to_base64(base::as_bytes(pair))});
    } else {
        fields.push_back({"client_id", settings_.client_id});
        if (!settings_.client_secret.empty()) {
            fields.push_back({"client_secret", settings_.client_secret.reveal()});
        }
    }
    return read_tokens(
        transport_.send(
            {.method = "POST",
             .url = discovery.token_endpoint,
             .headers = std::move(headers),
             .body = encode_query(fields),
             .deadline = kDeadline,
             .max_answer_bytes = JsonObject::kMaxBytes}
        ),
        "id_token"
    );
}

base::Result<JsonObject> OidcProvider::check_signature(
    const Discovery& discovery, const std::string& token
) {
    const auto head = read_head(token);
    if (!head) return base::fail(head);
    const auto keys = keys_.find(discovery.jwks_uri, *head);
    if (!keys) return base::fail(keys);
    base::Result<JsonObject> claims =
        base::fail(ErrorKind::Unauthorized, "the signature does not match");
    for (const VerificationKey& key : *keys) {
        claims = verify(token, key);
        if (claims) break;
    }
    return claims;
}

}  // namespace connector::access
