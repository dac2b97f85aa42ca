#include <gtest/gtest.h>

#include "jira/desk_ids.hpp"
#include "jira/rest_directory.hpp"
#include "jira/rest_request_forms.hpp"
#include "jira/rest_request_raiser.hpp"
#include "tests/jira/rest_client_fixture.hpp"

namespace {

using base::ErrorKind;
using jira::FieldKind;
using nlohmann::json;

class RequestRaiser : public tests::RestClientTest {
protected:
    static constexpr const char* kDesk = R"({"id":"7","projectKey":"SUP"})";
    static constexpr const char* kMade = R"({"issueId":"10042","issueKey":"SUP-42"})";

    static jira::NewRequest wanted() {
        return {
            .project = base::ProjectKey("SUP"),
            .type = 25,
            .reporter = base::AccountId("qm:ann"),
            .answers = {
                {"summary", FieldKind::Text, {"Toner *now*"}},
                {"description", FieldKind::LongText, {"{code} [~bot]"}},
                {"customfield_1", FieldKind::Choice, {"10"}},
                {"customfield_2", FieldKind::Choices, {"10", "11"}},
                {"customfield_3", FieldKind::Date, {"2026-12-01"}}}};
    }

    base::Result<jira::RaiseAnswer> raise(int status, const std::string& body) {
        site_.answer(200, kDesk);
        site_.answer(status, body);
        return raiser_.raise(wanted());
    }

    /// A refusal; anything else fails the test.
    jira::RaiseRefusal refusal(int status, const std::string& body) {
        const auto answer = raise(status, body);
        if (!answer || !std::holds_alternative<jira::RaiseRefusal>(*answer)) {
            ADD_FAILURE() << "no refusal";
            return {};
        }
        return std::get<jira::RaiseRefusal>(*answer);
    }

    jira::RestDirectory directory_{{kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_};
    jira::DeskIds desks_{directory_};
    jira::RestRequestRaiser raiser_{
        {kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_, desks_, client_};
    jira::DatacenterRequestRaiser datacenter_{
        {kApi, base::Secret("Bearer x"), "/rest/api/2"}, site_, clock_, desks_, client_};
};

TEST_F(RequestRaiser, SaysWhatWasAnsweredInTheShapesOfItsFields) {
    const auto answer = raise(201, kMade);

    const auto raised = std::get<jira::RaisedRequest>(answer.value());
    EXPECT_EQ(raised.id.value(), 10'042);
    EXPECT_EQ(raised.key.value(), "SUP-42");
    EXPECT_EQ(asked(1).method, "POST");
    EXPECT_EQ(asked(1).url, std::string(kApi) + "/rest/servicedeskapi/request");
    EXPECT_EQ(
        json::parse(asked(1).body),
        (json{
            {"serviceDeskId", "7"},
            {"requestTypeId", "25"},
            {"raiseOnBehalfOf", "qm:ann"},
            {"requestFieldValues",
             {{"summary", "Toner *now*"},
              {"description", "\\{code\\} \\[\\~bot\\]"},
              {"customfield_1", {{"id", "10"}}},
              {"customfield_2", {{{"id", "10"}}, {{"id", "11"}}}},
              {"customfield_3", "2026-12-01"}}}})
    );
}

TEST_F(RequestRaiser, DeskIsAskedForOnce) {
    ASSERT_TRUE(raise(201, kMade));
    site_.answer(201, kMade);
    ASSERT_TRUE(raiser_.raise(wanted()));

    EXPECT_EQ(site_.calls(), 3U);
}

TEST_F(RequestRaiser, RefusalHasJirasWordsAndItsFields) {
    const auto desks = refusal(400, R"({"errorMessage":"Summary can't\nexceed 255 characters."})");
    EXPECT_EQ(desks.message, "Summary can't exceed 255 characters.");
    EXPECT_EQ(desks.reason, "POST request: 400");

    site_.answer(400, R"({"errorMessages":["No."],"errors":{"summary":"Too loud.","x":1}})");
    const auto platforms = std::get<jira::RaiseRefusal>(*raiser_.raise(wanted()));
    EXPECT_EQ(platforms.message, "No.");
    EXPECT_EQ(platforms.fields, (std::map<std::string, std::string>{{"summary", "Too loud."}}));
}

TEST_F(RequestRaiser, NotAllowedAndNotThereAreRefusals) {
    EXPECT_EQ(refusal(403, R"({"errorMessage":"Not you."})").message, "Not you.");
    site_.answer(404, R"({"errorMessage":"Gone."})");
    EXPECT_TRUE(std::holds_alternative<jira::RaiseRefusal>(*raiser_.raise(wanted())));
    site_.answer(400, "no json");
    EXPECT_TRUE(std::holds_alternative<jira::RaiseRefusal>(*raiser_.raise(wanted())));
}

TEST_F(RequestRaiser, RefusalThatIsNotJirasOwnIsTakenForAbsence) {
    site_.answer(200, kDesk);
    site_.queue({403, {{"Content-Type", "text/html"}}, "<p>Blocked</p>"});

    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unavailable);
}

TEST_F(RequestRaiser, LostAnswerMayMeanItExists) {
    site_.answer(200, kDesk);
    site_.fail(ErrorKind::Unavailable);
    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unavailable);

    site_.fail(ErrorKind::Rejected, "answer too big");
    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unavailable);
}

TEST_F(RequestRaiser, SuccessThatIsUnreadableMayMeanItExists) {
    site_.answer(200, kDesk);
    for (const char* body : {"", "{}", "not json", R"({"issueId":null,"issueKey":"SUP-1"})"}) {
        site_.answer(201, body);
        EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unavailable) << body;
    }
}

TEST_F(RequestRaiser, LimitsAndDeadCredentialsAreNoRefusals) {
    site_.answer(200, kDesk);
    site_.answer(429, "{}");
    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Limited);
    site_.answer(401, "{}");
    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unauthorized);
    site_.answer(503, "{}");
    EXPECT_EQ(raiser_.raise(wanted()).error().kind, ErrorKind::Unavailable);
}

