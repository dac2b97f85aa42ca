#include "jira/jql.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;

std::vector<base::ProjectKey> keys(std::initializer_list<const char*> texts) {
    std::vector<base::ProjectKey> result;
    for (const char* text : texts) result.emplace_back(text);
    return result;
}

TEST(QuoteJql, PlainValueIsPutInQuotes) {
    EXPECT_EQ(jira::quote_jql("SUP"), R"("SUP")");
    EXPECT_EQ(jira::quote_jql(""), R"("")");
}

TEST(QuoteJql, ReservedWordsAndFunctionsAreLiterals) {
    EXPECT_EQ(jira::quote_jql("AND"), R"("AND")");
    EXPECT_EQ(jira::quote_jql("currentUser()"), "\"currentUser()\"");
}

TEST(QuoteJql, NothingEndsTheLiteral) {
    EXPECT_EQ(jira::quote_jql("X\") OR project = \"HR"), R"JQL("X\") OR project = \"HR")JQL");
    EXPECT_EQ(jira::quote_jql(R"(X\)"), R"("X\\")");
    EXPECT_EQ(jira::quote_jql(R"(X\")"), R"("X\\\"")");
    EXPECT_EQ(jira::quote_jql("X' OR 'a"), R"("X' OR 'a")");
}

TEST(QuoteJql, ControlCharactersAreEscaped) {
    EXPECT_EQ(jira::quote_jql("a\nb\tc"), R"("a\u000ab\u0009c")");
    EXPECT_EQ(jira::quote_jql(std::string_view("a\0b\x7f", 4)), R"("a\u0000b\u007f")");
}

TEST(QuoteJql, OtherScriptsPassThrough) {
    EXPECT_EQ(jira::quote_jql("Störung"), "\"Störung\"");
}

TEST(ChangedRequestsJql, AsksForAllProjectsAtOnceOldestFirst) {
    EXPECT_EQ(
        jira::changed_requests_jql(keys({"SUP", "OPS"}), 7min),
        R"JQL(project in ("SUP", "OPS") AND updated >= "-7m" ORDER BY updated ASC, key ASC)JQL"
    );
}

TEST(ChangedRequestsJql, WithoutATimeItIsEverything) {
    EXPECT_EQ(
        jira::changed_requests_jql(keys({"SUP"}), std::nullopt),
        R"JQL(project in ("SUP") ORDER BY updated ASC, key ASC)JQL"
    );
}

TEST(ChangedRequestsJql, HostileKeyAddsNoClause) {
    EXPECT_EQ(
        jira::changed_requests_jql(keys({"A\") OR (\"a\" = \"a"}), 1min),
        R"JQL(project in ("A\") OR (\"a\" = \"a") AND updated >= "-1m" ORDER BY updated ASC, key ASC)JQL"
    );
}

TEST(ChangedRequestsJql, QueryForTheWholeSiteIsNotMade) {
    EXPECT_THROW((void)jira::changed_requests_jql({}, 1min), std::invalid_argument);
}

}  // namespace
