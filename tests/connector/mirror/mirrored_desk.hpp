#pragma once

#include <string>

#include "connector/mirror/outbound.hpp"
#include "connector/mirror/poll.hpp"
#include "connector/mirror/projection.hpp"
#include "connector/mirror/reader.hpp"
#include "connector/mirror/reconcile.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/requests.hpp"
#include "tests/support/fake_jira.hpp"
#include "tests/support/support_desk.hpp"
#include "tests/support/temp_dir.hpp"

namespace tests {

/// The desk with a Jira site to mirror, and every kind of mail wanted.
struct MirroredDesk : SupportDesk {
    base::Bell bell;
    connector::notify::Outbox outbox{
        {{project(),
          {connector::model::MailKind::RequestCreated,
           connector::model::MailKind::AgentReplied,
           connector::model::MailKind::StatusChanged,
           connector::model::MailKind::RequestResolved}}},
        clock,
        bell};
    connector::mirror::Projection projection{{project()}, outbox, clock};
    FakeJira jira{clock};
    TempDir file_dir;
    base::PrivateFolder files{file_dir.path() / "files", random};
    connector::mirror::Authorship authorship{database, jira};
    connector::mirror::Reader reader{
        database, jira, authorship, projection, outbox, clock, log, metrics};
    connector::mirror::Outbound outbound{
        database, jira, jira, authorship, files, clock, log, metrics};
    int hint_calls = 0;  ///< how often the poll said that there are hints
    connector::mirror::Poll poll = make_poll();
    connector::mirror::Reconcile reconcile = make_reconcile();

    using Outcome = connector::mirror::Projection::Outcome;

    Outcome apply(const jira::Request& read) {
        std::vector<jira::Request> settled{read};
        EXPECT_TRUE(authorship.settle(settled));
        return database.write([&](connector::store::Connection& connection) {
            return projection.apply(connection, settled.front());
        });
    }

    /// Reads the request from the site and projects it.
    Outcome refresh(base::RequestId id) { return apply(jira.request(id)); }

    /// A webhook has said: look at this one. `number` makes it a delivery of its own.
    void hint(base::RequestId id, unsigned char number = 1) {
        connector::store::Inbox::Delivery delivery{.event = "jira:issue_updated", .request = id};
        delivery.body_hash.fill(std::byte{number});
        database.write([&](connector::store::Connection& connection) {
            connector::store::Inbox(connection).accept(delivery, clock.now());
        });
    }

    /// As after a start: it remembers nothing but what is stored.
    connector::mirror::Poll make_poll(std::vector<base::ProjectKey> projects = {project()}) {
        return {
            {.projects = std::move(projects), .interval = std::chrono::seconds(60)},
            database,
            jira,
            authorship,
            projection,
            outbox,
            wall_clock,
            log,
            metrics,
            [this] { ++hint_calls; }};
    }

    connector::mirror::Reconcile make_reconcile(
        std::vector<base::ProjectKey> projects = {project()}
    ) {
        return {
            {.projects = std::move(projects), .interval = std::chrono::hours(24)},
            database,
            jira,
            wall_clock,
            log,
            metrics,
            [this] { ++hint_calls; }};
    }

    /// Ann has written in the portal.
    void reply(base::RequestId id, const std::string& text, const std::string& key = "once") {
        database.write([&](connector::store::Connection& connection) {
            connector::store::Replies(connection)
                .add(
                    {.idempotency_key = key,
                     .request = id,
                     .contact = ann,
                     .text = text,
                     .posted_text = connector::mirror::text_for_jira("ann", text)},
                    clock.now()
                );
        });
    }

    [[nodiscard]] std::vector<connector::model::Comment> comments(base::RequestId id) {
        return database.read([&](connector::store::Connection& connection) {
            return connector::store::Comments(connection).of_request(id);
        });
    }

    [[nodiscard]] std::optional<connector::model::Request> visible(base::RequestId id) {
        return database.read([&](connector::store::Connection& connection) {
            return connector::store::Requests(connection).find(id);
        });
    }

    /// Mails drafted, of one kind: "agent_replied".
    [[nodiscard]] std::int64_t mails(const std::string& kind) {
        return count("outbox where kind = '" + kind + "'");
    }
};

}  // namespace tests
