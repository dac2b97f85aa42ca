#include "connector/portal/dialogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connector/portal/portal_desk.hpp"
#include "tests/support/assistant_flows.hpp"

namespace connector::portal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kFlow = R"(version: 1
start: welcome
people: people
steps:
  welcome: {kind: say, say: {en: Welcome, de: Willkommen}, next: menu}
  menu:
    kind: choose
    say: "What now?"
    choices:
      - {text: {en: A question, de: Eine Frage}, next: question}
      - {text: A problem, next: who}
      - {text: Status, next: status}
      - {text: Name it, next: named}
  question: {kind: find_articles, say: Which question, helped: bye, next: who}
  who: {kind: identify, say: Your address, next: report}
  report: {kind: request, say: Tell me more, next: menu}
  named: {kind: request, say: About your device, type: Get IT help, next: menu}
  status: {kind: status, say: Which one, next: menu}
  bye: {kind: say, say: Bye}
  people: {kind: people, say: What should they know, next: bye}
)";

class Dialogue : public testing::Test {
protected:
    Dialogue() {
        facts.may_search = true;
        facts.may_raise = true;
        facts.may_be_anonymous = true;
        facts.types = {
            {.id = 1, .name = "Get IT help", .description = "", .help = "", .is_shown = true},
            {.id = 2, .name = "Access", .description = "", .help = "", .is_shown = true}};
        facts.form = &form;
        facts.once = "once-1";
        restart();
    }

    void restart() { state = begin_dialogue(*flow, facts); }

    [[nodiscard]] Prompt asked() const { return prompt_of(*flow, facts, state); }

    /// Takes it, unless there is a problem with it; the turn.
    Turn take(Deed deed, std::vector<std::string> values = {}) {
        Turn turn = take_turn(*flow, facts, state, {deed, std::move(values)});
        state = turn.state;
        return turn;
    }

    Turn answer(const std::string& value) { return take(Deed::Answer, {value}); }

    /// Everything that the example form wants, up to the summary.
    void fill_in() {
        answer("Toner is out");
        take(Deed::PassOver);
        answer("10");
        take(Deed::PassOver);
        take(Deed::PassOver);
    }

    std::shared_ptr<const config::AssistantFlow> flow = tests::assistant_flow(kFlow);
    model::RequestForm form = tests::PortalDesk::example_form();
    DialogueFacts facts;
    DialogueState state;
};

TEST_F(Dialogue, BeginsWithWhatIsSaidAndTheFirstQuestion) {
    EXPECT_THAT(state.said, ElementsAre(Utterance{false, "Welcome"}));
    EXPECT_EQ(asked().kind, PromptKind::Choose);
    EXPECT_EQ(asked().text, "What now?");
    EXPECT_EQ(asked().options.size(), 4U);
}

TEST_F(Dialogue, SpeaksTheVisitorsLanguageWhereTheFlowDoes) {
    const Phrases phrases(*find_language("de"), "");
    facts.reader = Reader(phrases, base::utc(), true);
    restart();
    EXPECT_EQ(state.said.front().text, "Willkommen");
    EXPECT_EQ(asked().options.front().second, "Eine Frage");
    EXPECT_EQ(asked().text, "What now?");
}

TEST_F(Dialogue, ChoiceLeadsOnAndIsKeptAsItWasShown) {
    answer("0");
    EXPECT_EQ(asked().kind, PromptKind::Question);
    EXPECT_THAT(
        state.said,
        ElementsAre(
            Utterance{false, "Welcome"},
            Utterance{false, "What now?"},
            Utterance{true, "A question"}
        )
    );
}

TEST_F(Dialogue, WhatIsNoChoiceChangesNothing) {
    const DialogueState before = state;
    for (const char* value : {"4", "-1", "", "people", "0 "}) {
        EXPECT_FALSE(answer(value).problem.empty()) << value;
        EXPECT_EQ(state, before) << value;
    }
    EXPECT_FALSE(take(Deed::Answer, {"0", "1"}).problem.empty());
}

