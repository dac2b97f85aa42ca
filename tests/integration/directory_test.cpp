#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAlice = "alice@customer.example";
constexpr const char* kBob = "bob@customer.example";
constexpr const char* kThread = "/sup/requests/SUP-1";

bool mirrors(const Stage& stage, const std::string& what, int count) {
    return stage.rows("select count(*) as n from " + what)[0]["n"] == count;
}

void wait_until_mirrored(const Stage& stage, const std::string& what, int count) {
    wait_until(what, [&] { return mirrors(stage, what, count); });
}

/// A round begins with every start.
void read_again(Stage& stage) {
    EXPECT_EQ(stage.stop_connector(), 0);
    stage.start_connector();
}

/// Each page of an error has one, to be told to the operator.
std::string without_reference(const std::string& page) {
    const std::size_t at = page.find("Reference: <code>");
    return at == std::string::npos ? page : page.substr(0, at) + page.substr(page.find("</p>", at));
}

/// Bob takes part in Alice's request SUP-1.
class Participant : public testing::Test {
protected:
    Participant() {
        stage_.jira().raise("alice", "The printer is out of toner");
        (void)stage_.mails().wait_for_mail(kAlice, "SUP-1");
        change("add");
        wait_until_mirrored(stage_, "participants", 1);
    }

    void change(const char* how) {
        stage_.jira().sim("POST", "/requests/SUP-1/participants", {{how, {"bob"}}});
    }

    Browser signed_in() {
        stage_.jira().comment("SUP-1", "Somebody is on the way.", Audience::Public);
        return stage_.sign_in(stage_.mails().wait_for_mail(kBob, "Somebody is on the way."));
    }

    Stage stage_;
};

TEST_F(Participant, IsMailedOpensTheLinkAndReplies) {
    Browser bob = signed_in();

    const auto page = bob.get(kThread);
    ASSERT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Shared with <bdi>you"));
    EXPECT_THAT(page.body, Not(HasSubstr(kAlice)));
    EXPECT_EQ(
        bob.submit(page, std::string(kThread) + "/comments", {{"text", "Mine too."}}).status, 303
    );
    wait_until("the reply in Jira", [&] {
        const auto comments = stage_.jira().comments("SUP-1");
        return std::any_of(comments.begin(), comments.end(), [](const JiraSite::Comment& comment) {
            return comment.is_public && comment.body.find("Mine too.") != std::string::npos;
        });
    });
    (void)stage_.mails().wait_for_mail(kAlice, "Mine too.");
    for (const ReceivedMail& mail : stage_.mails().mails_to(kBob)) {
        EXPECT_THAT(mail.text, Not(HasSubstr("Mine too."))) << "nobody is told of their own deed";
    }
}

TEST_F(Participant, WhoIsRemovedSeesNothingAndTheirWaitingMailIsDropped) {
    Browser bob = signed_in();
    stage_.mails().add_fault(
        {{"stage", "rcpt"}, {"code", 451}, {"text", "busy"}, {"recipient", kBob}, {"count", 1}}
    );
    stage_.jira().comment("SUP-1", "For those who take part.", Audience::Public);
    wait_until_mirrored(stage_, "outbox where state = 'deferred'", 1);

    change("remove");
    wait_until_mirrored(stage_, "participants", 0);

    const auto removed = bob.get(kThread);
    const auto missing = bob.get("/sup/requests/SUP-99");
    EXPECT_EQ(removed.status, 404);
    EXPECT_EQ(without_reference(removed.body), without_reference(missing.body));
    EXPECT_THAT(bob.get("/sup/").body, Not(HasSubstr("SUP-1")));
    wait_until_mirrored(stage_, "outbox where state = 'abandoned'", 1);
    for (const ReceivedMail& mail : stage_.mails().mails_to(kBob)) {
        EXPECT_THAT(mail.text, Not(HasSubstr("For those who take part.")));
    }
}

TEST_F(Participant, FieldsOfOneKindMayBeTwo) {
    change("remove");
    wait_until_mirrored(stage_, "participants", 0);
    stage_.jira().sim("PUT", "/quirks", {{"twin_fields", true}});
    read_again(stage_);

    change("add");

    wait_until_mirrored(stage_, "participants", 1);
    EXPECT_TRUE(mirrors(stage_, "requests where type_name = 'Get help'", 1));
}

TEST_F(Participant, SeesWhatWasPromised) {
    Browser bob = signed_in();

    stage_.jira().sim(
        "POST",
        "/requests/SUP-1/sla",
        {{"name", "Time to first response"}, {"breach_in_ms", 3'600'000}}
    );

    wait_until("the promise", [&] {
        return bob.get(kThread).body.find("First answer expected by") != std::string::npos;
    });
}

/// What the site lists, name by name.
class DirectoryMirror : public testing::Test {
protected:
    DirectoryMirror() {
        has_organization("Acme", {"alice", "bob", "carl@acme.example", "dora@acme.example"});
        has_organization("Umbra", {"carl@acme.example"});
        has_organization("Empty", json::array());
        has_organization("Elsewhere", {"bob"});
        jira().sim("PUT", "/organizations/4", {{"on_desk", false}});
        jira().sim("POST", "/customers", {{"add", {"alice", "bob", "emil@acme.example"}}});
    }

