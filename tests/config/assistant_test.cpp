#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/options.hpp"
#include "config/read_assistant.hpp"
#include "tests/config/files.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kFlow = R"(version: 1
start: hello
people: people
steps:
  hello:
    kind: choose
    say: {en: Hello, de: Hallo, pt-BR: Ola}
    choices:
      - {text: A question, next: question}
      - text: {en: A problem, de: Ein Problem}
        next: who
  question: {kind: find_articles, say: What is it, helped: bye, next: who}
  who: {kind: identify, say: Who are you, next: report}
  report: {kind: request, say: Tell me., type: "7", next: status}
  status: {kind: status, say: Which one, next: bye}
  bye: {kind: say, say: Bye}
  people: {kind: people, say: A note, type: Get IT help}
)";

/// `kFlow` with one thing changed.
std::string with(std::string_view what, std::string_view by) {
    std::string text = kFlow;
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

std::vector<std::string> problems_of(const std::string& text) {
    Report report;
    const auto flow = read_assistant_flow(text, report.add_file("f.yaml"), report);
    std::vector<std::string> problems;
    for (const Problem& problem : report.in_order()) problems.push_back(problem.to_string());
    EXPECT_EQ(flow == nullptr, !problems.empty());
    return problems;
}

TEST(AssistantFlowFile, IsReadAsItIsWritten) {
    Report report;
    const auto flow = read_assistant_flow(kFlow, report.add_file("f.yaml"), report);

    ASSERT_TRUE(flow);
    EXPECT_EQ(flow->start, "hello");
    EXPECT_EQ(flow->people, "people");
    const AssistantStep& hello = flow->steps.at("hello");
    EXPECT_EQ(hello.kind, AssistantStepKind::Choose);
    ASSERT_EQ(hello.choices.size(), 2U);
    EXPECT_EQ(hello.choices[1].text.in("de"), "Ein Problem");
    EXPECT_EQ(hello.choices[1].next, "who");
    EXPECT_EQ(flow->steps.at("question").helped, "bye");
    EXPECT_EQ(flow->steps.at("report").type, 7);
    EXPECT_EQ(flow->steps.at("people").type_name, "Get IT help");
    EXPECT_EQ(flow->steps.at("bye").next, "");
}

TEST(AssistantFlowFile, TextIsTheLanguagesElseItsParentsElseEnglish) {
    Report report;
    const auto flow = read_assistant_flow(kFlow, report.add_file("f.yaml"), report);
    ASSERT_TRUE(flow);
    const AssistantText& hello = flow->steps.at("hello").say;

    EXPECT_EQ(hello.in("de"), "Hallo");
    EXPECT_EQ(hello.in("de-at"), "Hallo");
    EXPECT_EQ(hello.in("pt-br"), "Ola");
    EXPECT_EQ(hello.in("pt"), "Hello");
    EXPECT_EQ(hello.in(""), "Hello");
}

struct Wrong {
    const char* what;
    const char* by;
    const char* problem;
};

class AssistantFlowFault : public testing::TestWithParam<Wrong> {};

TEST_P(AssistantFlowFault, IsNamedWithItsPlace) {
    const Wrong& wrong = GetParam();
    EXPECT_THAT(problems_of(with(wrong.what, wrong.by)), ElementsAre(wrong.problem));
}

INSTANTIATE_TEST_SUITE_P(
    Flow,
    AssistantFlowFault,
    testing::Values(
        Wrong{"version: 1", "version: 2", "f.yaml:1:10: version must be 1"},
        Wrong{
            "start: hello\n",
            "",
            "f.yaml:1:1: start is missing, such as start: the name of a step"},
        Wrong{
            "start: hello",
            "start: helo",
            "f.yaml:2:8: start: there is no step 'helo', did you mean 'hello'?"},
        Wrong{
            "people: people",
            "people: bye",
            "f.yaml:3:9: people must name a step of kind people, 'bye' is none"},
        Wrong{
            "kind: choose",
            "kind: chose",
            "f.yaml:6:11: unknown kind 'chose', did you mean 'choose'?"},
        Wrong{
            "kind: identify",
            "kind: magic",
            "f.yaml:13:15: unknown kind 'magic'; known here: say, choose, find_articles, identify, "
            "request, status, people"},
        Wrong{
            "say: Who are you, next",
            "say: Who are you, nxt",
            "f.yaml:13:43: unknown key 'nxt', did you mean 'next'?"},
        Wrong{
            "helped: bye",
            "helped: by",
            "f.yaml:12:60: helped: there is no step 'by', did you mean 'bye'?"},
        Wrong{
            "{en: Hello, de: Hallo, pt-BR: Ola}",
            "{de: Hallo}",
            "f.yaml:7:10: say has no English text; add en"},
        Wrong{
            "pt-BR: Ola",
            "Portuguese: Ola",
            "f.yaml:7:33: say: 'Portuguese' is no language, such as en or pt-BR"},
        Wrong{"say: Bye", "say: ' '", "f.yaml:16:25: say is empty; write what is said"},
        Wrong{
            "bye: {kind: say, say: Bye}",
            "bye: {kind: say}",
            "f.yaml:16:8: say is missing, such as say: What can I do for you?"},
        Wrong{
            "{text: A question, next: question}",
            "{next: question}",
            "f.yaml:9:9: text is missing, such as text: Yes"},
        Wrong{
            "  bye: {kind: say, say: Bye}",
            "  bye: {kind: say, say: Bye}\n  lost: {kind: say, say: Lost}",
            "f.yaml:17:3: nothing leads to the step 'lost'; remove it, or name it in a next"},
        Wrong{
            "bye: {kind: say, say: Bye}",
            "bye: {kind: say, say: Bye, next: bye}",
            "f.yaml:16:3: the steps bye lead to each other and ask nothing; put a question "
            "between"},
        Wrong{
            "  bye: {kind: say, say: Bye}",
            "  bye: {kind: say, say: Bye, next: aye}\n  aye: {kind: say, say: Aye, next: bye}",
            "f.yaml:17:3: the steps aye, bye lead to each other and ask nothing; put a question "
            "between"},
        Wrong{"type: \"7\"", "type: [7]", "f.yaml:14:48: type must be a request type's id or name"},
        Wrong{
            "start: hello",
            "start: &a hello",
            "f.yaml:2:8: anchors (&name) are refused; quote the value if it is meant as text"}
    )
);

TEST(AssistantFlowFile, EverythingWrongIsListedAtOnce) {
    EXPECT_EQ(
        problems_of(
            "version: 1\nstart: a\npeople: b\nsteps:\n  a: {kind: tell}\n  b: {kind: people}\n"
        )
            .size(),
        2U
    );
    EXPECT_FALSE(problems_of("[]").empty());
    EXPECT_FALSE(problems_of("").empty());
}

TEST(AssistantFlowFile, TooLongTextsAreRefused) {
    EXPECT_THAT(
        problems_of(with("say: Bye", "say: " + std::string(1'001, 'x'))),
        ElementsAre(HasSubstr("longer than 1000 bytes"))
    );
}

TEST(AssistantFlowFile, BuiltInOneIsRight) {
    EXPECT_THAT(problems_of(std::string(built_in_assistant())), IsEmpty());
}

class ProjectAssistant : public testing::Test {
protected:
    void write(const std::string& line) {
        files_.write("c.yaml", std::string(tests::kMinimal) + line);
    }

    tests::Files files_{};
};

TEST_F(ProjectAssistant, IsTheBuiltInOneUnlessSaid) {
    write("");
    const auto loaded = files_.load();
    ASSERT_TRUE(loaded);
    ASSERT_TRUE(loaded->projects.front().assistant);
    EXPECT_EQ(loaded->projects.front().assistant->start, "hello");
}

TEST_F(ProjectAssistant, CanBeSwitchedOff) {
    write("    assistant: off\n");
    const auto loaded = files_.load();
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(loaded->projects.front().assistant);
}

TEST_F(ProjectAssistant, IsReadBesideTheConfigurationAndIsPartOfWhatItIs) {
    write("    assistant: flow.yaml\n");
    files_.write("flow.yaml", kFlow);
    const auto first = files_.load();
    files_.write("flow.yaml", with("say: Bye", "say: Good bye"));
    const auto second = files_.load();

    ASSERT_TRUE(first && second);
    EXPECT_TRUE(first->projects.front().assistant->steps.contains("question"));
    EXPECT_NE(first->fingerprint, second->fingerprint);
}

TEST_F(ProjectAssistant, FaultsOfItsFileAreTheConfigurations) {
    write("    assistant: flow.yaml\n");
    EXPECT_THAT(files_.problems(), ElementsAre(HasSubstr("assistant: cannot read")));

    files_.write("flow.yaml", with("kind: choose", "kind: chose"));
    EXPECT_THAT(files_.problems(), ElementsAre(HasSubstr("flow.yaml:6:11: unknown kind 'chose'")));
}

}  // namespace
}  // namespace config
