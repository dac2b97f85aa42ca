#include "connector/mirror/raising.hpp"

#include <deque>
#include <functional>

#include <gtest/gtest.h>

#include "connector/store/kbot_accounts.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using namespace std::chrono_literals;
using base::ErrorKind;
using connector::mirror::says_the_same;
using connector::store::Connection;
using connector::store::Intakes;

/// A desk that takes requests, loses answers, and fails when told to.
class FakeRaiser final : public jira::RequestRaiser {
public:
    explicit FakeRaiser(const base::Clock& clock) : clock_(clock) {}

    base::Result<jira::RaiseAnswer> raise(const jira::NewRequest& wanted) override {
        asked.push_back(wanted);
        if (meanwhile) meanwhile();
        if (const auto failure = take(failures)) return tl::unexpected(*failure);
        if (const auto refusal = take(refusals)) return *refusal;
        const jira::Request& made = has_request(
            wanted.reporter, wanted.answers.front().values.front(), description_of(wanted)
        );
        if (std::exchange(loses_next_answer, false)) {
            return base::fail(ErrorKind::Unavailable, "the answer was lost");
        }
        return jira::RaisedRequest{made.id, made.key};
    }

    base::Result<std::vector<jira::Request>> recent_of(
        const base::ProjectKey&, const base::AccountId&, std::chrono::minutes within
    ) override {
        looks.push_back(within);
        if (const auto failure = take(failures)) return tl::unexpected(*failure);
        return requests;
    }

    jira::Request& has_request(
        const base::AccountId& reporter, const std::string& summary, const std::string& text
    ) {
        const auto number = static_cast<std::int64_t>(requests.size()) + 1;
        jira::Request request;
        request.id = base::RequestId(10'000 + number);
        request.key = base::RequestKey(std::string("SUP-").append(std::to_string(number)));
        request.summary = summary;
        request.description = base::SafeHtml::paragraphs(text);
        request.reporter = jira::User{.account_id = reporter, .display_name = "x", .email = {}};
        request.created = clock_.now();
        requests.push_back(request);
        return requests.back();
    }

    std::vector<jira::NewRequest> asked;
    std::vector<std::chrono::minutes> looks;
    std::vector<jira::Request> requests;
    std::deque<base::Error> failures;
    std::deque<jira::RaiseRefusal> refusals;
    bool loses_next_answer = false;
    std::function<void()> meanwhile;  ///< happens while a call is under way

private:
    template <typename T>
    static std::optional<T> take(std::deque<T>& queue) {
        if (queue.empty()) return std::nullopt;
        T first = std::move(queue.front());
        queue.pop_front();
        return first;
    }

    static std::string description_of(const jira::NewRequest& wanted) {
        for (const auto& answer : wanted.answers) {
            if (answer.field == "description") return answer.values.front();
        }
        return "";
    }

    const base::Clock& clock_;
};

class Raising : public testing::Test {
protected:
    std::int64_t writes(
        const std::string& once,
        const std::string& description = "It hums.",
        connector::store::Raiser raiser = {}
    ) {
        if (!raiser.guest) raiser.contact = desk.ann;
        return desk.database.write([&](Connection& connection) {
            return Intakes(connection)
                .add(
                    {.idempotency_key = once,
                     .project = tests::SupportDesk::project(),
                     .raiser = raiser,
                     .type = 1,
                     .summary = "Toner",
                     .answers =
                         {{"summary", connector::model::FieldKind::Text, {"Toner"}},
                          {"description", connector::model::FieldKind::LongText, {description}}}},
                    desk.clock.now()
                )
                .id;
        });
    }

    void work_off() {
        while (raising.raise_one()) {
        }
    }

    void work_off_after(base::milliseconds pause) {
        desk.wall_clock.advance(pause);
        work_off();
    }

    void fails(ErrorKind kind, std::optional<base::seconds> retry_after = std::nullopt) {
        site.failures.push_back({kind, "no answer", retry_after});
    }

