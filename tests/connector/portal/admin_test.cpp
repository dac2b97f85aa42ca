#include "connector/portal/admin.hpp"

#include <gtest/gtest.h>

#include "connector/store/inbox.hpp"
#include "connector/store/outbox.hpp"
#include "connector/store/replies.hpp"
#include "tests/support/filling_store.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using connector::http::Method;
using connector::http::Response;
using connector::http::Route;
using connector::store::Connection;

class Admin : public testing::Test {
protected:
    Admin() { connector::portal::add_admin_routes(router, rooms); }

    static Response call(
        const Route& route, std::string body, std::vector<base::HttpHeader> headers
    ) {
        connector::http::Request request;
        request.method = route.method;
        request.path = route.pattern;
        request.headers = std::move(headers);
        request.body = std::move(body);
        return route.handler(request);
    }

    Response control(const std::string& path, std::string body) {
        const auto match = router.find(Method::Post, path);
        return call(*match.route, std::move(body), {{"authorization", "Bearer let-me-in"}});
    }

    tests::SupportDesk desk;
    int woken = 0;
    connector::portal::AdminRooms rooms{
        desk.database,
        desk.links,
        desk.sessions,
        desk.metrics,
        desk.clock,
        "https://support.acme.example",
        "let-me-in",
        [this] { ++woken; }};
    connector::http::Router router;
    base::RequestId request = desk.request(12, desk.ann);
};

TEST_F(Admin, EveryControlRouteRefusesAMissingOrWrongToken) {
    const std::string cookie = desk.session(desk.ann, request);
    const std::string body = R"({"contact":"ann@example.com","request":"SUP-12","id":1})";
    const std::vector<std::vector<base::HttpHeader>> wrong{
        {},
        {{"authorization", "Bearer "}},
        {{"authorization", "Bearer let-me-i"}},
        {{"authorization", "Bearer let-me-in2"}},
        {{"authorization", "let-me-in"}},
        {{"authorization", "Basic let-me-in"}},
        {{"authorization", "Bearer let-me-in"}, {"authorization", "Bearer let-me-in"}}};
    int controls = 0;
    for (const Route& route : router.routes()) {
        if (!route.name.starts_with("control.")) continue;
        ++controls;
        for (const auto& headers : wrong) EXPECT_EQ(call(route, body, headers).status, 401);
    }
    EXPECT_EQ(controls, 11);
    EXPECT_EQ(desk.count("sessions"), 1);
    EXPECT_EQ(desk.count("links"), 1);
}

