#include "connector/portal/admin.hpp"

#include <fmt/format.h>

#include "connector/portal/control.hpp"
#include "connector/store/articles.hpp"
#include "connector/store/inbox.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/moves.hpp"
#include "connector/store/newcomers.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "connector/store/takeovers.hpp"

namespace connector::portal {
namespace {

using http::Method;
using http::Request;
using http::Response;

struct Depths {
    store::QueueDepth inbox;
    store::QueueDepth replies;
    store::QueueDepth newcomers;
    store::QueueDepth takeovers;
    store::QueueDepth moves;
    store::QueueDepth intakes;
    store::QueueDepth outbox;
    store::Articles::Counts votes;
};

Depths depths_of(store::Database& database) {
    return database.read([](store::Connection& connection) {
        return Depths{
            store::Inbox(connection).depth(),
            store::Replies(connection).depth(),
            store::Newcomers(connection).depth(),
            store::Takeovers(connection).depth(),
            store::Moves(connection).depth(),
            store::Intakes(connection).depth(),
            store::Outbox(connection).depth(),
            store::Articles(connection).total(),
        };
    });
}

double age_seconds(const store::QueueDepth& depth, base::Time now) {
    return depth.oldest ? static_cast<double>((now - *depth.oldest).count()) / 1000 : 0.0;
}

void publish(
    base::Metrics& metrics, const char* queue, const store::QueueDepth& depth, base::Time now
) {
    metrics.gauge(
               "connector_queue_waiting", "Items waiting in a queue.", {{"queue", queue}}
    ).set(static_cast<double>(depth.waiting));
    metrics
        .gauge(
            "connector_queue_dead",
            "Items given up, for the operator to look at.",
            {{"queue", queue}}
        )
        .set(static_cast<double>(depth.dead));
    metrics
        .gauge(
            "connector_queue_oldest_seconds", "Age of the oldest waiting item.", {{"queue", queue}}
        )
        .set(age_seconds(depth, now));
}

void publish(base::Metrics& metrics, const store::Articles::Counts& votes) {
    const auto set = [&](const char* outcome, std::int64_t count) {
        metrics
            .gauge(
                "connector_article_votes",
                "What readers said of help articles.",
                {{"outcome", outcome}}
            )
            .set(static_cast<double>(count));
    };
    set("helped", votes.helped);
    set("did_not_help", votes.did_not_help);
    set("deflected", votes.deflected);
}

Response metrics_page(const AdminRooms& rooms) {
    const Depths depths = depths_of(rooms.database);
    const base::Time now = rooms.clock.now();
    publish(rooms.metrics, "inbox", depths.inbox, now);
    publish(rooms.metrics, "newcomers", depths.newcomers, now);
    publish(rooms.metrics, "takeovers", depths.takeovers, now);
    publish(rooms.metrics, "moves", depths.moves, now);
    publish(rooms.metrics, "replies", depths.replies, now);
    publish(rooms.metrics, "intakes", depths.intakes, now);
    publish(rooms.metrics, "outbox", depths.outbox, now);
    publish(rooms.metrics, depths.votes);
    auto response = http::text(200, rooms.metrics.as_text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

/// Ready means: the store answers and takes writes. A Jira or a mail server that is away does not
/// take the portal out of service.
Response readiness(const AdminRooms& rooms) {
    depths_of(rooms.database);  // throws StoreUnavailable: 503
    if (!rooms.database.can_write()) {
        return http::json(503, R"({"ready":false,"reason":"the store takes no writes"})");
    }
    return http::json(200, R"({"ready":true})");
}

std::string row(std::string_view name, const store::QueueDepth& depth, base::Time now) {
    return fmt::format(
        "{:<10} {:>9} {:>12.0f} s {:>9}\n", name, depth.waiting, age_seconds(depth, now), depth.dead
    );
}

/// Plain text: it reads the same in a browser, in curl and in a terminal over ssh.
Response dashboard(const AdminRooms& rooms) {
    const Depths depths = depths_of(rooms.database);
    const base::Time now = rooms.clock.now();
    return http::text(
        200,
        "jsm-connector at " + rooms.public_url + "\n\n" +
            fmt::format("{:<10} {:>9} {:>14} {:>9}\n", "queue", "waiting", "oldest", "dead") +
            row("inbox", depths.inbox, now) + row("replies", depths.replies, now) +
            row("intakes", depths.intakes, now) + row("outbox", depths.outbox, now) +
            "\nDead letters: connector inbox list --state dead, connector replies list --state "
            "refused, connector outbox list --state bounced\n"
            "Figures for machines: /metrics\n"
    );
}

}  // namespace

void add_admin_routes(http::Router& router, const AdminRooms& rooms) {
    router.add({Method::Get, "/healthz", "admin.health", [](const Request&) {
                    return http::text(200, "ok\n");
                }});
    router.add({Method::Get, "/readyz", "admin.ready", [&rooms](const Request&) {
                    return readiness(rooms);
                }});
    router.add({Method::Get, "/metrics", "admin.metrics", [&rooms](const Request&) {
                    return metrics_page(rooms);
                }});
    router.add({Method::Get, "/", "admin.dashboard", [&rooms](const Request&) {
                    return dashboard(rooms);
                }});
    add_control_routes(router, rooms);
}

}  // namespace connector::portal
