#include "connector/notify/sender.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/backoff.hpp"
#include "base/crypto.hpp"
#include "base/image_slot.hpp"
#include "base/text.hpp"
#include "connector/access/policy.hpp"
#include "connector/model/shown_name.hpp"
#include "connector/store/contacts.hpp"
#include "connector/store/desk_customers.hpp"
#include "connector/store/requests.hpp"

namespace connector::notify {
namespace {

using base::ErrorKind;
using base::milliseconds;
using namespace std::chrono_literals;

constexpr std::chrono::minutes kLease{5};
constexpr base::Backoff kBackoff{.first = 5s, .factor = 4, .longest = 1h};
constexpr milliseconds kBrokenPause = 30s;

base::Metrics::Counter counter_of(base::Metrics& metrics, const char* outcome) {
    return metrics.counter(
        "connector_mails_total", "Mail attempts by outcome.", {{"outcome", outcome}}
    );
}

std::string_view name_of(mailer::Outcome outcome) {
    switch (outcome) {
        case mailer::Outcome::Accepted: return "accepted";
        case mailer::Outcome::Deferred: return "deferred";
        case mailer::Outcome::Unknown: return "unknown";
        case mailer::Outcome::Bounced: return "bounced";
        case mailer::Outcome::Broken: return "broken";
    }
    return "?";
}

std::string domain_of(const mailer::Mailbox& mailbox) {
    return mailbox.address.substr(mailbox.address.rfind('@') + 1);
}

/// The same for every attempt, and for every process that ever sends this mail.
std::string message_id_of(std::string_view dedup_key, const std::string& domain) {
    const base::Bytes32 digest = base::sha256(base::as_bytes(dedup_key));
    return base::to_hex(base::ByteView(digest).first(16)) + "@" + domain;
}

std::string in_words(base::seconds lifetime) {
    const auto minutes = lifetime.count() / 60;
    if (minutes >= 120 && minutes % 60 == 0) return fmt::format("{} hours", minutes / 60);
    return minutes == 1 ? "1 minute" : fmt::format("{} minutes", minutes);
}

}  // namespace

Sender::Sender(
    SenderSettings settings,
    store::Database& database,
    access::Links& links,
    const mailer::MailTemplates& templates,
    const base::Clock& clock,
    base::Random& random,
    base::Log& log,
    base::Metrics& metrics
)
    : settings_(std::move(settings)),
      database_(database),
      links_(links),
      templates_(templates),
      clock_(clock),
      random_(random),
      log_(log),
      sent_(counter_of(metrics, "sent")),
      deferred_(counter_of(metrics, "deferred")),
      bounced_(counter_of(metrics, "bounced")),
      abandoned_(counter_of(metrics, "abandoned")),
      age_(metrics.histogram(
          "connector_mail_age_seconds", "From the cause of a mail to its acceptance."
      )) {}

bool Sender::send_one(mailer::Transport& transport) {
    auto next = take_next();
    if (std::holds_alternative<Nothing>(next)) return false;
    const auto* job = std::get_if<Job>(&next);
    if (job == nullptr) return true;

    const auto message = compose(*job);
    const auto mime = message ? mailer::to_mime(*message) : base::fail(message);
    if (!mime) {
        settle(*job, {mailer::Outcome::Bounced, 0, mime.error().message});
        return true;
    }
    settle(*job, transport.send({message->from.address, message->to.address}, *mime));
    return true;
}

std::variant<Sender::Nothing, Sender::Dropped, Sender::Job> Sender::take_next() {
    using Next = std::variant<Nothing, Dropped, Job>;
    if (!store::is_anything_due<store::Outbox>(database_, clock_.now())) return Nothing{};
    // Claiming and minting are one commit.
    return database_.write([&](store::Connection& connection) -> Next {
        store::Outbox outbox(connection);
        auto claimed = outbox.claim(clock_.now(), kLease, 1);
        if (claimed.empty()) return Nothing{};
        const store::Claim claim = claimed.front().claim;
        auto job = prepare(connection, std::move(claimed.front()));
        if (job) return *std::move(job);
        outbox.close(
            claim,
            {.at = clock_.now(), .outcome = "dropped", .detail = job.error().message},
            model::MailState::Abandoned
        );
        abandoned_.add();
        return Dropped{};
    });
}

base::Result<Sender::Job> Sender::prepare(
    store::Connection& connection, store::Outbox::Claimed claimed
) {
    const model::Mail& mail = claimed.mail;
    const auto contact = store::Contacts(connection).find(mail.contact);
    const auto request =
        mail.request ? store::Requests(connection).find(*mail.request) : std::nullopt;
    const auto project = admissible_project(connection, mail, contact, request);
    if (!project) {
        return base::fail(ErrorKind::Denied, "the contact may no longer see the request");
    }
    if (!settings_.looks.contains(*project)) {
        return base::fail(ErrorKind::Invalid, "the project is not configured any more");
    }
    std::optional<model::Comment> comment;
    if (mail.comment) {
        comment = store::Comments(connection).find(*mail.comment);
        if (!comment) return base::fail(ErrorKind::NotFound, "the comment is no longer public");
    }
    auto link = links_.issue(
        connection,
        {.contact = contact->id,
         .request = mail.request,
         .project = *project,
         .browser_hash = claimed.browser_hash,
         .is_mailed = true}
    );
    return Job{
        std::move(claimed), *contact, *project, request, std::move(comment), std::move(link)};
}

std::optional<base::ProjectKey> Sender::admissible_project(
    store::Connection& connection,
    const model::Mail& mail,
    const std::optional<model::Contact>& contact,
    const std::optional<model::Request>& request
) {
    if (!contact) return std::nullopt;
    if (request) {
        return access::may_be_told(*contact, *request) ? std::optional(request->project)
                                                       : std::nullopt;
    }
    if (mail.kind != model::MailKind::LinkRequested || mail.request || !mail.project) {
        return std::nullopt;
    }
    const bool is_listed = store::DeskCustomers(connection).contains(*mail.project, contact->id);
    return access::may_be_mailed_home(*contact, is_listed) ? mail.project : std::nullopt;
}

base::Result<mailer::Message> Sender::compose(const Job& job) const {
    const MailLook& look = settings_.looks.at(job.project);
    const bool is_proven =
        job.claimed.mail.kind != model::MailKind::LinkRequested && job.request.has_value();
    mailer::MailValues values{
        .brand = look.brand,
        .accent = look.accent,
        .logo_url = look.logo_url,
        .request_key = is_proven ? job.request->key.value() : "",
        .summary = is_proven ? job.request->summary : "",
        .status = is_proven ? job.request->status : "",
        .button_url = settings_.public_url + "/l/" + job.link.token,
        .expires_text = in_words(job.link.lifetime),
        .code = is_proven ? "" : job.link.code,
        .masked_recipient = base::mask_address(*job.contact.address),
    };
    if (job.comment) {
        values.author = model::shown_name(job.comment->author_name);
        values.comment_text = job.comment->text;
        values.comment_html = base::image_slots_as_text(job.comment->html);
    }
    auto rendered = templates_.render(model::name_of(job.claimed.mail.kind), values);
    if (!rendered) return base::fail(rendered);
    auto to = mailer::make_mailbox(job.contact.display_name, *job.contact.address);
    if (!to) to = mailer::make_mailbox("", *job.contact.address);  // a name Jira let through
    if (!to) return base::fail(to);
    const std::string domain = domain_of(look.from);
    return mailer::Message{
        .from = look.from,
        .to = *to,
        .subject = rendered->subject,
        .text = rendered->text,
        .html = rendered->html,
        .message_id = message_id_of(job.claimed.mail.dedup_key, domain),
        .thread_id =
            job.request ? fmt::format("request-{}@{}", job.request->id.value(), domain) : "",
        .date = clock_.now(),
    };
}

void Sender::settle(const Job& job, const mailer::Verdict& verdict) {
    const base::Time now = clock_.now();
    const store::Claim& claim = job.claimed.claim;
    const store::Outbox::Attempt attempt{
        .at = now,
        .outcome = std::string(name_of(verdict.outcome)),
        .code = verdict.code,
        .detail = verdict.detail,
    };
    const bool is_abandoned = verdict.outcome != mailer::Outcome::Accepted &&
                              verdict.outcome != mailer::Outcome::Bounced &&
                              now > job.claimed.mail.created + settings_.max_age;
    database_.write([&](store::Connection& connection) {
        store::Outbox outbox(connection);
        switch (verdict.outcome) {
            case mailer::Outcome::Accepted: return outbox.mark_sent(claim, attempt);
            case mailer::Outcome::Bounced:
                return outbox.close(claim, attempt, model::MailState::Bounced);
            case mailer::Outcome::Deferred:
            case mailer::Outcome::Unknown:
            case mailer::Outcome::Broken: break;
        }
        if (is_abandoned) return outbox.close(claim, attempt, model::MailState::Abandoned);
        const milliseconds pause =
            verdict.outcome == mailer::Outcome::Broken
                ? kBrokenPause
                : base::with_jitter(kBackoff.pause_after(claim.attempts), random_);
        outbox.defer(claim, attempt, now + pause);
    });
    if (verdict.outcome == mailer::Outcome::Accepted) {
        sent_.add();
        age_.observe_seconds(static_cast<double>((now - job.claimed.mail.created).count()) / 1000);
        return;
    }
    const bool is_bounced = verdict.outcome == mailer::Outcome::Bounced;
    (is_bounced ? bounced_ : is_abandoned ? abandoned_ : deferred_).add();
    log_.warning(
        "mail.not_accepted",
        {{"mail", claim.id},
         {"outcome", attempt.outcome},
         {"code", verdict.code},
         {"attempts", claim.attempts},
         {"reason", verdict.detail}}
    );
}

}  // namespace connector::notify
