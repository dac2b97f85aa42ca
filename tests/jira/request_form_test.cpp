#include "jira/request_form.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jira/cached_request_forms.hpp"
#include "tests/support/fake_clock.hpp"

namespace {

using base::ErrorKind;
using jira::FieldKind;
using nlohmann::json;

json field(const std::string& id, const json& schema, const json& more = json::object()) {
    json made{{"fieldId", id}, {"name", "The " + id}, {"required", true}, {"jiraSchema", schema}};
    made.update(more);
    return made;
}

json options(const json& children = json::array()) {
    return {
        {"validValues",
         {{{"value", "10"}, {"label", "Ten"}, {"children", children}},
          {{"value", "11"}, {"label", "Eleven"}, {"children", json::array()}}}}};
}

json custom(const std::string& type, const std::string& kind, const std::string& items = "") {
    json schema{
        {"type", type}, {"custom", "com.atlassian.jira.plugin.system.customfieldtypes:" + kind}};
    if (!items.empty()) schema["items"] = items;
    return schema;
}

FieldKind kind_of(const json& one) {
    const auto form = jira::read_request_form({{"requestTypeFields", json::array({one})}});
    return form->fields.at(0).kind;
}

TEST(RequestForm, TellsTheKindsThatItKnows) {
    EXPECT_EQ(
        kind_of(field("summary", {{"type", "string"}, {"system", "summary"}})), FieldKind::Text
    );
    EXPECT_EQ(kind_of(field("description", {{"type", "string"}})), FieldKind::LongText);
    EXPECT_EQ(kind_of(field("c", custom("string", "textarea"))), FieldKind::LongText);
    EXPECT_EQ(kind_of(field("c", custom("string", "textfield"))), FieldKind::Text);
    EXPECT_EQ(kind_of(field("c", custom("date", "datepicker"))), FieldKind::Date);
    EXPECT_EQ(kind_of(field("c", custom("option", "select"), options())), FieldKind::Choice);
    EXPECT_EQ(kind_of(field("c", custom("string", "radiobuttons"), options())), FieldKind::Choice);
    EXPECT_EQ(kind_of(field("priority", {{"type", "priority"}}, options())), FieldKind::Choice);
    EXPECT_EQ(
        kind_of(field("c", custom("array", "multiselect", "option"), options())), FieldKind::Choices
    );
}

TEST(RequestForm, WhatItDoesNotKnowIsUnsupported) {
    EXPECT_EQ(kind_of(field("c", custom("user", "userpicker"))), FieldKind::Unsupported);
    EXPECT_EQ(
        kind_of(field("attachment", {{"type", "array"}, {"items", "attachment"}})),
        FieldKind::Unsupported
    );
    EXPECT_EQ(kind_of(field("c", custom("number", "float"))), FieldKind::Unsupported);
    EXPECT_EQ(kind_of(field("c", custom("option", "select"))), FieldKind::Unsupported);
    EXPECT_EQ(kind_of(field("c", custom("string", "url"))), FieldKind::Unsupported);
    EXPECT_EQ(kind_of(field("c", nullptr)), FieldKind::Unsupported);
    const json child = json::array({{{"value", "1"}, {"label", "x"}}});
    EXPECT_EQ(
        kind_of(field("c", custom("option", "select"), options(child))), FieldKind::Unsupported
    );
}

TEST(RequestForm, HiddenFieldsAreNotAskedFor) {
    const auto form = jira::read_request_form(
        {{"canRaiseOnBehalfOf", true},
         {"requestTypeFields",
          {field("summary", {{"type", "string"}}),
           field("c", {{"type", "string"}}, {{"visible", false}})}}}
    );

    EXPECT_TRUE(form->may_raise_for_others);
    ASSERT_EQ(form->fields.size(), 1U);
    EXPECT_EQ(form->fields[0].name, "The summary");
    EXPECT_TRUE(form->fields[0].is_required);
}

TEST(RequestForm, WhoeverIsNotSaidToRaiseForOthersDoesNot) {
    for (const json& may : {json(false), json(nullptr), json("true")}) {
        const auto form = jira::read_request_form(
            {{"canRaiseOnBehalfOf", may}, {"requestTypeFields", json::array()}}
        );
        EXPECT_FALSE(form->may_raise_for_others);
    }
}

TEST(RequestForm, AnswerWithoutFieldsIsInvalid) {
    for (const json& answer : {json::object(), json{{"requestTypeFields", 1}}, json(1)}) {
        EXPECT_EQ(jira::read_request_form(answer).error().kind, ErrorKind::Invalid);
    }
}

/// Counts how often it is asked.
class CountedForms final : public jira::RequestForms {
public:
    base::Result<jira::RequestForm> form_of(const base::ProjectKey&, std::int64_t type) override {
        ++calls;
        if (failure) return base::fail(*failure, "no");
        jira::RequestForm form;
        form.fields.push_back({.id = std::to_string(type), .name = "", .help = ""});
        return form;
    }

    int calls = 0;
    std::optional<ErrorKind> failure;
};

class CachedRequestForms : public testing::Test {
protected:
    base::Result<jira::RequestForm> form(std::int64_t type = 1) {
        return cached.form_of(base::ProjectKey("SUP"), type);
    }

    CountedForms forms;
    tests::FakeClock clock;
    jira::CachedRequestForms cached{forms, clock};
};

TEST_F(CachedRequestForms, AsksOnceInFiveMinutes) {
    EXPECT_EQ(form()->fields.at(0).id, "1");
    EXPECT_EQ(form(2)->fields.at(0).id, "2");
    clock.advance(std::chrono::seconds(299));
    EXPECT_TRUE(form());
    EXPECT_EQ(forms.calls, 2);

    clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(form());
    EXPECT_EQ(forms.calls, 3);
}

TEST_F(CachedRequestForms, OlderOneServesWhileJiraIsAway) {
    EXPECT_TRUE(form());
    clock.advance(std::chrono::hours(23));
    forms.failure = ErrorKind::Unavailable;
    EXPECT_TRUE(form());
    EXPECT_FALSE(form(2));

    clock.advance(std::chrono::hours(1));
    EXPECT_FALSE(form());
}

TEST_F(CachedRequestForms, TypeThatIsGoneIsNotShown) {
    EXPECT_TRUE(form());
    clock.advance(std::chrono::hours(1));
    forms.failure = ErrorKind::NotFound;

    EXPECT_EQ(form().error().kind, ErrorKind::NotFound);
}

TEST_F(CachedRequestForms, ForgetsTheOldestWhenFull) {
    for (std::int64_t type = 1; type <= 257; ++type) {
        EXPECT_TRUE(form(type));
        clock.advance(std::chrono::milliseconds(1));
    }
    EXPECT_TRUE(form(257));
    EXPECT_TRUE(form(2));
    EXPECT_EQ(forms.calls, 257);

    EXPECT_TRUE(form(1));
    EXPECT_EQ(forms.calls, 258);
}

}  // namespace
