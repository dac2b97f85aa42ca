#pragma once

#include <optional>
#include <string>

#include "connector/notify/sender.hpp"
#include "connector/store/outbox.hpp"
#include "mailer/template.hpp"
#include "tests/support/fake_mail_server.hpp"
#include "tests/support/support_desk.hpp"

namespace tests {

/// The desk with a mail server at hand, one request of Ann's, and mails owed to her.
struct MailingDesk : SupportDesk {
    base::RequestId request_12 = request(12, ann);
    FakeMailServer server;
    mailer::MailTemplates templates;
    connector::notify::Sender sender = make_sender();

    connector::notify::Sender make_sender() {
        return connector::notify::Sender(
            {.public_url = "https://support.acme.example",
             .looks =
                 {{project(),
                   {.from = {"Acme Help", "help@acme.example"},
                    .brand = "Acme Help",
                    .accent = "#0b5fff"}}}},
            database,
            links,
            templates,
            clock,
            random,
            log,
            metrics
        );
    }

    /// A mail owed to Ann, or to `contact`.
    void owes(
        connector::model::MailKind kind,
        std::optional<base::CommentId> comment = std::nullopt,
        std::optional<base::ContactId> contact = std::nullopt,
        const std::string& dedup_key = "what happened"
    ) {
        using connector::model::MailKind;
        const bool is_link = kind == MailKind::LinkRequested;
        database.write([&](connector::store::Connection& connection) {
            connector::store::Outbox(connection)
                .add(
                    {.dedup_key = dedup_key,
                     .kind = kind,
                     .contact = contact.value_or(ann),
                     .request = request_12,
                     .comment = comment,
                     .browser_hash = is_link ? std::optional(tests::browser(1)) : std::nullopt},
                    clock.now()
                );
        });
    }

    /// Every attempt that is due now.
    void send_due() {
        while (sender.send_one(server)) {
        }
    }

    [[nodiscard]] std::string state() { return value("select state from outbox"); }

    [[nodiscard]] std::string error() { return value("select error from outbox"); }

    /// Until the next attempt.
    [[nodiscard]] base::milliseconds pause() {
        return base::milliseconds(std::stoll(value("select due_at from outbox"))) -
               clock.now().time_since_epoch();
    }
};

}  // namespace tests
