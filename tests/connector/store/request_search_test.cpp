#include "connector/store/request_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/organizations.hpp"
#include "connector/store/request_lists.hpp"
#include "connector/store/sqlite.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Ann reported SUP-1, "Printer 1 is on fire": "It burns."
struct RequestSearch : testing::Test {
    OpenStore desk;
    store::Requests requests{desk.connection};
    store::Comments comments{desk.connection};
    store::RequestSearch search{desk.connection};
    store::RequestLists lists{desk.connection};

    RequestSearch() { search.catch_up(desk.request); }

    void say(int id, std::string_view text) {
        model::Comment comment;
        comment.id = base::CommentId(id);
        comment.request = desk.request;
        comment.text = std::string(text);
        comments.save(comment);
        search.catch_up(desk.request);
    }

    void save(const model::Request& request) {
        requests.save(request);
        search.catch_up(request.id);
    }

    std::vector<std::string> found(
        base::ContactId reader, std::string_view typed, store::RequestLists::Wanted wanted = {}
    ) {
        wanted.project = base::ProjectKey("SUP");
        const auto expression =
            store::RequestSearch::expression(typed, {.reader = reader}, wanted.is_done);
        if (!expression) return {"no words"};
        wanted.expression = *expression;
        std::vector<std::string> keys;
        for (const auto& entry : lists.own(reader, wanted))
            keys.push_back(entry.request.key.value());
        return keys;
    }

    /// As the index has it, whoever may see it.
    std::int64_t rows(std::string_view expression) {
        return desk.connection
            .first(
                "select count(*) from request_search where request_search match $1",
                {expression},
                [](const store::Row& row) { return row.integer(0); }
            )
            .value();
    }
};

TEST_F(RequestSearch, FindsKeySummaryDescriptionAndComments) {
    say(7, "Is it the Büro on floor 3?");

    for (const char* typed : {"SUP-1", "printer", "FIRE on", "burns", "buro floor", "pri", "floo"})
        EXPECT_THAT(found(desk.ann, typed), ElementsAre("SUP-1")) << typed;
    EXPECT_THAT(found(desk.ann, "printer water"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "rinter"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "pri fire"), IsEmpty()) << "only the last word may be unfinished";
}

TEST_F(RequestSearch, FindsWordsOfScriptsWithoutBlanks) {
    auto request = a_request(2, desk.ann, desk.clock.now());
    request.summary = "会議室の印刷機が動きません";
    save(request);
    request = a_request(3, desk.ann, desk.clock.now());
    request.summary = "打印机坏了";
    save(request);
    request = a_request(4, desk.ann, desk.clock.now());
    request.summary = "الطابعة لا تعمل";
    save(request);

    for (const char* typed : {"印刷", "印刷機", "機", "会議室 印刷機", "動きません"})
        EXPECT_THAT(found(desk.ann, typed), ElementsAre("SUP-2")) << typed;
    EXPECT_THAT(found(desk.ann, "打印机"), ElementsAre("SUP-3"));
    EXPECT_THAT(found(desk.ann, "机坏"), ElementsAre("SUP-3"));
    for (const char* typed : {"طابعة", "الطابعة", "الطاب"})
        EXPECT_THAT(found(desk.ann, typed), ElementsAre("SUP-4")) << typed;
    EXPECT_THAT(found(desk.ann, "刷印"), IsEmpty());
}

TEST_F(RequestSearch, NothingTypedIsSyntax) {
    for (const char* typed :
         {"\"printer\"",
          "printer*",
          "printer AND fire",
          "-printer",
          "words:printer",
          "^printer",
          "NEAR(printer fire)",
          "printer OR",
          "(printer",
          "printer') or 1=1 --",
          "+printer"}) {
        EXPECT_NO_THROW((void)found(desk.ann, typed)) << typed;
    }
    EXPECT_THAT(found(desk.ann, "\"printer\""), ElementsAre("SUP-1"));
    EXPECT_THAT(found(desk.ann, "prin* fire"), IsEmpty()) << "the star is a blank";
    EXPECT_THAT(found(desk.ann, "printer OR water"), IsEmpty()) << "or is a word";
    EXPECT_THAT(found(desk.ann, "NOT printer"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "\"*-:()"), ElementsAre("no words"));
}

TEST_F(RequestSearch, FindsForWhomItIsOnly) {
    EXPECT_THAT(found(desk.bob, "printer"), IsEmpty());
    EXPECT_EQ(rows("\"r" + std::to_string(desk.bob.value()) + "o\" *"), 0)
        << "a search of Bob's passes nothing of Ann's";

    auto request = requests.find(desk.request).value();
    request.participants = {desk.bob};
    save(request);
    EXPECT_THAT(found(desk.bob, "printer"), ElementsAre("SUP-1"));

    request.participants.clear();
    save(request);
    EXPECT_THAT(found(desk.bob, "printer"), IsEmpty());
}