TEST_F(Dialogue, ArticleThatHelpedIsSaidAndCounted) {
    answer("0");
    EXPECT_FALSE(answer("  ").problem.empty());
    answer("vpn");
    EXPECT_EQ(asked().kind, PromptKind::Articles);
    EXPECT_EQ(state.question, "vpn");

    EXPECT_TRUE(answer("yes").helped);
    EXPECT_EQ(asked().kind, PromptKind::Over);
    EXPECT_EQ(state.said.back().text, "Bye");
}

TEST_F(Dialogue, ArticleThatDidNotHelpLeadsOn) {
    answer("0");
    answer("vpn");
    EXPECT_FALSE(answer("no").helped);
    EXPECT_EQ(asked().kind, PromptKind::Address);
}

TEST_F(Dialogue, QuestionIsAskedAnewTheNextTime) {
    answer("0");
    answer("vpn");
    take(Deed::Restart);
    answer("0");
    EXPECT_EQ(asked().kind, PromptKind::Question);
}

TEST_F(Dialogue, WhoMayNotSearchIsNotAskedWhatFor) {
    facts.may_search = false;
    answer("0");
    EXPECT_EQ(asked().kind, PromptKind::Address);
}

TEST_F(Dialogue, WhoIsKnownIsNotAskedWhoTheyAre) {
    facts.is_known = true;
    answer("1");
    EXPECT_EQ(asked().kind, PromptKind::Type);
}

TEST_F(Dialogue, AddressIsCheckedAndNormalised) {
    answer("1");
    EXPECT_FALSE(answer("nonsense").problem.empty());
    EXPECT_EQ(asked().kind, PromptKind::Address);
    answer(" Mia@Example.com ");
    EXPECT_EQ(state.address, "mia@example.com");
    EXPECT_EQ(asked().kind, PromptKind::Type);
}

TEST_F(Dialogue, AddressMayBePassedOverOnlyWhereTheProjectSaysSo) {
    facts.may_be_anonymous = false;
    answer("1");
    EXPECT_FALSE(asked().may_pass_over);
    take(Deed::PassOver);
    EXPECT_EQ(asked().kind, PromptKind::Address) << "no step is skipped";

    facts.may_be_anonymous = true;
    take(Deed::PassOver);
    EXPECT_EQ(asked().kind, PromptKind::Type);
}

TEST_F(Dialogue, WhoChoseNoAddressIsAskedAgainWhereOneIsWantedNow) {
    answer("1");
    take(Deed::PassOver);
    answer("1");
    facts.may_be_anonymous = false;
    EXPECT_EQ(asked().kind, PromptKind::Address);
}

TEST_F(Dialogue, WhoMayRaiseNothingIsSentToSignIn) {
    facts.may_raise = false;
    answer("1");
    EXPECT_EQ(asked().kind, PromptKind::SignIn);
}

TEST_F(Dialogue, FieldsAreAskedOneByOneInTheirOrder) {
    facts.is_known = true;
    answer("1");
    EXPECT_EQ(asked().options.at(1).second, "Access");
    answer("1");
    EXPECT_EQ(state.type, 1);
    std::vector<std::string> fields;
    for (const char* value : {"Toner", "It is empty", "10", "20", "2026-12-01"}) {
        ASSERT_EQ(asked().kind, PromptKind::Field);
        fields.push_back(asked().field->id);
        EXPECT_TRUE(answer(value).problem.empty()) << value;
    }
    EXPECT_THAT(
        fields,
        ElementsAre("summary", "description", "customfield_1", "customfield_2", "customfield_3")
    );
    EXPECT_EQ(asked().kind, PromptKind::Summary);
    EXPECT_EQ(state.said.back().text, "2026-12-01");
    EXPECT_EQ(state.said.at(state.said.size() - 5).text, "Laptop & co")
        << "options by their labels";
}