    JiraSite& jira() { return stage_.jira(); }

    void has_organization(const char* name, const json& members) {
        jira().sim("POST", "/organizations", {{"name", name}, {"members", members}});
    }

    [[nodiscard]] json site() {
        const json state = jira().state();
        json all{{"customers", state["customers"]}, {"organizations", json::object()}};
        std::map<std::string, json> users;
        for (const json& user : state["users"]) users[user["accountId"]] = user;
        for (const json& each : state["organizations"]) {
            if (!each["on_desk"].get<bool>()) continue;
            json members = json::object();
            for (const json& id : each["members"]) {
                const json& user = users.at(id);
                members[id.get<std::string>()] = {
                    user["displayName"], user["email"], user["active"]};
            }
            all["organizations"][std::to_string(each["id"].get<int>())] = {
                {"name", each["name"]}, {"members", std::move(members)}};
        }
        return all;
    }

    [[nodiscard]] json mirror() const {
        json all{{"customers", json::array()}, {"organizations", json::object()}};
        for (const json& row :
             stage_.rows("select account_id from contacts where id in (select contact_id from "
                         "desk_customers where project = 'SUP') order by 1")) {
            all["customers"].push_back(row["account_id"]);
        }
        for (const json& row : stage_.rows(
                 "select id, name from organizations where id in (select organization_id from "
                 "desk_organizations where project = 'SUP')"
             )) {
            all["organizations"][std::to_string(row["id"].get<int>())] = {
                {"name", row["name"]}, {"members", json::object()}};
        }
        for (const json& row : stage_.rows(
                 "select organization_id, account_id, display_name, address, is_active from "
                 "organization_members join contacts on id = contact_id"
             )) {
            all["organizations"][std::to_string(row["organization_id"].get<int>())]["members"]
               [row["account_id"].get<std::string>()] = {
                   row["display_name"], row["address"], row["is_active"] == 1};
        }
        return all;
    }

    void wait_until_equal() {
        const json expected = site();
        try {
            wait_until("the mirror to equal the site", [&] { return mirror() == expected; });
        } catch (const std::exception& late) {
            ADD_FAILURE() << late.what() << "\n" << json::diff(expected, mirror()).dump(1);
        }
    }

    Stage stage_;
};

TEST_F(DirectoryMirror, EqualsTheSiteThroughShortPagesAndChanges) {
    jira().sim("PUT", "/quirks", {{"most_rows", 2}});
    read_again(stage_);
    wait_until_equal();
    EXPECT_EQ(
        stage_.rows("select name from request_types where is_shown = 1 order by position"),
        json::parse(
            R"([{"name":"Get help"},{"name":"Ask a question"},{"name":"Suggest an improvement"}])"
        )
    );

    jira().sim("PUT", "/organizations/1", {{"name", "Acme Inc."}, {"remove", {"bob", "alice"}}});
    jira().sim("PUT", "/organizations/2", {{"on_desk", false}});
    jira().sim("POST", "/customers", {{"remove", {"bob"}}});
    jira().set_user({{"email", "carl@acme.example"}, {"displayName", "Carl"}, {"active", false}});
    read_again(stage_);
    wait_until_equal();
}

TEST_F(DirectoryMirror, DeactivatedCustomerLosesTheirSession) {
    jira().raise("alice", "Toner");
    Browser alice = stage_.sign_in(stage_.mails().wait_for_mail(kAlice, "SUP-1"));
    ASSERT_EQ(alice.get(kThread).status, 200);
    read_again(stage_);
    wait_until_equal();
    ASSERT_EQ(alice.get(kThread).status, 200) << "a restart ends no session";

    jira().set_user({{"email", kAlice}, {"active", false}});
    read_again(stage_);

    wait_until("the session to end", [&] { return alice.get(kThread).status == 303; });
}

TEST_F(DirectoryMirror, PageThatFailsRemovesNobody) {
    read_again(stage_);
    wait_until_equal();
    const json before = mirror();
    jira().sim("PUT", "/organizations/1", {{"remove", {"bob"}}});
    jira().sim("POST", "/customers", {{"remove", {"bob"}}});
    for (const char* call :
         {"GET /rest/servicedeskapi/servicedesk/{serviceDeskId}/customer",
          "GET /rest/servicedeskapi/organization/{organizationId}/user"}) {
        jira().add_fault({{"match", call}, {"status", 404}, {"count", 9}});
    }

    read_again(stage_);
    wait_until("the failures", [&] {
        const std::string log = stage_.log();
        return log.find("directory.list_failed") != std::string::npos &&
               log.find("GET organization/user") != std::string::npos;
    });
    EXPECT_EQ(mirror(), before);

    jira().clear_faults();
    read_again(stage_);
    wait_until_equal();
}

}  // namespace
}  // namespace tests