    tests::SupportDesk desk;
    FakeRaiser site{desk.clock};
    int hints = 0;
    std::vector<std::int64_t> told;
    connector::mirror::Raising raising{
        desk.database,
        site,
        desk.clock,
        desk.log,
        desk.metrics,
        {.on_hint = [this] { ++hints; },
         .on_raised =
             [this](Connection&, const Intakes::Intake& intake, base::RequestId request) {
                 told.push_back(intake.id);
                 told.push_back(request.value());
             }}};
};

TEST_F(Raising, HasNothingToDoWithoutIntakes) {
    EXPECT_FALSE(raising.raise_one());
}

TEST_F(Raising, IsRaisedOnceInItsMakersName) {
    const std::int64_t id = writes("once");

    work_off();
    work_off_after(1h);

    ASSERT_EQ(site.asked.size(), 1U);
    EXPECT_EQ(site.asked.front().reporter.value(), "account-ann");
    EXPECT_EQ(site.asked.front().type, 1);
    EXPECT_EQ(site.asked.front().answers.back().kind, jira::FieldKind::LongText);
    EXPECT_TRUE(site.looks.empty()) << "no look before the first try";
    EXPECT_EQ(desk.count("intakes where request_key = 'SUP-1' and due_at is null"), 1);
    EXPECT_EQ(told, (std::vector<std::int64_t>{id, 10'001}));
    EXPECT_EQ(
        desk.count("audit where event = 'request.raised' and request_id = 10001 and contact_id > 0"
        ),
        1
    );
}

TEST_F(Raising, WhatWasRaisedIsReadLikeAnyChange) {
    writes("once");

    work_off();

    EXPECT_EQ(desk.count("inbox where request_id = 10001 and due_at is not null"), 1);
    EXPECT_EQ(hints, 1);
}

TEST_F(Raising, GuestsRequestIsTheKbotAccounts) {
    writes("guest", "It hums.", {.guest = 7});
    work_off();
    EXPECT_TRUE(site.asked.empty()) << "it waits until there is one";
    desk.database.write([&](Connection& connection) {
        connector::store::KbotAccounts(connection).add(base::AccountId("kbot"), desk.clock.now());
    });

    work_off_after(1h);

    ASSERT_EQ(site.asked.size(), 1U);
    EXPECT_EQ(site.asked.front().reporter.value(), "kbot");
    EXPECT_EQ(told.size(), 2U);
}

TEST_F(Raising, LooksBeforeItTriesAgainAndTakesWhatGotThrough) {
    writes("once");
    site.loses_next_answer = true;
    work_off();

    work_off_after(1h);

    EXPECT_EQ(site.asked.size(), 1U);
    EXPECT_EQ(site.looks.size(), 1U);
    EXPECT_EQ(desk.count("intakes where request_id = 10001"), 1);
    EXPECT_EQ(told.size(), 2U);
}

TEST_F(Raising, WaitsForTheSearchBeforeItLooks) {
    writes("once");
    site.loses_next_answer = true;
    work_off();

    work_off_after(29s);
    EXPECT_TRUE(site.looks.empty());
    EXPECT_EQ(site.asked.size(), 1U);

    work_off_after(1s);
    EXPECT_EQ(site.looks.size(), 1U);
    EXPECT_EQ(desk.count("intakes where request_id = 10001"), 1);
}

/// The process was killed with the call under way: nobody has written down how it ended.
TEST_F(Raising, WorkerThatDiedIsTakenForOneThatMayHaveGotThrough) {
    writes("once");
    const auto lost = desk.database.write([&](Connection& connection) {
        Intakes intakes(connection);
        const auto claimed = intakes.claim(desk.clock.now(), 2min);
        EXPECT_TRUE(intakes.mark_tried(claimed->claim, desk.clock.now()));
        return claimed->claim;
    });
    site.has_request(base::AccountId("account-ann"), "Toner", "It hums.");

    work_off_after(2min);

    EXPECT_TRUE(site.asked.empty());
    EXPECT_EQ(desk.count("intakes where request_id = 10001"), 1);
    EXPECT_FALSE(desk.database.write([&](Connection& connection) {
        return Intakes(connection).finish(lost, {base::RequestId(1), {}}, desk.clock.now());
    }));
}

TEST_F(Raising, RaisesAgainWhatDidNotGetThrough) {
    writes("once");
    fails(ErrorKind::Unavailable);
    work_off();

    work_off_after(1h);

    EXPECT_EQ(site.asked.size(), 2U);
    EXPECT_EQ(site.requests.size(), 1U);
    ASSERT_EQ(site.looks.size(), 1U);
    EXPECT_GE(site.looks.front(), 60min) << "since it was written";
}

TEST_F(Raising, DoesNotRaiseWhileItCannotLook) {
    writes("once");
    site.loses_next_answer = true;
    work_off();
    fails(ErrorKind::Unavailable);

    work_off_after(1min);

    EXPECT_EQ(site.asked.size(), 1U);
    EXPECT_EQ(desk.count("intakes where due_at is not null"), 1);
}

TEST_F(Raising, TakesNoRequestThatSaysSomethingElse) {
    writes("once");
    fails(ErrorKind::Unavailable);
    work_off();
    site.has_request(base::AccountId("account-ann"), "Toner", "It is silent.");
    site.has_request(base::AccountId("account-ann"), "Paper", "It hums.");
    site.has_request(base::AccountId("account-bob"), "Toner", "It hums.");

    work_off_after(1h);

    EXPECT_EQ(site.asked.size(), 2U);
    EXPECT_EQ(desk.count("intakes where request_id = 10004"), 1);
}

TEST_F(Raising, SameWordsWrittenTwiceAreTwoRequests) {
    writes("first");
    work_off();
    writes("second");
    fails(ErrorKind::Unavailable);
    work_off();

    work_off_after(1h);

    EXPECT_EQ(site.requests.size(), 2U);
    EXPECT_EQ(desk.count("intakes where request_id is not null"), 2);
}

TEST_F(Raising, WhatJiraSurelyDidNotTakeIsTriedWithoutALook) {
    for (const ErrorKind kind : {ErrorKind::Limited, ErrorKind::Unauthorized}) {
        writes(std::string(base::name_of(kind)));
        fails(kind);
        work_off();
        work_off_after(1h);
    }

    EXPECT_EQ(site.requests.size(), 2U);
    EXPECT_TRUE(site.looks.empty());
}

TEST_F(Raising, WaitsAsLongAsJiraAsks) {
    writes("once");
    fails(ErrorKind::Limited, 300s);
    work_off();

    work_off_after(299s);
    EXPECT_EQ(site.asked.size(), 1U);
    work_off_after(1s);
    EXPECT_EQ(site.asked.size(), 2U);
}

TEST_F(Raising, RefusalIsFinalAndKeepsItsWords) {
    const std::int64_t id = writes("once");
    site.refusals.push_back({"POST request: 400", "canary words", {{"summary", "Too loud."}}});

    work_off();
    work_off_after(24h);

    EXPECT_EQ(site.asked.size(), 1U);
    const auto intake =
        desk.database.read([&](Connection& connection) { return Intakes(connection).find(id); });
    EXPECT_EQ(intake->refusal->message, "canary words");
    EXPECT_EQ(intake->refusal->fields.at("summary"), "Too loud.");
    EXPECT_TRUE(told.empty());
    EXPECT_TRUE(desk.log.contains("request.refused"));
    EXPECT_FALSE(desk.log.contains("canary"));
}

/// Its maker was erased, or another process has it by now.
TEST_F(Raising, IntakeThatIsNotOursAnyMoreSettlesNothing) {
    writes("once");
    site.meanwhile = [this] {
        desk.database.write([](Connection& connection) { connection.run("delete from intakes"); });
    };

    work_off();

    EXPECT_EQ(site.asked.size(), 1U);
    EXPECT_TRUE(told.empty());
    EXPECT_EQ(desk.count("audit where event = 'request.raised'"), 0);
    EXPECT_EQ(desk.count("inbox"), 0);
}

TEST_F(Raising, LogNeverHoldsTheWords) {
    writes("once", "canary");
    fails(ErrorKind::Unavailable);
    work_off();
    work_off_after(1h);

    EXPECT_TRUE(desk.log.contains("request.not_raised"));
    EXPECT_FALSE(desk.log.contains("canary"));
    EXPECT_FALSE(desk.log.contains("Toner"));
}

TEST(SaysTheSame, WhateverBecameOfBlanksAndMarkup) {
    EXPECT_TRUE(says_the_same("<p>It <em>hums</em>\n &amp; \"sings\"</p>", "It hums & \"sings\""));
    EXPECT_TRUE(says_the_same("<p>\xE2\x80\x8B:D &lt;b&gt;</p>", ":D <b>"));
    EXPECT_TRUE(says_the_same(
        "<p>Gr\xC3\xBC\xC3\x9F"
        "e</p>",
        "Gr\xC3\xBC\xC3\x9F"
        "e"
    ));
    EXPECT_TRUE(says_the_same("", ""));
    EXPECT_FALSE(says_the_same("<p>It hums.</p>", "It hums not."));
    EXPECT_FALSE(says_the_same(
        "<p>Gr\xC3\xBC\xC3\x9F"
        "e</p>",
        "Gr\xC3\xA4\xC3\x9F"
        "e"
    ));
}

}  // namespace
