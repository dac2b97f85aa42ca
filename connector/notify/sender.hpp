#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "connector/access/links.hpp"
#include "connector/model/contact.hpp"
#include "connector/model/request.hpp"
#include "connector/store/database.hpp"
#include "connector/store/outbox.hpp"
#include "mailer/message.hpp"
#include "mailer/template.hpp"
#include "mailer/transport.hpp"

namespace connector::notify {

/// How a project's mails look.
struct MailLook {
    mailer::Mailbox from;
    std::string brand;
    std::string accent;
    std::string logo_url{};  ///< empty: the brand in letters
};

struct SenderSettings {
    std::string public_url;  ///< where links point to; from the configuration, never from a request
    std::map<base::ProjectKey, MailLook> looks;
    base::seconds max_age{5 * 24 * 3600};
};

/// Works the outbox off. A mail says what is true when it is sent: policy is asked again, a comment
/// that is no longer public is not quoted, and a fresh link is minted for every attempt, so that a
/// mail that was held up still works on arrival (SR-93). At-least-once: a crash between the
/// server's "accepted" and our mark repeats that one mail, with the same Message-ID (SR-90).
/// Thread-safe: one thread a transport.
class Sender {
public:
    Sender(
        SenderSettings settings,
        store::Database& database,
        access::Links& links,
        const mailer::MailTemplates& templates,
        const base::Clock& clock,
        base::Random& random,
        base::Log& log,
        base::Metrics& metrics
    );

    /// One mail. True when there may be more to do at once.
    bool send_one(mailer::Transport& transport);

private:
    /// All that is needed to write a claimed mail.
    struct Job {
        store::Outbox::Claimed claimed;
        model::Contact contact;
        base::ProjectKey project;
        std::optional<model::Request> request;  ///< nothing: a link to the portal
        std::optional<model::Comment> comment;
        access::Links::Issued link;
    };

    struct Nothing {};

    struct Dropped {};

    [[nodiscard]] std::variant<Nothing, Dropped, Job> take_next();
    [[nodiscard]] base::Result<Job> prepare(
        store::Connection& connection, store::Outbox::Claimed claimed
    );
    /// Whose portal the mail is about, if the contact may be told.
    [[nodiscard]] static std::optional<base::ProjectKey> admissible_project(
        store::Connection& connection,
        const model::Mail& mail,
        const std::optional<model::Contact>& contact,
        const std::optional<model::Request>& request
    );
    [[nodiscard]] base::Result<mailer::Message> compose(const Job& job) const;
    void settle(const Job& job, const mailer::Verdict& verdict);

    const SenderSettings settings_;
    store::Database& database_;
    access::Links& links_;
    const mailer::MailTemplates& templates_;
    const base::Clock& clock_;
    base::Random& random_;
    base::Log& log_;
    base::Metrics::Counter sent_;
    base::Metrics::Counter deferred_;
    base::Metrics::Counter bounced_;
    base::Metrics::Counter abandoned_;
    base::Metrics::Histogram age_;
};

}  // namespace connector::notify
