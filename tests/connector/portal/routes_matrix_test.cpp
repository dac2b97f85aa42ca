#include <functional>
#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "connector/store/articles.hpp"
#include "connector/store/intakes.hpp"
#include "connector/store/request_types.hpp"
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

    /// Of the organization that Ann's request is shared with, by their roles. Default: as
    /// strangers.
    struct Colleagues {
        int member;
        int viewer;
        int manager;
    };

    std::optional<Colleagues> colleagues{};

    [[nodiscard]] int member() const { return colleagues ? colleagues->member : stranger; }

    [[nodiscard]] int viewer() const { return colleagues ? colleagues->viewer : stranger; }

    [[nodiscard]] int manager() const { return colleagues ? colleagues->manager : stranger; }
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
    {"security_txt", {200, 200, 200}},
    {"assets.stylesheet", {200, 200, 200}},
    {"assets.live", {200, 200, 200}},
    {"assets.offers", {200, 200, 200}},
    {"assets.assistant", {200, 200, 200}},
    {"assets.passkeys", {200, 200, 200}},
    {"assets.print", {200, 200, 200}},
    {"assets.puzzle", {200, 200, 200}},
    {"assets.zone", {200, 200, 200}},
    {"account.preferences", {303, 200, 200}},
    {"account.preferences.save", {303, 303, 303}},
    {"language", {400, 400, 400}},  // names none; preferences_page_test.cpp does
    {"assets.reply", {200, 200, 200}},
    {"assets.brand", {200, 200, 200}},
    {"brand.logo", {200, 200, 200}},
    {"brand.icon", {200, 200, 200}},
    {"brand.font", {200, 200, 200}},
    {"brand.css", {200, 200, 200}},
    {"embed", {200, 200, 200}},
    {"embed.script", {200, 200, 200}},
    {"requests", {303, 200, 200}},
    {"requests.read", {303, 303, 303}},
    {"requests.bare", {303, 303, 303}},
    // Of what it tells each of them: live_updates_test.cpp.
    {"events", {403, 200, 200}},
    {"thread", {303, 200, 404, {{200, 200, 200}}}},
    {"attachment", {303, 404, 404}},  // nobody has one here; attachment_page_test.cpp has
    {"thread.reply", {303, 303, 404, {{303, 404, 303}}}},
    {"thread.move", {303, 303, 404, {{303, 404, 303}}}},
    {"help", {303, 200, 200}},
    {"help.offers", {303, 200, 200}},
    // One that was found; what they do with others: article_page_test.cpp.
    {"article", {303, 200, 200}},
    {"article.vote", {303, 303, 303}},
    // The first answer of a dialogue; without a door a stranger has none.
    {"assistant", {303, 200, 200}},
    {"assistant.answer", {303, 409, 409}},
    // Type 1 is shown to customers here, and the intake is Ann's.
    {"raise", {303, 200, 200}},
    {"raise.form", {303, 200, 200}},
    {"raise.send", {303, 303, 303}},
    {"raise.sent", {303, 200, 404}},
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
    // What guests do with a cookie or a code in hand: guest_page_test.cpp.
    {"come_back.show", {200, 200, 200}},
    {"come_back", {422, 422, 422}},
    {"leave", {303, 303, 303}},
    {"take_over", {303, 303, 303}},
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
    {"people", {303, 404, 404, {{404, 404, 200}}}},
    {"people.sign_out", {303, 404, 404, {{404, 404, 303}}}},
    {"sign_out", {303, 303, 303}},
    {"sign_out.everywhere", {303, 303, 303}},
};

/// `Former` was a member until a moment ago.
enum class Actor { Anonymous, Owner, Stranger, Member, Viewer, Manager, Former };