TEST_F(RequestRaiser, LooksForWhatThisCustomerReportedLately) {
    site_has_fields();
    site_.answer(200, R"({"issues":[],"isLast":true})");

    const auto found = raiser_.recent_of(
        base::ProjectKey("SUP"), base::AccountId("qm:\"ann"), std::chrono::minutes{7}
    );

    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
    EXPECT_EQ(
        json::parse(site_.requests().back().body)["jql"],
        "project in (\"SUP\") AND reporter = \"qm:\\\"ann\" AND created >= \"-7m\" "
        "ORDER BY created DESC, key DESC"
    );
}

TEST_F(RequestRaiser, InADatacenterPeopleGoByTheirNames) {
    site_.answer(200, kDesk);
    site_.answer(200, R"({"key":"JIRAUSER1","name":"ann"})");
    site_.answer(201, kMade);

    ASSERT_TRUE(datacenter_.raise(wanted()));

    EXPECT_EQ(asked(1).url, std::string(kApi) + "/rest/api/2/user?key=qm%3Aann");
    EXPECT_EQ(json::parse(asked(2).body)["raiseOnBehalfOf"], "ann");
}

TEST_F(RequestRaiser, FormIsReadFromTheDesk) {
    jira::RestRequestForms forms({kApi, base::Secret("Basic c2VjcmV0")}, site_, clock_, desks_);
    site_.answer(200, kDesk);
    site_.answer(
        200,
        R"({"canRaiseOnBehalfOf":true,"requestTypeFields":[
            {"fieldId":"summary","required":true,"jiraSchema":{"type":"string"}}]})"
    );

    const auto form = forms.form_of(base::ProjectKey("SUP"), 25);

    ASSERT_TRUE(form);
    EXPECT_TRUE(form->may_raise_for_others);
    EXPECT_EQ(
        asked(1).url, std::string(kApi) + "/rest/servicedeskapi/servicedesk/7/requesttype/25/field"
    );
}

}  // namespace
