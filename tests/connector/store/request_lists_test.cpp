#include "connector/store/request_lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/request_search.hpp"
#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const base::ProjectKey kSup("SUP");

struct RequestLists : testing::Test {
    OpenStore desk;
    store::Requests requests{desk.connection};
    store::RequestLists lists{desk.connection};

    std::vector<std::string> keys(store::RequestLists::Wanted wanted = {}) {
        wanted.project = kSup;
        std::vector<std::string> keys;
        for (const auto& entry : lists.own(desk.ann, wanted))
            keys.push_back(entry.request.key.value());
        return keys;
    }

    bool is_unread() { return lists.own(desk.ann, {.project = kSup}).at(0).is_unread; }
};

TEST_F(RequestLists, HoldsTheReportersOwnLatestChangeFirst) {
    requests.save(a_request(2, desk.ann, desk.clock.now() + seconds(1)));
    requests.save(a_request(3, desk.bob, desk.clock.now()));

    EXPECT_THAT(keys(), ElementsAre("SUP-2", "SUP-1"));
    EXPECT_EQ(keys({.limit = 1}).size(), 1U);
}

TEST_F(RequestLists, OtherProjectsTakeNoRoom) {
    for (int number = 2; number < 20; ++number) {
        auto elsewhere = a_request(number, desk.ann, desk.clock.now() + seconds(number));
        elsewhere.project = base::ProjectKey("OPS");
        requests.save(elsewhere);
    }

    EXPECT_THAT(keys({.limit = 1}), ElementsAre("SUP-1"));
}

TEST_F(RequestLists, PagesHoldEveryRequestOnce) {
    // Many changes within one millisecond: the request's id decides their order.
    for (int number = 2; number <= 9; ++number) {
        auto request = a_request(number, desk.ann, desk.clock.now());
        if (number % 2 == 0) request.status_category = model::StatusCategory::Done;
        requests.save(request);
    }
    std::vector<std::string> seen;
    for (const bool is_done : {false, true}) {
        store::RequestLists::Wanted wanted{.project = kSup, .is_done = is_done, .limit = 2};
        for (auto page = lists.own(desk.ann, wanted); !page.empty();
             page = lists.own(desk.ann, wanted)) {
            for (const auto& entry : page) seen.push_back(entry.request.key.value());
            wanted.after = {page.back().request.updated, page.back().request.id};
        }
    }

    EXPECT_THAT(
        seen,
        ElementsAre("SUP-9", "SUP-7", "SUP-5", "SUP-3", "SUP-1", "SUP-8", "SUP-6", "SUP-4", "SUP-2")
    );
}

TEST_F(RequestLists, FollowWhoseARequestIs) {
    auto request = requests.find(desk.request).value();
    request.reporter = desk.bob;
    requests.save(request);
    EXPECT_THAT(keys(), IsEmpty());
    EXPECT_TRUE(lists.has(desk.bob, desk.request));

    request.participants = {desk.ann};
    requests.save(request);
    EXPECT_THAT(keys(), ElementsAre("SUP-1"));
    EXPECT_EQ(lists.own(desk.ann, {.project = kSup}).at(0).request.participants.size(), 1U);

    requests.withdraw(desk.request, desk.clock.now());
    EXPECT_THAT(keys(), IsEmpty());
    EXPECT_FALSE(lists.first_of(desk.bob, kSup));
}

TEST_F(RequestLists, AreNarrowedByStatusAndType) {
    for (int number = 2; number <= 5; ++number) {
        auto request = a_request(number, desk.ann, desk.clock.now() + seconds(number));
        request.status = number % 2 == 0 ? "Waiting" : "Open";
        request.type_id = number < 4 ? 5 : 6;
        request.type_name = number < 4 ? "Get help" : "Access";
        requests.save(request);
    }

    EXPECT_THAT(keys({.status = "Waiting"}), ElementsAre("SUP-4", "SUP-2"));
    EXPECT_THAT(keys({.type_id = 5}), ElementsAre("SUP-3", "SUP-2"));
    EXPECT_THAT(keys({.status = "Waiting", .type_id = 5}), ElementsAre("SUP-2"));
    const auto choices = lists.choices_of_own(desk.ann, kSup, false);
    EXPECT_THAT(choices.statuses, ElementsAre("Open", "Waiting"));
    ASSERT_EQ(choices.types.size(), 2U);
    EXPECT_EQ(choices.types[0].name, "Access");
    EXPECT_THAT(lists.choices_of_own(desk.ann, kSup, true).statuses, IsEmpty());
    EXPECT_EQ(lists.count_own(desk.ann, {.project = kSup}, 3), 3);
}

