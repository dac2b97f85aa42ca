#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/store/request_search.hpp"
#include "tests/connector/portal/portal_desk.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::Browser;

/// Ann has SUP-12, SUP-13 (waiting, of another type) and SUP-14 (closed); Bob has SUP-15.
class RequestsSearch : public testing::Test {
protected:
    RequestsSearch() {
        browser.cookies[tests::kSessionCookie] = desk.session(desk.ann, desk.request(12, desk.ann));
        auto waiting = desk.request_of(desk.request(13, desk.ann));
        waiting.status = "Waiting & seeing";
        waiting.type_id = 7;
        waiting.type_name = "Access";
        desk.save(waiting);
        auto closed = desk.request_of(desk.request(14, desk.ann));
        closed.status = "Done";
        closed.status_category = connector::model::StatusCategory::Done;
        desk.save(closed);
        desk.comment(1, desk.request(15, desk.bob), "canary of Bob's");
        desk.comment(2, closed.id, "The toner was empty");
        while (connector::store::catch_up_search(desk.database)) {
        }
    }

    std::string page(const std::string& query) {
        const auto shown = browser.get("/sup/" + query);
        EXPECT_EQ(shown.status, 200);
        return shown.body;
    }

    static auto has(int number) {
        return HasSubstr("Summary of SUP-" + std::to_string(number) + "</span>");
    }

    tests::PortalDesk desk;
    Browser browser{desk.router};
};

TEST_F(RequestsSearch, FindsInTheChosenView) {
    EXPECT_THAT(page("?q=summary"), AllOf(has(12), has(13), Not(has(14)), Not(has(15))));
    EXPECT_THAT(page("?q=toner&show=closed"), AllOf(has(14), Not(has(12))));
}

TEST_F(RequestsSearch, SaysHowManyEachViewHas) {
    EXPECT_THAT(
        page("?q=summary"),
        AllOf(
            HasSubstr(R"(Open <span class="count">2</span>)"),
            HasSubstr(R"(Closed <span class="count">1</span>)")
        )
    );
}

TEST_F(RequestsSearch, NothingOfOthersIsFound) {
    const std::string shown = page("?q=canary");
    EXPECT_THAT(
        shown, AllOf(Not(has(15)), HasSubstr("No request fits"), Not(HasSubstr("Among the")))
    );
    EXPECT_THAT(page("?q=SUP-15"), Not(has(15)));
    EXPECT_EQ(
        tests::replaced(page("?q=canary"), "canary", "x"),
        tests::replaced(page("?q=nowhere"), "nowhere", "x")
    );
}

TEST_F(RequestsSearch, AnEmptyViewLeadsToTheOtherOne) {
    EXPECT_THAT(
        page("?q=toner"),
        AllOf(HasSubstr("No request fits"), HasSubstr("/sup/?show=closed&amp;q=toner"))
    );
}

TEST_F(RequestsSearch, AKeyThatIsTypedComesFirstWhereverItIs) {
    for (const char* typed : {"SUP-14", "sup-14", "14"}) {
        const std::string shown = page(std::string("?q=") + typed);
        const std::size_t first = shown.find("class=\"request\"");
        ASSERT_NE(first, std::string::npos) << typed;
        EXPECT_EQ(shown.find("Summary of SUP-14", first), shown.find("Summary of", first)) << typed;
        EXPECT_EQ(tests::occurrences(shown, "Summary of SUP-14"), 1);
    }
    EXPECT_THAT(page("?q=OPS-14"), Not(has(14)));
}

TEST_F(RequestsSearch, FiltersAreOfWhatOccursAndCombine) {
    const std::string all = page("");
    EXPECT_THAT(
        all,
        AllOf(
            HasSubstr("Waiting &amp; seeing</option>"),
            HasSubstr("<option value=\"\">All</option>"),
            Not(HasSubstr("Done</option>"))
        )
    );
    EXPECT_THAT(page("?status=Waiting+%26+seeing"), AllOf(has(13), Not(has(12))));
    EXPECT_THAT(page("?type=7"), AllOf(has(13), Not(has(12))));
    EXPECT_THAT(
        page("?type=7&q=summary&status=Waiting+%26+seeing"),
        AllOf(
            has(13),
            Not(has(12)),
            HasSubstr("<a href=\"/sup/\">Clear</a>"),
            HasSubstr("selected>Access")
        )
    );
}

TEST_F(RequestsSearch, UnknownFiltersAreNone) {
    const std::string all = page("");
    for (const char* query :
         {"?status=Nothing",
          "?type=99",
          "?type=x",
          "?show=else",
          "?of=o9",
          "?q=",
          "?q=%20",
          "?status=Done",
          "?q=%ff"})
        EXPECT_EQ(page(query), all) << query;
}

TEST_F(RequestsSearch, WhatIsTypedComesBackEscaped) {
    EXPECT_THAT(
        page("?q=%22%3E%3Cscript%3E"),
        AllOf(Not(HasSubstr("<script>")), HasSubstr("&lt;script&gt;"))
    );
    EXPECT_THAT(page("?q=%22*"), HasSubstr("No request fits")) << "no words, nothing found";
}

TEST_F(RequestsSearch, PagingKeepsAllOfIt) {
    for (int number = 100; number < 160; ++number) desk.request(number, desk.ann);
    while (connector::store::catch_up_search(desk.database)) {
    }
    const std::string first = page("?q=summary");
    EXPECT_THAT(first, HasSubstr("50+</span>"));
    const std::size_t at = first.find("/sup/?q=summary&amp;after=");
    ASSERT_NE(at, std::string::npos);

    const std::string older =
        tests::replaced(first.substr(at, first.find('"', at) - at), "&amp;", "&");
    EXPECT_EQ(tests::occurrences(browser.get(older).body, "class=\"request\""), 12);
}

}  // namespace