/// What is no control call shows figures and nothing of anybody.
TEST_F(Admin, EveryOpenRouteReadsOnlyAndTellsNothingPersonal) {
    desk.comment(20'001, request, "canary");
    const std::string cookie = desk.session(desk.ann, request);
    for (const Route& route : router.routes()) {
        if (route.name.starts_with("control.")) continue;
        ASSERT_EQ(route.method, Method::Get) << route.name;
        const Response response = call(route, "", {});
        EXPECT_EQ(response.status, 200) << route.name;
        for (const char* secret : {"canary", "example.com", "SUP-12", "ann", "let-me-in"}) {
            EXPECT_EQ(response.body.find(secret), std::string::npos) << route.name << secret;
        }
    }
}

TEST_F(Admin, ControlBodyMustBeAnObject) {
    for (const char* body : {"", "[]", "{", "null", "\"x\""}) {
        EXPECT_EQ(control("/control/ping", body).status, 400) << body;
    }
    EXPECT_EQ(control("/control/ping", "{}").status, 200);
}

TEST_F(Admin, IssuesALinkOnlyToWhoMaySeeTheRequest) {
    const std::string path = "/control/links/issue";

    const auto issued = control(path, R"({"contact":"Ann@Example.com","request":"SUP-12"})");
    EXPECT_EQ(issued.status, 200);
    EXPECT_NE(issued.body.find("https://support.acme.example/l/"), std::string::npos);

    EXPECT_EQ(control(path, R"({"contact":"bob@example.com","request":"SUP-12"})").status, 409);
    EXPECT_EQ(control(path, R"({"contact":"no@example.com","request":"SUP-12"})").status, 404);
    EXPECT_EQ(control(path, R"({"contact":"ann@example.com","request":"SUP-99"})").status, 404);
    EXPECT_EQ(control(path, R"({"contact":7,"request":[]})").status, 404);
    EXPECT_EQ(desk.count("links"), 1);
}

TEST_F(Admin, RevokesTheLinksOfARequestOrAContact) {
    const std::string first = desk.link(desk.ann, request);
    EXPECT_EQ(control("/control/links/revoke", R"({"request":"SUP-12"})").status, 200);
    EXPECT_FALSE(desk.links.preview(first, {}));

    const std::string second = desk.link(desk.ann, request);
    EXPECT_EQ(control("/control/links/revoke", R"({"contact":"ann@example.com"})").status, 200);
    EXPECT_FALSE(desk.links.preview(second, {}));

    EXPECT_EQ(control("/control/links/revoke", "{}").status, 404);
    EXPECT_EQ(desk.count("audit where event = 'link.revoked'"), 2);
}

TEST_F(Admin, EndsTheSessionsOfOneContactOrOfAll) {
    const std::string of_ann = desk.session(desk.ann, request);
    const std::string of_bob = desk.session(desk.bob, desk.request(13, desk.bob));

    EXPECT_EQ(control("/control/sessions/end", R"({"contact":"ann@example.com"})").status, 200);
    EXPECT_FALSE(desk.is_signed_in(of_ann));
    EXPECT_TRUE(desk.is_signed_in(of_bob));

    EXPECT_EQ(control("/control/sessions/end", R"({"contact":"*"})").body, R"({"ended":1})");
    EXPECT_FALSE(desk.is_signed_in(of_bob));
    EXPECT_EQ(control("/control/sessions/end", R"({"contact":""})").status, 404);
    EXPECT_EQ(desk.count("audit where event = 'session.ended_everywhere'"), 2);
}

TEST_F(Admin, EndsOneSessionByItsId) {
    const std::string one = desk.session(desk.ann, request);
    const std::string id = desk.value("select max(id) from sessions");
    const std::string other = desk.session(desk.ann, request);

    EXPECT_EQ(control("/control/sessions/end", "{\"id\":" + id + "}").status, 200);

    EXPECT_FALSE(desk.is_signed_in(one));
    EXPECT_TRUE(desk.is_signed_in(other));
    EXPECT_EQ(control("/control/sessions/end", "{\"id\":" + id + "}").status, 404);
    EXPECT_EQ(desk.count("audit where event = 'session.ended' and contact_id is not null"), 1);
}

TEST_F(Admin, RevokesEverybodysLinksAndLeavesTheSessions) {
    const std::string link = desk.link(desk.ann, request);
    const std::string session = desk.session(desk.bob, desk.request(13, desk.bob));

    EXPECT_EQ(control("/control/links/revoke", R"({"all":true})").body, R"({"revoked":1})");

    EXPECT_FALSE(desk.links.exchange(link, {}));
    EXPECT_TRUE(desk.is_signed_in(session));
    EXPECT_EQ(desk.count("audit where event = 'link.revoked' and detail like 'all,%'"), 1);
    EXPECT_EQ(control("/control/links/revoke", R"({"all":"yes"})").status, 404);
}

/// Whoever had a link in the inbox would else be in again a moment later.
TEST_F(Admin, EndingEverybodysSessionsRevokesEveryOpenLink) {
    const std::string of_ann = desk.link(desk.ann, request);
    const std::string of_bob = desk.link(desk.bob, desk.request(13, desk.bob));

    EXPECT_EQ(control("/control/sessions/end", R"({"contact":"*"})").status, 200);

    EXPECT_FALSE(desk.links.exchange(of_ann, {}));
    EXPECT_FALSE(desk.links.exchange(of_bob, {}));
    EXPECT_EQ(desk.count("sessions"), 0);
}

TEST_F(Admin, RetriesDeadMailsAndReplaysDeadLettersOnly) {
    desk.database.write([&](Connection& connection) {
        connector::store::Outbox outbox(connection);
        outbox.add({.dedup_key = "x", .contact = desk.ann}, desk.clock.now());
        connector::store::Inbox(connection).accept({.request = request}, desk.clock.now());
    });
    EXPECT_EQ(control("/control/outbox/retry", R"({"id":1})").status, 404);
    EXPECT_EQ(control("/control/inbox/replay", R"({"id":1})").status, 404);
    desk.database.write([](Connection& connection) {
        connection.run("update outbox set state = 'bounced', due_at = null");
        connection.run("update inbox set due_at = null");
    });

    EXPECT_EQ(control("/control/outbox/retry", R"({"id":1})").status, 200);
    EXPECT_EQ(control("/control/inbox/replay", R"({"id":1})").status, 200);

    EXPECT_EQ(woken, 2);
    EXPECT_EQ(desk.count("outbox where state = 'queued' and due_at is not null"), 1);
    EXPECT_EQ(desk.count("inbox where due_at is not null"), 1);
}

TEST_F(Admin, RetriesRefusedRepliesOnly) {
    desk.database.write([&](Connection& connection) {
        connector::store::Replies(connection)
            .add(
                {.idempotency_key = "x",
                 .request = request,
                 .contact = desk.ann,
                 .text = "Hello",
                 .posted_text = "ann wrote: Hello"},
                desk.clock.now()
            );
    });
    EXPECT_EQ(control("/control/replies/retry", R"({"id":1})").status, 404);
    desk.database.write([](Connection& connection) {
        connection.run("update replies set due_at = null, attempts = 7");
    });

    EXPECT_EQ(control("/control/replies/retry", R"({"id":1})").status, 200);

    EXPECT_EQ(woken, 1);
    EXPECT_EQ(desk.count("replies where due_at is not null and attempts = 1"), 1);
}

TEST_F(Admin, IsNotReadyWhileTheStoreTakesNoWrites) {
    tests::FillingStore full(desk.database, 0);
    connector::portal::AdminRooms rooms_of_full{
        full, desk.links, desk.sessions, desk.metrics, desk.clock, "", "let-me-in", [] {}};
    connector::http::Router its_router;
    connector::portal::add_admin_routes(its_router, rooms_of_full);
    const auto ask = [&](Method method, const char* path) {
        return call(
            *its_router.find(method, path).route, "{}", {{"authorization", "Bearer let-me-in"}}
        );
    };

    EXPECT_EQ(ask(Method::Get, "/readyz").status, 503);
    EXPECT_EQ(ask(Method::Get, "/healthz").status, 200);
    EXPECT_EQ(ask(Method::Post, "/control/ping").status, 503);
    EXPECT_EQ(full.writes, 0) << "asking costs no write";
}

TEST_F(Admin, RemembersWhatProvisioningDidAndNothingElse) {
    const std::string path = "/control/provision/remember";
    const std::string cookie = desk.session(desk.ann, request);

    EXPECT_EQ(control(path, R"({"event":"link.exchanged","detail":"forged"})").status, 400);
    EXPECT_EQ(desk.count("audit where detail = 'forged'"), 0);

    const std::string note = R"("event":"provision.applied","detail":"SUP: a -> b")";
    EXPECT_EQ(
        control(path, R"({"webhook_subject":"SUP","webhook_secret_mark":-7,)" + note + "}").status,
        200
    );
    EXPECT_EQ(
        desk.value("select detail from audit where event = 'provision.applied'"), "SUP: a -> b"
    );
    EXPECT_EQ(desk.value("select value from facts where name = 'webhook_secret_mark:SUP'"), "-7");

    EXPECT_EQ(control(path, R"({"kbot":"account-ann"})").status, 200);
    EXPECT_FALSE(desk.is_signed_in(cookie));
}

TEST_F(Admin, MetricsShowTheQueues) {
    desk.database.write([&](Connection& connection) {
        connector::store::Inbox(connection).accept({.request = request}, desk.clock.now());
    });
    desk.wall_clock.advance(std::chrono::seconds(90));

    for (int i = 0; i < 2; ++i) {
        const auto metrics = call(*router.find(Method::Get, "/metrics").route, "", {});
        EXPECT_NE(
            metrics.body.find("connector_queue_waiting{queue=\"inbox\"} 1"), std::string::npos
        );
        EXPECT_NE(
            metrics.body.find("connector_queue_oldest_seconds{queue=\"inbox\"} 90"),
            std::string::npos
        );
    }
}

}  // namespace
