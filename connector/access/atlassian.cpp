#include "connector/access/atlassian.hpp"

#include <utility>

#include <fmt/format.h>

#include "connector/access/oidc.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

constexpr base::milliseconds kDeadline{10'000};
constexpr std::size_t kMaxAccountId = 128;

}  // namespace

AtlassianProvider::AtlassianProvider(Settings settings, base::HttpTransport& transport)
    : settings_(std::move(settings)), transport_(transport) {}

base::Result<std::string> AtlassianProvider::authorization_url(const Challenge& challenge) {
    return with_query(
        settings_.authorize_url,
        {{"audience", "api.atlassian.com"},
         {"client_id", settings_.client_id},
         {"scope", "read:me"},
         {"redirect_uri", challenge.redirect_uri},
         {"state", challenge.state},
         {"response_type", "code"},
         {"prompt", "consent"}}
    );
}

base::Result<Identity> AtlassianProvider::redeem(
    const Callback& callback, const Challenge& challenge
) {
    const auto tokens = read_tokens(
        transport_.send(
            {.method = "POST",
             .url = settings_.token_url,
             .headers =
                 {{"Content-Type", "application/x-www-form-urlencoded"},
                  {"Accept", "application/json"}},
             .body = encode_query(
                 {{"grant_type", "authorization_code"},
                  {"client_id", settings_.client_id},
                  {"client_secret", settings_.client_secret.reveal()},
                  {"code", callback.code},
                  {"redirect_uri", challenge.redirect_uri}}
             ),
             .deadline = kDeadline,
             .max_answer_bytes = JsonObject::kMaxBytes}
        ),
        "access_token"
    );
    if (!tokens) return base::fail(tokens);
    const std::string token = tokens->text("access_token").value_or("");
    const auto answer = transport_.send(
        {.url = settings_.profile_url,
         .headers = {{"Authorization", "Bearer " + token}, {"Accept", "application/json"}},
         .deadline = kDeadline,
         .max_answer_bytes = JsonObject::kMaxBytes}
    );
    if (!answer) return base::fail(ErrorKind::Unavailable, "profile: " + answer.error().message);
    if (answer->status != 200) {
        const bool is_refusal = answer->status >= 400 && answer->status < 500;
        return base::fail(
            is_refusal ? ErrorKind::Rejected : ErrorKind::Unavailable,
            fmt::format("profile: answered {}", answer->status)
        );
    }
    const auto profile = JsonObject::parse(answer->body);
    const std::string account = profile ? profile->text("account_id").value_or("") : "";
    if (account.empty() || account.size() > kMaxAccountId) {
        return base::fail(ErrorKind::Rejected, "profile: it names no account");
    }
    return Identity{.account = base::AccountId(account)};
}

}  // namespace connector::access
