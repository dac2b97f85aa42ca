#include <map>

#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"

namespace {

using connector::http::Method;
using connector::http::Route;
using tests::Browser;

/// What a route answers to whom, asked for Ann's things: her request, her session, her link.
struct Expected {
    int anonymous;
    int owner;     ///< Ann, signed in
    int stranger;  ///< Bob, signed in
};

/// Every public route has a line here (SR-60). 303 leads an anonymous visitor to the sign-in page.
/// A link is a bearer's: whoever holds the token of an open one may press its button.
const std::map<std::string, Expected> kMatrix{
    {"webhook", {401, 401, 401}},
    {"webhook.project", {401, 401, 401}},
    {"automation", {401, 401, 401}},
    {"automation.project", {401, 401, 401}},
    {"link.show", {200, 200, 200}},
    {"link.exchange", {303, 303, 303}},
    {"link.resend", {200, 200, 200}},
    {"assets.stylesheet", {200, 200, 200}},
    {"assets.script", {200, 200, 200}},
    {"assets.brand", {200, 200, 200}},
    {"requests", {303, 200, 200}},
    {"requests.bare", {303, 303, 303}},
    {"thread", {303, 200, 404}},
    {"attachment", {303, 404, 404}},  // nobody has one here; attachment_page_test.cpp has
    {"thread.reply", {303, 303, 404}},
    {"help", {303, 200, 200}},
    {"link.code", {422, 422, 422}},
    {"sign_in.code", {422, 422, 422}},
    {"sign_in", {200, 303, 303}},
    {"sign_in.ask", {200, 200, 200}},
    // What they do with a ticket, a state or a token in hand: sso_page_test.cpp.
    {"sign_in.start", {303, 303, 303}},
    {"sign_in.callback", {200, 200, 200}},
    {"sign_in.arrived", {303, 303, 303}},
    {"sign_in.arrive", {303, 303, 303}},
    {"hand_off.show", {410, 410, 410}},
    {"hand_off", {410, 410, 410}},
    // With a password or a passkey in hand: proofs_page_test.cpp.
    {"sign_in.password", {422, 422, 422}},
    {"sign_in.passkey.ask", {200, 200, 200}},
    {"sign_in.passkey", {422, 422, 422}},
    {"account.password", {303, 200, 200}},
    {"account.password.set", {303, 422, 422}},
    {"account.password.remove", {303, 303, 303}},
    {"account.passkeys", {303, 200, 200}},
    {"account.passkeys.add", {303, 422, 422}},
    {"account.passkeys.invite", {303, 200, 200}},
    {"account.passkeys.remove", {303, 404, 404}},
    {"account", {303, 200, 200}},
    {"account.end_session", {303, 303, 404}},
    {"sign_out", {303, 303, 303}},
    {"sign_out.everywhere", {303, 303, 303}},
};

enum class Actor { Anonymous, Owner, Stranger };

/// A desk of its own for every cell: no answer depends on the one before.
class Cell {
public:
    Cell() {
        desk_.comment(20'001, request_, "canary comment");
        anns_.open_link(desk_.link(desk_.ann, request_));
        session_of_ann_ = desk_.value("select max(id) from sessions");
        bobs_.open_link(desk_.link(desk_.bob, desk_.request(13, desk_.bob)));
        token_ = desk_.link(desk_.ann, request_);
    }

    connector::http::Response ask(Actor actor, const Route& route) {
        Browser& browser = of(actor);
        const std::string path = path_of(route.pattern);
        if (route.method == Method::Get) return browser.get(path);
        browser.get(actor == Actor::Anonymous ? "/sup/sign-in" : "/sup/account");
        return browser.submit(
            path,
            {{"once", std::string(32, 'a')}, {"text", "hello"}, {"address", "ann@example.com"}}
        );
    }

    [[nodiscard]] const connector::http::Router& router() const { return desk_.router; }

    /// Ann is signed in still, and nobody has spoken in her name.
    void expect_ann_untouched(const Route& route) {
        EXPECT_EQ(anns_.get("/sup/account").status, 200) << route.name;
        EXPECT_EQ(desk_.count("replies"), 0) << route.name;
    }

private:
    Browser& of(Actor actor) {
        switch (actor) {
            case Actor::Anonymous: return nobodys_;
            case Actor::Owner: return anns_;
            case Actor::Stranger: return bobs_;
        }
        return nobodys_;
    }

    [[nodiscard]] std::string path_of(std::string pattern) const {
        pattern = tests::replaced(pattern, "{token}", token_);
        pattern = tests::replaced(pattern, "{key}", "SUP-12");
        pattern = tests::replaced(pattern, "{project}", "SUP");
        pattern = tests::replaced(pattern, "{way}", "acme");
        return tests::replaced(pattern, "{id}", session_of_ann_);
    }

    tests::PortalDesk desk_;
    base::RequestId request_ = desk_.request(12, desk_.ann);
    Browser nobodys_{desk_.router};
    Browser anns_{desk_.router};
    Browser bobs_{desk_.router};
    std::string session_of_ann_;
    std::string token_;
};

bool tells_of_anns_request(const std::string& page) {
    return page.find("canary") != std::string::npos ||
           page.find("Summary of SUP-12") != std::string::npos;
}

class RoutesMatrix : public testing::Test {
protected:
    /// Every route that is in the table, asked by one actor.
    static void expect_column(Actor actor, int Expected::*column) {
        const tests::PortalDesk surface;
        for (const Route& route : surface.router.routes()) {
            const auto expected = kMatrix.find(route.name);
            if (expected == kMatrix.end()) continue;
            Cell cell;
            const auto response = cell.ask(actor, route);
            EXPECT_EQ(response.status, expected->second.*column) << route.name;
            if (actor == Actor::Owner) continue;
            EXPECT_FALSE(tells_of_anns_request(response.body)) << route.name;
            cell.expect_ann_untouched(route);
        }
    }
};

TEST_F(RoutesMatrix, EveryRouteHasALineAndEveryLineARoute) {
    const tests::PortalDesk surface;
    std::map<std::string, int> routes;
    for (const Route& route : surface.router.routes()) {
        EXPECT_TRUE(kMatrix.contains(route.name)) << route.name << " is not in the matrix";
        ++routes[route.name];
    }
    for (const auto& [name, expected] : kMatrix) EXPECT_EQ(routes[name], 1) << name;
}

TEST_F(RoutesMatrix, EveryStateChangeIsAPost) {
    const tests::PortalDesk surface;
    for (const Route& route : surface.router.routes()) {
        EXPECT_TRUE(route.method == Method::Get || route.method == Method::Post) << route.name;
        EXPECT_EQ(route.max_body_bytes == 0, route.method == Method::Get) << route.name;
    }
}

TEST_F(RoutesMatrix, AnonymousVisitorsGetWhatTheTableSays) {
    expect_column(Actor::Anonymous, &Expected::anonymous);
}

TEST_F(RoutesMatrix, TheOwnerGetsWhatTheTableSays) {
    expect_column(Actor::Owner, &Expected::owner);
}

TEST_F(RoutesMatrix, StrangersGetWhatTheTableSaysAndNothingOfHers) {
    expect_column(Actor::Stranger, &Expected::stranger);
}

TEST_F(RoutesMatrix, UnknownPathsAndMethodsHaveFriendlyErrors) {
    const tests::PortalDesk desk;
    Browser browser(desk.router);

    EXPECT_EQ(browser.get("/").status, 404);
    EXPECT_EQ(browser.get("/nothing").status, 404);
    EXPECT_EQ(browser.get("/sup/%2e%2e%2fx").status, 400);
    EXPECT_EQ(browser.get("/webhooks/jira").status, 405);
    EXPECT_EQ(browser.post("/sup/", {}).status, 405);
}

}  // namespace
