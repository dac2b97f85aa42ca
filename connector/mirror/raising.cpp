#include "connector/mirror/raising.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/crypto.hpp"
#include "connector/store/audit.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/kbot_accounts.hpp"

namespace connector::mirror {
namespace {

using base::ErrorKind;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{2};
constexpr base::Backoff kBackoff{.first = 2s, .factor = 2, .longest = 10min};
/// Atlassian calls its search eventually consistent and names no bound; seconds are usual.
constexpr std::chrono::seconds kSearchLag{30};
/// Between our clock and Jira's.
constexpr std::chrono::minutes kSkew{5};

jira::FieldKind to_jira(model::FieldKind kind) {
    switch (kind) {
        case model::FieldKind::Text: return jira::FieldKind::Text;
        case model::FieldKind::LongText: return jira::FieldKind::LongText;
        case model::FieldKind::Choice: return jira::FieldKind::Choice;
        case model::FieldKind::Choices: return jira::FieldKind::Choices;
        case model::FieldKind::Date: return jira::FieldKind::Date;
        case model::FieldKind::Unsupported: break;
    }
    return jira::FieldKind::Unsupported;
}

std::string description_in(const model::FieldAnswers& answers) {
    const auto found = std::find_if(answers.begin(), answers.end(), [](const auto& answer) {
        return answer.field == "description" && !answer.values.empty();
    });
    return found == answers.end() ? std::string() : found->values.front();
}

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_requests_raised_total",
        "Requests that were raised in the portal, by what became of them.",
        {{"outcome", outcome}}
    );
}

/// Without what stands in tags. What is escaped in it is no letter, but for its name.
std::string without_tags(std::string_view html) {
    constexpr std::string_view kEscapes[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    std::string text;
    bool is_in_tag = false;
    for (std::size_t at = 0; at < html.size(); ++at) {
        if (html[at] == '<') is_in_tag = true;
        for (const std::string_view escape : kEscapes) {
            if (!is_in_tag && html.substr(at).starts_with(escape)) at += escape.size() - 1;
        }
        if (!is_in_tag) text += html[at];
        if (html[at] == '>') is_in_tag = false;
    }
    return text;
}

/// Zero-width spaces break markup on the way to Jira (jira/wiki.hpp), and say nothing.
std::string essence_of(std::string_view text) {
    constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
    std::string essence;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (text.substr(at).starts_with(kZeroWidthSpace)) {
            at += kZeroWidthSpace.size() - 1;
        } else if (static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            essence += c;
        }
    }
    return essence;
}

}  // namespace

bool says_the_same(std::string_view rendered_html, std::string_view typed) {
    return essence_of(without_tags(rendered_html)) == essence_of(typed);
}

Raising::Raising(
    store::Database& database,
    jira::RequestRaiser& raiser,
    const base::Clock& clock,
    base::Log& log,
    base::Metrics& metrics,
    Hooks hooks
)
    : database_(database),
      raiser_(raiser),
      clock_(clock),
      log_(log),
      hooks_(std::move(hooks)),
      raised_(counter_of(metrics, "raised")),
      found_(counter_of(metrics, "found")),
      refused_(counter_of(metrics, "refused")),
      failed_(metrics.counter(
          "connector_raise_failures_total", "Attempts to raise a request that failed."
      )) {}

bool Raising::raise_one() {
    if (!store::is_anything_due<store::Intakes>(database_, clock_.now())) return false;
    const auto claimed = database_.write([&](store::Connection& connection) {
        return store::Intakes(connection).claim(clock_.now(), kLease);
    });
    if (!claimed) return false;
    const auto reporter = reporter_of(claimed->intake);
    if (!reporter) {
        give_way(*claimed, {ErrorKind::Unavailable, "no account to raise it for", {}});
        return true;
    }
    if (claimed->intake.tried) {
        if (!may_look(*claimed)) return true;
        const auto made = find_made(claimed->intake, *reporter);
        if (!made) {
            give_way(*claimed, made.error());
            return true;
        }
        if (*made) {
            found_.add();
            settle(*claimed, **made);
            return true;
        }
    }
    post(*claimed, *reporter);
    return true;
}

std::optional<base::AccountId> Raising::reporter_of(const Intake& intake) {
    return database_.read([&](store::Connection& connection) -> std::optional<base::AccountId> {
        if (!intake.raiser.contact) return store::KbotAccounts(connection).latest();
        const auto contact = store::Contacts(connection).find(*intake.raiser.contact);
        return contact ? std::optional(contact->account_id) : std::nullopt;
    });
}