TEST_F(Dialogue, MistakesAreNamedAndTheFieldIsAskedAgain) {
    facts.is_known = true;
    answer("3");
    EXPECT_EQ(answer(" ").problem, "Please fill this in.");
    EXPECT_EQ(asked().field->id, "summary");
    answer("Toner");
    answer("Empty");
    EXPECT_EQ(answer("99").problem, "Please choose from the list.");
    EXPECT_EQ(asked().field->id, "customfield_1");
}

TEST_F(Dialogue, RequiredFieldIsNotPassedOver) {
    facts.is_known = true;
    answer("3");
    EXPECT_FALSE(asked().may_pass_over);
    take(Deed::PassOver);
    EXPECT_EQ(asked().field->id, "summary");
    answer("Toner");
    EXPECT_TRUE(asked().may_pass_over);
    take(Deed::PassOver);
    EXPECT_EQ(asked().field->id, "customfield_1");
}

TEST_F(Dialogue, TypeIsTheFlowsByNameAndSaysWhatItIsAbout) {
    facts.is_known = true;
    answer("3");
    EXPECT_EQ(state.type, 1);
    EXPECT_EQ(state.said.back().text, "About your device");
}

TEST_F(Dialogue, TypeThatCustomersAreNotShownIsChosenByThem) {
    facts.is_known = true;
    facts.types.erase(facts.types.begin());
    facts.types.push_back(
        {.id = 3, .name = "Other", .description = "", .help = "", .is_shown = true}
    );
    answer("3");
    EXPECT_EQ(asked().kind, PromptKind::Type);
    EXPECT_FALSE(answer("1").problem.empty());
}

TEST_F(Dialogue, OnlyTypeIsNotChosen) {
    facts.is_known = true;
    facts.types.pop_back();
    answer("1");
    EXPECT_EQ(state.type, 1);
}

TEST_F(Dialogue, WithoutAFormNothingIsAsked) {
    facts.is_known = true;
    facts.form = nullptr;
    answer("3");
    EXPECT_EQ(asked().kind, PromptKind::NoForm);
}

TEST_F(Dialogue, NothingIsSentBeforeTheSummary) {
    facts.is_known = true;
    EXPECT_FALSE(take(Deed::Send).is_sending);
    answer("3");
    EXPECT_FALSE(take(Deed::Send).is_sending);
    fill_in();
    EXPECT_TRUE(take(Deed::Send).is_sending);
}

TEST_F(Dialogue, AnswersAreChangedFromTheSummary) {
    facts.is_known = true;
    answer("3");
    take(Deed::Change, {"summary"});
    EXPECT_EQ(state.changing, "") << "not before the summary";
    fill_in();
    take(Deed::Change, {"unheard-of"});
    EXPECT_EQ(asked().kind, PromptKind::Summary);

    take(Deed::Change, {"summary"});
    EXPECT_EQ(asked().field->id, "summary");
    EXPECT_FALSE(answer("").problem.empty());
    answer("Ink is out");
    EXPECT_EQ(asked().kind, PromptKind::Summary);
    EXPECT_THAT(state.typed.at("summary"), ElementsAre("Ink is out"));
}

TEST_F(Dialogue, AddressIsChangedFromTheSummary) {
    answer("1");
    answer("mia@example.com");
    answer("1");
    fill_in();
    take(Deed::Change, {"address"});
    EXPECT_EQ(asked().kind, PromptKind::Address);
    answer("mio@example.com");
    EXPECT_EQ(asked().kind, PromptKind::Summary);
    EXPECT_EQ(state.address, "mio@example.com");
}

TEST_F(Dialogue, WhatWasSentIsNotSentAgain) {
    facts.is_known = true;
    answer("3");
    fill_in();
    state = after_sending(state, facts, 7);
    EXPECT_EQ(asked().kind, PromptKind::Sent);
    EXPECT_FALSE(take(Deed::Send).is_sending);
    answer("");
    EXPECT_EQ(asked().kind, PromptKind::Choose);
}

TEST_F(Dialogue, NextRequestHasANameOfItsOwn) {
    facts.is_known = true;
    answer("3");
    EXPECT_EQ(state.once, "once-1");
    fill_in();
    state = after_sending(state, facts, 7);
    answer("");
    facts.once = "once-2";
    answer("3");
    EXPECT_EQ(state.once, "once-2");
    EXPECT_TRUE(state.typed.empty());
    EXPECT_EQ(state.intake, 0);
}