/// A desk of its own for every cell: no answer depends on the one before.
class Cell {
public:
    Cell() {
        desk_.comment(20'001, request_, "canary comment");
        anns_.open_link(desk_.link(desk_.ann, request_));
        session_of_ann_ = desk_.value("select max(id) from sessions");
        bobs_.open_link(desk_.link(desk_.bob, desk_.request(13, desk_.bob)));
        token_ = desk_.link(desk_.ann, request_);
        desk_.database.write([&](connector::store::Connection& connection) {
            connector::store::RequestTypes(connection)
                .save(
                    desk_.project(),
                    {.id = 1, .name = "Get help", .description = "", .help = "", .is_shown = true}
                );
            const auto added = connector::store::Intakes(connection)
                                   .add(
                                       {.idempotency_key = "anns",
                                        .project = desk_.project(),
                                        .raiser = {.contact = desk_.ann},
                                        .type = 1,
                                        .summary = "canary intake",
                                        .answers = {}},
                                       desk_.clock.now()
                                   );
            intake_ = std::to_string(added.id);
        });
        desk_.database.write([&](connector::store::Connection& connection) {
            connector::store::Articles(connection)
                .save(desk_.project(), {"Toner", "", "", "8786001"}, desk_.clock.now());
        });
        acme_.add(desk_.ann);
        desk_.share(request_, acme_.organization);
        int number = 20;
        for (const auto& [actor, name] : kColleagues) {
            const auto contact = desk_.contact(name, std::string(name) + "@example.com");
            acme_.add(contact);
            colleagues_.try_emplace(actor, desk_.router)
                .first->second.open_link(desk_.link(contact, desk_.request(++number, contact)));
            if (actor == Actor::Former) acme_.remove(contact);
        }
        auto& roles = desk_.settings.projects.front().accounts.roles;
        roles["vera@example.com"] = connector::model::Role::Viewer;
        roles["mona@example.com"] = connector::model::Role::Manager;
    }

    connector::http::Response ask(Actor actor, const Route& route) {
        Browser& browser = of(actor);
        const std::string path = path_of(route);
        if (route.method == Method::Get) return browser.get(path);
        browser.get(actor == Actor::Anonymous ? "/sup/sign-in" : "/sup/account");
        return browser.submit(
            path,
            {{"once", std::string(32, 'a')},
             {"text", "hello"},
             {"address", "ann@example.com"},
             {"answer", "yes"},
             {"field-summary", "Toner"},
             {"field-customfield_1", "10"}}
        );
    }

    [[nodiscard]] const connector::http::Router& router() const { return desk_.router; }

    /// Ann is signed in still, and nobody has spoken in her name.
    void expect_ann_untouched(const Route& route) {
        EXPECT_EQ(anns_.get("/sup/account").status, 200) << route.name;
        const std::string by_ann = std::to_string(desk_.ann.value());
        EXPECT_EQ(desk_.count("replies where contact_id = " + by_ann), 0) << route.name;
    }

private:
    Browser& of(Actor actor) {
        switch (actor) {
            case Actor::Anonymous: return nobodys_;
            case Actor::Owner: return anns_;
            case Actor::Stranger: return bobs_;
            case Actor::Member:
            case Actor::Viewer:
            case Actor::Manager:
            case Actor::Former: return colleagues_.at(actor);
        }
        return nobodys_;
    }

    [[nodiscard]] std::string path_of(const Route& route) const {
        std::string pattern = route.pattern;
        if (route.name == "people.sign_out") {
            return tests::replaced(pattern, "{id}", std::to_string(desk_.ann.value()));
        }
        if (pattern.find("/help/") != std::string::npos) {
            return tests::replaced(pattern, "{id}", "8786001");
        }
        if (std::string_view(route.name) == "thread.move") {
            pattern = tests::replaced(pattern, "{id}", "41");
        }
        pattern = tests::replaced(pattern, "{token}", token_);
        pattern = tests::replaced(pattern, "{key}", "SUP-12");
        pattern = tests::replaced(pattern, "{project}", "SUP");
        pattern = tests::replaced(pattern, "{way}", "acme");
        pattern = tests::replaced(pattern, "{type}", "1");
        pattern = tests::replaced(pattern, "{intake}", intake_);
        return tests::replaced(pattern, "{id}", session_of_ann_);
    }

    inline static const std::map<Actor, const char*> kColleagues{
        {Actor::Member, "cara"},
        {Actor::Viewer, "vera"},
        {Actor::Manager, "mona"},
        {Actor::Former, "fred"}};

    tests::PortalDesk desk_;
    tests::Organization acme_{desk_, 1, "Acme"};
    std::map<Actor, Browser> colleagues_;
    base::RequestId request_ = desk_.request(12, desk_.ann);
    Browser nobodys_{desk_.router};
    Browser anns_{desk_.router};
    Browser bobs_{desk_.router};
    std::string session_of_ann_;
    std::string token_;
    std::string intake_;
};

bool tells_of_anns_request(const std::string& page) {
    return page.find("canary") != std::string::npos ||
           page.find("Summary of SUP-12") != std::string::npos;
}

class RoutesMatrix : public testing::Test {
protected:
    /// Every route that is in the table, asked by one actor.
    template <typename Column>
    static void expect_column(Actor actor, Column column) {
        const bool may_see = actor == Actor::Owner || actor == Actor::Member ||
                             actor == Actor::Viewer || actor == Actor::Manager;
        const tests::PortalDesk surface;
        for (const Route& route : surface.router.routes()) {
            const auto expected = kMatrix.find(route.name);
            if (expected == kMatrix.end()) continue;
            Cell cell;
            const auto response = cell.ask(actor, route);
            EXPECT_EQ(response.status, std::invoke(column, expected->second)) << route.name;
            EXPECT_TRUE(may_see || !tells_of_anns_request(response.body)) << route.name;
            const bool signs_ann_out =
                actor == Actor::Manager && std::string_view(route.name) == "people.sign_out";
            if (actor != Actor::Owner && !signs_ann_out) cell.expect_ann_untouched(route);
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

TEST_F(RoutesMatrix, ColleaguesGetWhatTheTableSays) {
    expect_column(Actor::Member, &Expected::member);
}

TEST_F(RoutesMatrix, ViewersGetWhatTheTableSays) {
    expect_column(Actor::Viewer, &Expected::viewer);
}

TEST_F(RoutesMatrix, ManagersGetWhatTheTableSays) {
    expect_column(Actor::Manager, &Expected::manager);
}

TEST_F(RoutesMatrix, FormerColleaguesAreStrangers) {
    expect_column(Actor::Former, &Expected::stranger);
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