/// Whatever the filter, a page comes from one index, in its order, and is not sorted.
TEST_F(RequestLists, PagesAreReadFromAnIndexInOrder) {
    const std::string before =
        "explain query plan select 1 from list_entries as entries join requests on requests.id = "
        "entries.request_id where entries.contact_id = 1 and entries.project = 'SUP' and "
        "entries.is_done = 0 and ";
    const std::string after =
        " and withdrawn_at is null and (entries.updated_at, entries.request_id) < (9, 9) "
        "order by entries.updated_at desc, entries.request_id desc limit 51";
    for (const auto& [filter, index] : std::map<std::string, std::string>{
             {"1 = 1", "list_entries_all "},
             {"status = 'Open'", "list_entries_status "},
             {"entries.type_id = 5", "list_entries_type "},
             {"entries.status = 'Open' and entries.type_id = 5", "list_entries_both "}}) {
        std::string plan;
        const std::string column = filter == "status = 'Open'" ? "entries." + filter : filter;
        desk.connection.query(before + column + after, {}, [&](const store::Row& row) {
            plan += row.string(3) + "\n";
        });
        EXPECT_THAT(plan, testing::HasSubstr("INDEX " + index)) << plan;
        EXPECT_THAT(plan, testing::Not(testing::HasSubstr("TEMP B-TREE"))) << plan;
    }
}

TEST_F(RequestLists, NewsAreUnreadUntilTheyAreSeen) {
    EXPECT_FALSE(is_unread()) << "what is there from the beginning is no news";

    lists.note_news(desk.request, std::nullopt);
    EXPECT_TRUE(is_unread());
    EXPECT_TRUE(lists.has_unread(desk.ann, kSup));
    EXPECT_FALSE(lists.has_unread(desk.bob, kSup));

    lists.note_seen(desk.ann, desk.request, requests.find(desk.request)->revision);
    EXPECT_FALSE(is_unread());
    EXPECT_FALSE(lists.is_unread(desk.ann, desk.request));
}

TEST_F(RequestLists, NewsAreNoneToWhoMadeThem) {
    lists.note_news(desk.request, desk.ann);

    EXPECT_FALSE(is_unread());
}

TEST_F(RequestLists, WhatWasSeenIsRememberedWhenTheRequestIsSaved) {
    lists.note_news(desk.request, std::nullopt);
    const auto seen = requests.find(desk.request).value();

    requests.save(seen);
    EXPECT_TRUE(is_unread());
    lists.note_seen(desk.ann, desk.request, seen.revision);
    EXPECT_FALSE(is_unread()) << "nothing was new in the later revision";
    lists.note_news(desk.request, std::nullopt);
    EXPECT_TRUE(is_unread()) << "what came after the page was read is new";
}

TEST_F(RequestLists, AllAreSeenInStepsInOneProjectOnly) {
    for (int number = 2; number <= 6; ++number) {
        auto request = a_request(number, desk.ann, desk.clock.now());
        if (number == 6) request.project = base::ProjectKey("OPS");
        requests.save(request);
        lists.note_news(request.id, std::nullopt);
    }

    EXPECT_EQ(lists.note_all_seen(desk.ann, kSup, 3), 3);
    EXPECT_EQ(lists.note_all_seen(desk.ann, kSup, 3), 1);

    EXPECT_FALSE(lists.has_unread(desk.ann, kSup));
    EXPECT_TRUE(lists.has_unread(desk.ann, base::ProjectKey("OPS")));
}

}  // namespace
}  // namespace tests