TEST_F(Dialogue, WhatJiraRefusedIsCorrectedAndSentUnderAnotherName) {
    facts.is_known = true;
    answer("3");
    fill_in();
    facts.once = "once-2";
    state = after_refusal(after_sending(state, facts, 7), facts);
    EXPECT_EQ(asked().kind, PromptKind::Summary);
    EXPECT_EQ(state.once, "once-2");
}

TEST_F(Dialogue, NoteToPeopleBecomesARequestWithWhatWasSaid) {
    facts.is_known = true;
    answer("0");
    take(Deed::People);
    EXPECT_EQ(asked().kind, PromptKind::Note);
    EXPECT_FALSE(answer("  ").problem.empty());
    answer("Please call\nme");
    EXPECT_EQ(asked().kind, PromptKind::Type);
    answer("1");
    EXPECT_EQ(asked().field->id, "customfield_1") << "only what is required is asked";
    answer("11");
    EXPECT_EQ(asked().kind, PromptKind::Summary);
    EXPECT_THAT(state.typed.at("summary"), ElementsAre("Please call"));
    EXPECT_THAT(state.typed.at("description").front(), HasSubstr("Please call\nme\n\n"));
    EXPECT_THAT(state.typed.at("description").front(), HasSubstr("Visitor: A question"));
}

TEST_F(Dialogue, WhereNothingIsFiledForPeopleTheWayIsTold) {
    std::string text(kFlow);
    text.replace(text.find("What should they know"), 21, "Call 555, type: off");
    flow = tests::assistant_flow(text);
    restart();
    take(Deed::People);
    EXPECT_EQ(asked().kind, PromptKind::Told);
    answer("");
    EXPECT_EQ(asked().kind, PromptKind::Over);
}

TEST_F(Dialogue, StatusIsOfTheirOwnRequestsOnly) {
    facts.requests = {{"SUP-12", "Toner", "In progress"}};
    answer("2");
    EXPECT_EQ(asked().kind, PromptKind::Status);
    EXPECT_FALSE(answer("SUP-13").problem.empty());
    answer("SUP-12");
    EXPECT_EQ(state.said.back().text, "SUP-12 stands like this: In progress");
    EXPECT_EQ(asked().kind, PromptKind::Choose);
}

TEST_F(Dialogue, WithoutRequestsThereIsAWayOn) {
    answer("2");
    EXPECT_EQ(asked().kind, PromptKind::NoRequests);
    answer("");
    EXPECT_EQ(asked().kind, PromptKind::Choose);
}

TEST_F(Dialogue, StartingOverForgetsEverything) {
    answer("1");
    answer("mia@example.com");
    answer("1");
    take(Deed::Restart);
    EXPECT_EQ(state, begin_dialogue(*flow, facts));
}

TEST_F(Dialogue, OverIsOverUntilItBeginsAgain) {
    answer("0");
    answer("vpn");
    answer("yes");
    answer("0");
    EXPECT_EQ(asked().kind, PromptKind::Over);
    take(Deed::Restart);
    EXPECT_EQ(asked().kind, PromptKind::Choose);
}

TEST_F(Dialogue, WhatIsKeptOfWhatWasSaidIsBounded) {
    for (int i = 0; i < 200; ++i) {
        answer("2");
        answer("");
    }
    EXPECT_LE(state.said.size(), 100U);
    answer("0");
    EXPECT_FALSE(answer(std::string(700, 'x')).problem.empty());
}

TEST_F(Dialogue, StateSurvivesTheStore) {
    facts.is_known = true;
    answer("3");
    answer("T\xC3\xB6ner \"1\"");
    EXPECT_EQ(dialogue_in(to_text(state)), state);
    EXPECT_FALSE(dialogue_in("{}"));
    EXPECT_FALSE(dialogue_in("rubbish"));
}

}  // namespace
}  // namespace connector::portal
