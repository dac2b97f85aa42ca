#include "connector/cli/sign_in_checks.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/system_clock.hpp"
#include "connector/access/id_token.hpp"
#include "connector/cli/context.hpp"
#include "connector/sign_in_ways.hpp"
#include "jira/rate_limit.hpp"

namespace connector::cli {
namespace {

constexpr const char* kCheck = "sign_in";
constexpr const char* kListCheck = "breached_list";

/// From the header of an answer, whatever it says besides; nothing where there is none.
std::optional<base::milliseconds> clock_distance(
    const std::string& issuer, base::HttpTransport& transport, const base::Clock& clock
) {
    const auto answer = transport.send({.url = issuer});
    const auto date = answer ? jira::parse_http_date(answer->header("date")) : std::nullopt;
    if (!date) return std::nullopt;
    return std::chrono::abs(clock.now() - *date);
}

provision::Finding found_wrong(
    const config::SignInWay& way, const std::string& evidence, const char* remedy
) {
    provision::Finding finding = provision::wrong(kCheck, evidence, remedy);
    finding.subject = way.name;
    return finding;
}

}  // namespace

provision::Finding check_provider(
    const config::SignInWay& way, base::HttpTransport& transport, const base::Clock& clock
) {
    access::OidcProvider provider(oidc_settings(way), transport, clock);
    const auto discovery = provider.discover();
    if (!discovery && discovery.error().kind == base::ErrorKind::Unavailable) {
        return provision::unknown(kCheck, way.name, discovery.error());
    }
    if (!discovery) {
        return found_wrong(
            way,
            discovery.error().message,
            "Write sign_in.issuer exactly as the provider does, to the last slash, and name in "
            "sign_in.origins where its other addresses lie"
        );
    }
    const auto keys = provider.count_keys(*discovery);
    if (!keys) return provision::unknown(kCheck, way.name, keys.error());
    if (*keys == 0) {
        return found_wrong(
            way,
            "the provider publishes no key of use",
            "Let it sign ID tokens with RS256 (2048 bits at least) or ES256"
        );
    }
    const auto distance = clock_distance(way.issuer, transport, clock);
    if (distance && *distance >= access::kClockSkew) {
        return found_wrong(
            way,
            fmt::format(
                "the provider's clock is {} s from ours",
                std::chrono::duration_cast<base::seconds>(*distance).count()
            ),
            "Set this machine's clock by NTP; tokens are refused from 60 s on"
        );
    }
    return provision::ok(
        kCheck, way.name, fmt::format("the provider answers; {} keys of use", *keys)
    );
}

provision::Findings check_sign_in(const config::Config& config) {
    NoLog log;
    const base::SystemClock clock;
    http::Outbound transport(sign_in_outbound(config), log);
    provision::Findings findings;
    for (const auto& project : config.projects) {
        for (const auto& way : project.sign_in) {
            if (way.kind != config::SignInKind::Oidc) continue;
            findings.push_back(check_provider(way, transport, clock));
        }
    }
    for (const auto& project : config.projects) {
        const auto& password = project.password;
        if (!password.enabled || !password.breached_list) continue;
        const auto list = access::BreachedList::open(*password.breached_list);
        if (list) {
            findings.push_back(provision::ok(
                kListCheck, project.key.value(), "the list of breached passwords can be searched"
            ));
            continue;
        }
        findings.push_back(provision::wrong(
            kListCheck,
            list.error().message,
            "Mend password.breached_list: without it no password can be set"
        ));
        findings.back().subject = project.key.value();
    }
    return findings;
}

}  // namespace connector::cli
