#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNew = "/sup/new/1";
constexpr const char* kKbot = "kbot@acme.example";
constexpr const char* kMia = "mia@new.example";

StageOptions with_guests() {
    StageOptions options;
    options.provision = "{kbot_email: kbot@acme.example}";
    options.access = "{anonymous: on, email: on}";
    return options;
}

/// Visitors of the real program who raise requests without signing in.
class Guests : public testing::Test {
protected:
    Guests() {
        // What is left to do by hand on the site does not concern us here.
        EXPECT_THAT(stage_.command({"provision"}).output, HasSubstr("Kbot"));
        wait_until("the request types", [&] {
            return stage_.rows("select 1 from request_types").size() == 3;
        });
    }

    /// Raises a request and waits until it is there; the path of its thread.
    std::string raise(Browser& browser, const std::string& summary, const std::string& address) {
        const auto form = browser.get(kNew);
        EXPECT_EQ(form.status, 200) << form.body;
        const auto sent = browser.submit(
            form,
            kNew,
            {{"field-summary", summary},
             {"field-description", "Please help."},
             {"field-customfield_10050", "10100"},
             {"address", address}}
        );
        EXPECT_EQ(sent.status, 303) << sent.body;
        const std::string place(sent.header("Location"));
        std::string thread;
        wait_until("the request", [&] {
            const auto there = browser.get(place);
            thread = there.status == 303 ? std::string(there.header("Location")) : "";
            return !thread.empty();
        });
        return thread;
    }

    [[nodiscard]] json issue(const std::string& summary) {
        const json state = stage_.jira().state();
        for (const json& each : state["issues"]) {
            if (each["summary"] == summary) return each;
        }
        return {};
    }

    Stage stage_{with_guests()};
    Browser visitor_ = stage_.browser();
};

TEST_F(Guests, RequestIsTheKbotUsersAndItsMakerReadsAndAnswersIt) {
    const std::string thread = raise(visitor_, "Who am I", "");

    EXPECT_EQ(issue("Who am I")["reporter"], kKbot);
    const auto page = visitor_.get(thread);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Please help."));
    EXPECT_THAT(visitor_.get("/sup/").body, HasSubstr("Who am I"));
    EXPECT_EQ(stage_.browser().get(thread).status, 303) << "another browser";

    EXPECT_EQ(visitor_.submit(page, thread + "/comments", {{"text", "It is urgent"}}).status, 303);
    wait_until("the reply in Jira", [&] {
        return stage_.jira().state().dump().find("A visitor wrote") != std::string::npos;
    });
    wait_until("the reply in the mirror", [&] {
        return !stage_.rows("select 1 from comments where author_name = 'A visitor'").empty();
    });
    EXPECT_THAT(visitor_.get(thread).body, HasSubstr("It is urgent"));
    EXPECT_TRUE(stage_.mails().mails_to(kKbot).empty());
    EXPECT_TRUE(stage_.rows("select 1 from outbox").empty()) << "nobody is told";
}

TEST_F(Guests, CodeLeadsBackFromAnotherBrowser) {
    const std::string thread = raise(visitor_, "Lost my key", "");
    const std::string page = visitor_.get(thread).body;
    const std::string_view before = "<code dir=\"ltr\">";
    const std::size_t at = page.find(before) + before.size();
    const std::string code = page.substr(at, page.find("</code>") - at);
    ASSERT_EQ(code.size(), 19U) << page;
    Browser other = stage_.browser();

    const auto back = other.submit(
        other.get("/sup/come-back"),
        "/sup/come-back",
        {{"key", issue("Lost my key")["key"]}, {"code", code}}
    );

    ASSERT_EQ(back.status, 303) << back.body;
    EXPECT_THAT(other.follow(back).body, HasSubstr("Please help."));
    EXPECT_EQ(stage_.log().find(code), std::string::npos);
    EXPECT_EQ(stage_.stored_bytes().find(code), std::string::npos);
}

TEST_F(Guests, WhoProvesTheAddressTakesTheRequestAndItsReporterChanges) {
    const std::string thread = raise(visitor_, "Hello from Mia", kMia);
    EXPECT_EQ(issue("Hello from Mia")["reporter"], kKbot) << "nothing is proven yet";
    EXPECT_THAT(issue("Hello from Mia").dump(), HasSubstr("new.example, not verified"));

    const std::string link = link_from(stage_.mails().wait_for_mail(kMia, "sign-in link").text);
    const auto opened = visitor_.submit(visitor_.get(link), link);
    ASSERT_EQ(opened.status, 303) << opened.body;
    const auto list = visitor_.follow(opened);
    EXPECT_THAT(list.body, HasSubstr("A request from this browser"));
    EXPECT_EQ(visitor_.get(thread).status, 404) << "signing in gives no right to it";

    ASSERT_EQ(visitor_.submit(list, "/sup/take-over", {}).status, 303);
    wait_until("the request to be Mia's", [&] { return visitor_.get(thread).status == 200; });

    EXPECT_EQ(issue("Hello from Mia")["reporter"], kMia);
    EXPECT_THAT(visitor_.get("/sup/").body, HasSubstr("Hello from Mia"));
    EXPECT_THAT(visitor_.get("/sup/").body, Not(HasSubstr("from this browser")));
    EXPECT_TRUE(stage_.rows("select 1 from held_requests").empty());
    EXPECT_TRUE(stage_.rows("select 1 from reference_codes").empty());
}

TEST_F(Guests, WhereReportersMayNotBeChangedTheyTakePart) {
    stage_.jira().set({{"bot_may_change_reporters", false}});
    const std::string thread = raise(visitor_, "Shy bot", kMia);
    const std::string link = link_from(stage_.mails().wait_for_mail(kMia, "sign-in link").text);
    const auto list = visitor_.follow(visitor_.submit(visitor_.get(link), link));

    ASSERT_EQ(visitor_.submit(list, "/sup/take-over", {}).status, 303);

    wait_until("Mia to take part", [&] { return visitor_.get(thread).status == 200; });
    EXPECT_EQ(issue("Shy bot")["reporter"], kKbot);
}

}  // namespace
}  // namespace tests
