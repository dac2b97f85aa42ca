#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/contract/openapi/walk.hpp"
#include "tests/support/process.hpp"

namespace tests {
namespace {

/// Where the documents are: $JSM_OPENAPI_DIR, or what CMake was told.
std::string documents() {
    const char* elsewhere = std::getenv("JSM_OPENAPI_DIR");
    return elsewhere != nullptr ? elsewhere : JSM_OPENAPI_DIR;
}

/// Under the names that documents.py looks for.
bool has_documents() {
    const auto has = [](const char* name) {
        return std::filesystem::exists(documents() + "/" + name);
    };
    return (has("jira-service-desk.v3.json") || has("swagger.v3.json")) &&
           (has("jira-platform-v3.trimmed.json") || has("swagger-v3.v3.json"));
}

/// The real connector and the simulated site, as a witness of both.
class OpenApiContract : public testing::Test {
protected:
    void SetUp() override {
        if (!has_documents()) {
            GTEST_SKIP() << "Atlassian's OpenAPI documents are not in " << documents()
                         << ". tests/contract/openapi/README.md says where to get them; name their"
                            " folder by JSM_OPENAPI_DIR.";
        }
        if (run_process({"python3", "-c", "import jsonschema"}).exit_code != 0)
            GTEST_SKIP() << "python3-jsonschema is not installed (./dev setup)";
    }

    static void walk(Stage& stage, std::span<const Step> steps) {
        for (const Step& step : steps) {
            SCOPED_TRACE(step.name);
            ASSERT_NO_THROW(step.walk(stage));
        }
    }

    /// What the validator says of the exchanges of these stages.
    static ProcessResult validate(const std::vector<const Stage*>& stages) {
        const std::string root = JSM_SOURCE_DIR;
        std::vector<std::string> command{
            "python3", "-B", root + "/tests/contract/openapi/validate.py", "--list"};
        command.insert(command.end(), {"--documents", documents()});
        command.insert(command.end(), {"--require-coverage", root + "/jira"});
        for (const Stage* stage : stages) command.push_back(stage->file("exchanges.jsonl"));
        return run_process(command);
    }
};

TEST_F(OpenApiContract, RequestsAndAnswersMatchTheDocuments) {
    Stage everyday(everyday_site());
    ASSERT_NO_FATAL_FAILURE(walk(everyday, everyday_steps()));
    Stage fresh(fresh_site());
    ASSERT_NO_FATAL_FAILURE(walk(fresh, fresh_steps()));

    Stage helpful(helpful_site());
    ASSERT_NO_FATAL_FAILURE(walk(helpful, helpful_steps()));

    const auto verdict = validate({&everyday, &fresh, &helpful});

    ASSERT_EQ(verdict.exit_code, 0) << verdict.output;
    std::cout << verdict.output;
}

}  // namespace
}  // namespace tests