TEST_F(RequestSearch, MarksOfContactsDoNotBeginOneAnother) {
    // "r1o" is no beginning of "r11o": contact 1 asking for words sees nothing of contact 11's.
    const auto one = store::RequestSearch::expression("1", {.reader = base::ContactId(1)}, false);
    const auto other = store::RequestSearch::expression("", {.reader = base::ContactId(1)}, false);
    EXPECT_FALSE(other) << "no words: no expression, never everything";
    EXPECT_EQ(one, R"x(("r1o1" * OR "p1o1" *))x");
}

TEST_F(RequestSearch, EditedRemovedAndWithdrawnWordsLeaveWithTheirTransaction) {
    say(7, "canary");
    ASSERT_THAT(found(desk.ann, "canary"), ElementsAre("SUP-1"));
    say(7, "sparrow");
    EXPECT_THAT(found(desk.ann, "canary"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "sparrow"), ElementsAre("SUP-1"));

    comments.remove(base::CommentId(7));
    search.catch_up(desk.request);
    EXPECT_THAT(found(desk.ann, "sparrow"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "printer"), ElementsAre("SUP-1"));

    auto request = requests.find(desk.request).value();
    request.summary = "Heater";
    save(request);
    EXPECT_THAT(found(desk.ann, "printer"), IsEmpty());

    requests.withdraw(desk.request, desk.clock.now());
    EXPECT_EQ(
        desk.connection.first(
            "select count(*) from request_search",
            {},
            [](const auto& row) { return row.integer(0); }
        ),
        0
    );
}

TEST_F(RequestSearch, ClosedOnesAreFoundAmongClosed) {
    auto request = requests.find(desk.request).value();
    request.status_category = model::StatusCategory::Done;
    save(request);

    EXPECT_THAT(found(desk.ann, "printer"), IsEmpty());
    EXPECT_THAT(found(desk.ann, "printer", {.is_done = true}), ElementsAre("SUP-1"));
}

TEST_F(RequestSearch, FiltersAndPagesCombine) {
    for (int number = 2; number <= 6; ++number) {
        auto request = a_request(number, desk.ann, desk.clock.now() + seconds(number));
        request.status = number % 2 == 0 ? "Waiting" : "Open";
        request.type_id = number < 4 ? 5 : 6;
        save(request);
    }

    EXPECT_THAT(
        found(desk.ann, "fire", {.status = "Waiting"}), ElementsAre("SUP-6", "SUP-4", "SUP-2")
    );
    EXPECT_THAT(
        found(desk.ann, "fire", {.status = "Waiting", .type_id = 6}), ElementsAre("SUP-6", "SUP-4")
    );
    EXPECT_THAT(
        found(
            desk.ann, "fire", {.after = {{desk.clock.now() + seconds(4), base::RequestId(10'004)}}}
        ),
        ElementsAre("SUP-3", "SUP-2", "SUP-1")
    );
}

TEST_F(RequestSearch, AccountsFindWhatIsSharedWithThem) {
    const base::OrganizationId organization(7);
    const model::Account account{.organization = organization};
    const auto of_account = [&] {
        store::RequestLists::Wanted wanted{.project = base::ProjectKey("SUP")};
        wanted.expression =
            store::RequestSearch::expression(
                "printer",
                {.organization = organization, .reporters = lists.reporters_of(account, true, 10)},
                false
            )
                .value();
        return lists.of_account(account, true, wanted).size();
    };
    EXPECT_EQ(of_account(), 0U);

    store::Organizations(desk.connection)
        .replace_of_request(desk.request, {{organization, "Acme"}});
    search.catch_up(desk.request);
    EXPECT_EQ(of_account(), 1U);

    store::Organizations(desk.connection).replace_of_request(desk.request, {});
    search.catch_up(desk.request);
    EXPECT_EQ(of_account(), 0U);
    store::Organizations(desk.connection)
        .add_to_desk(base::ProjectKey("SUP"), {organization, "Acme"});
    store::Organizations(desk.connection).add_member(organization, desk.ann);
    EXPECT_EQ(of_account(), 1U) << "a manager sees what members have reported";
}

TEST_F(RequestSearch, SmallStepsCatchUpWithAll) {
    for (int number = 2; number <= 9; ++number)
        requests.save(a_request(number, desk.ann, desk.clock.now()));
    EXPECT_THAT(found(desk.ann, "fire"), ElementsAre("SUP-1"));

    int steps = 1;
    while (search.catch_up_some(3)) ++steps;

    EXPECT_EQ(steps, 3);
    EXPECT_EQ(found(desk.ann, "fire").size(), 9U);
}

}  // namespace
}  // namespace tests
