#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/support/stage.hpp"
#include "tests/support/waiting.hpp"

namespace tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPage = "/sup/assistant";

StageOptions with_guests() {
    StageOptions options;
    options.provision = "{kbot_email: kbot@acme.example}";
    options.access = "{anonymous: on, email: on}";
    return options;
}

std::string hidden(const std::string& page, std::string_view name) {
    const std::string before = "name=\"" + std::string(name) + "\" value=\"";
    const std::size_t at = page.find(before);
    if (at == std::string::npos) return "";
    const std::size_t from = at + before.size();
    return page.substr(from, page.find('"', from) - from);
}

/// The assistant of the real program, with the flow that is built in.
class Assistant : public testing::Test {
protected:
    Assistant() {
        EXPECT_THAT(stage_.command({"provision"}).output, HasSubstr("Kbot"));
        wait_until("the request types", [&] {
            return stage_.rows("select 1 from request_types").size() == 3;
        });
    }

    /// Answers what is asked now; the page with the next question.
    static std::string say(Browser& browser, const std::string& name, const std::string& value) {
        const auto page = browser.get(kPage);
        const auto answer =
            browser.submit(page, kPage, {{"turn", hidden(page.body, "turn")}, {name, value}});
        EXPECT_EQ(answer.status, 303) << name << "=" << value << "\n" << answer.body;
        return browser.get(kPage).body;
    }

    /// From the first question on; the key of the request.
    std::string file(Browser& browser, const std::string& summary, const std::string& address) {
        say(browser, "answer", "1");
        say(browser, address.empty() ? "do" : "answer", address.empty() ? "pass" : address);
        say(browser, "answer", "1");
        say(browser, "field-summary", summary);
        say(browser, "field-description", "Please help.");
        std::string page = say(browser, "field-customfield_10050", "10100");
        for (int i = 0; i < 10 && page.find("Is everything right?") == std::string::npos; ++i) {
            page = say(browser, "do", "pass");
        }
        say(browser, "do", "send");
        std::string key;
        wait_until("the key of " + summary, [&] {
            page = browser.get(kPage).body;
            const std::size_t at = page.find("<strong>SUP-");
            if (at != std::string::npos) key = page.substr(at + 8, page.find('<', at + 8) - at - 8);
            return !key.empty();
        });
        return key;
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

TEST_F(Assistant, AnonymousVisitorsFileEachTheirOwnAndSeeNothingOfTheOthers) {
    Browser other = stage_.browser();
    const std::string first = file(visitor_, "Told by the first", "");
    const std::string second = file(other, "Told by the second", "");

    EXPECT_EQ(issue("Told by the first")["key"], first);
    EXPECT_EQ(issue("Told by the first")["reporter"], "kbot@acme.example");
    EXPECT_THAT(visitor_.get(kPage).body, HasSubstr("<code>")) << "to come back with";
    wait_until("the requests", [&] {
        return visitor_.get("/sup/requests/" + first).status == 200 &&
               other.get("/sup/requests/" + second).status == 200;
    });
    EXPECT_EQ(visitor_.get("/sup/requests/" + second).status, 303);
    EXPECT_EQ(other.get("/sup/requests/" + first).status, 303);
    EXPECT_THAT(other.get(kPage).body, Not(HasSubstr(first)));
    EXPECT_EQ(stage_.rows("select 1 from intakes").size(), 2U);
}

TEST_F(Assistant, AddressIsMailedALinkAndStaysUnproven) {
    file(visitor_, "Told by Mia", "mia@new.example");

    EXPECT_THAT(issue("Told by Mia").dump(), HasSubstr("new.example, not verified"));
    EXPECT_FALSE(stage_.mails().wait_for_mail("mia@new.example", "sign-in link").text.empty());
}

}  // namespace
}  // namespace tests