bool Raising::may_look(const Claimed& claimed) {
    const base::Time from = *claimed.intake.tried + kSearchLag;
    if (clock_.now() >= from) return true;
    database_.write([&](store::Connection& connection) {
        store::Intakes(connection).put_back(claimed.claim, from, claimed.intake.error);
    });
    return false;
}

base::Result<std::optional<Raising::Raised>> Raising::find_made(
    const Intake& intake, const base::AccountId& reporter
) {
    const auto age = clock_.now() - intake.created + kSkew;
    const auto within = std::chrono::ceil<std::chrono::minutes>(age);
    const auto recent = raiser_.recent_of(intake.project, reporter, within);
    if (!recent) return base::fail(recent);
    const std::string description = description_in(intake.answers);
    return database_.read([&](store::Connection& connection) -> std::optional<Raised> {
        for (const jira::Request& request : *recent) {
            const bool is_same =
                request.summary == intake.summary && request.reporter &&
                request.reporter->account_id == reporter &&
                (description.empty() || says_the_same(request.description.value(), description));
            if (!is_same || store::Intakes(connection).is_known(request.id)) continue;
            return Raised{request.id, request.key};
        }
        return std::nullopt;
    });
}

void Raising::post(const Claimed& claimed, const base::AccountId& reporter) {
    const Intake& intake = claimed.intake;
    jira::NewRequest wanted{
        .project = intake.project, .type = intake.type, .reporter = reporter, .answers = {}};
    for (const model::FieldAnswer& answer : intake.answers) {
        wanted.answers.push_back({answer.field, to_jira(answer.kind), answer.values});
    }
    const bool is_ours = database_.write([&](store::Connection& connection) {
        return store::Intakes(connection).mark_tried(claimed.claim, clock_.now());
    });
    if (!is_ours) return;
    const auto answer = raiser_.raise(wanted);
    if (!answer) {
        // Nothing was made of it: there is nothing to look for but what an earlier attempt made.
        if (answer.error().kind != ErrorKind::Unavailable) unmark(claimed);
        return give_way(claimed, answer.error());
    }
    if (const auto* refusal = std::get_if<jira::RaiseRefusal>(&*answer)) {
        return refuse(claimed, *refusal);
    }
    const auto& raised = std::get<jira::RaisedRequest>(*answer);
    raised_.add();
    settle(claimed, {raised.id, raised.key});
}

void Raising::unmark(const Claimed& claimed) {
    database_.write([&](store::Connection& connection) {
        static_cast<void>(store::Intakes(connection).mark_tried(claimed.claim, claimed.intake.tried)
        );
    });
}

void Raising::settle(const Claimed& claimed, const Raised& raised) {
    const Intake& intake = claimed.intake;
    const base::Time now = clock_.now();
    database_.write([&](store::Connection& connection) {
        if (!store::Intakes(connection).finish(claimed.claim, raised, now)) return;
        store::Audit(connection)
            .add(
                {.event = "request.raised",
                 .contact = intake.raiser.contact,
                 .request = raised.request},
                now
            );
        const std::string letter = fmt::format("intake:{}:{}", intake.id, raised.request.value());
        store::Inbox(connection)
            .accept(
                {.body_hash = base::sha256(base::as_bytes(letter)),
                 .event = "intake:raised",
                 .request = raised.request},
                now
            );
        if (hooks_.on_raised) hooks_.on_raised(connection, intake, raised.request);
    });
    hooks_.on_hint();
}

void Raising::refuse(const Claimed& claimed, const jira::RaiseRefusal& refusal) {
    refused_.add();
    // Jira's own words may repeat what was typed: they are for its maker, not for the log.
    log_.warning(
        "request.refused",
        {{"intake", claimed.claim.id},
         {"project", claimed.intake.project.value()},
         {"reason", refusal.reason}}
    );
    database_.write([&](store::Connection& connection) {
        store::Intakes(connection)
            .refuse(claimed.claim, {refusal.message, refusal.fields}, refusal.reason, clock_.now());
    });
}

void Raising::give_way(const Claimed& claimed, const base::Error& error) {
    failed_.add();
    log_.warning(
        "request.not_raised",
        {{"intake", claimed.claim.id},
         {"kind", base::name_of(error.kind)},
         {"reason", error.message}}
    );
    database_.write([&](store::Connection& connection) {
        store::Intakes intakes(connection);
        intakes.put_back(
            claimed.claim,
            clock_.now() + kBackoff.pause_after(claimed.claim.attempts, error),
            error.message
        );
    });
}

}  // namespace connector::mirror
