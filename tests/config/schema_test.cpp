#include "config/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/text.hpp"
#include "config/options.hpp"
#include "config/tree.hpp"
#include "tests/config/files.hpp"
#include "tests/config/shipped.hpp"

namespace config {
namespace {

using Json = nlohmann::json;

/// As an editor's YAML 1.2 reader sees it.
Json as_json(const TreeNode& node) {
    Json result;
    for (const TreeNode& item : node.items) result.push_back(as_json(item));
    for (const Entry& entry : node.entries) result[entry.key] = as_json(entry.value);
    if (node.kind == TreeNode::Kind::List && result.is_null()) return Json::array();
    // An editor shows an empty section as null; what it means is an empty one.
    if (node.kind == TreeNode::Kind::Map || node.kind == TreeNode::Kind::Nothing) {
        return result.is_null() ? Json::object() : result;
    }
    if (node.kind != TreeNode::Kind::Text) return result;
    if (const auto number = base::parse_int(node.text)) return *number;
    if (node.text == "true" || node.text == "false") return node.text == "true";
    return node.text;
}

bool fits_schema(std::string_view yaml) {
    const Json schema_json = Json::parse(json_schema());
    valijson::Schema schema;
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
    const Json document = as_json(parse_tree(yaml).root.value());
    valijson::Validator validator;
    const valijson::adapters::NlohmannJsonAdapter target(document);
    return validator.validate(schema, target, nullptr);
}

/// The part of the schema that describes a path of the table; null when there is none.
Json described(const Json& schema, std::string_view path) {
    Json at = schema;
    for (const std::string_view part : base::split(path, '.')) {
        const bool is_list = part.size() > 2 && part.substr(part.size() - 2) == "[]";
        const std::string key(is_list ? part.substr(0, part.size() - 2) : part);
        at = at.value("properties", Json::object()).value(key, Json());
        if (!is_list) continue;
        at = key == "projects" ? schema.at("definitions").at("project") : at.value("items", Json());
    }
    return at;
}

TEST(Schema, DescribesEveryOption) {
    const Json schema = Json::parse(json_schema());

    for (const Option& row : options()) {
        EXPECT_EQ(described(schema, row.path).value("description", ""), row.sentence) << row.path;
    }
}

TEST(Schema, TakesTheShippedFiles) {
    EXPECT_TRUE(fits_schema(tests::shipped("config/connector.example.yaml")));
    EXPECT_TRUE(fits_schema(tests::complete_example()));
    EXPECT_TRUE(fits_schema(tests::shipped("config/demo.yaml")));
    EXPECT_TRUE(fits_schema(tests::kMinimal));
}

TEST(Schema, TakesWhatTheLoaderKnowsMoreAbout) {
    EXPECT_TRUE(fits_schema(tests::with_line(9, "  url: postgresql://app@db/connector")));
    EXPECT_TRUE(fits_schema(tests::with_line(5, "  webhook_secret: [a, b]")));
    EXPECT_TRUE(fits_schema(tests::with_line(7, "  public_url: ${URL}\n  threads: ${N}")));
}

struct Row {
    const char* name;
    std::size_t line;
    const char* text;
};

class SchemaRefuses : public testing::TestWithParam<Row> {};

TEST_P(SchemaRefuses, WhatTheLoaderRefusesToo) {
    const tests::Files files;
    const std::string text = tests::with_line(GetParam().line, GetParam().text);

    EXPECT_FALSE(fits_schema(text));
    EXPECT_FALSE(files.problems_of(text).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    SchemaRefuses,
    testing::Values(
        Row{"UnknownKey", 11, "  directory: keys\n  x: y"},
        Row{"MissingKey", 11, "  {}"},
        Row{"OtherVersion", 1, "version: 2"},
        Row{"PlainHttp", 3, "  url: http://acme.example"},
        Row{"PublicUrlWithPath", 7, "  public_url: https://a.example/b"},
        Row{"Duration", 5, "  webhook_secret: ${HOOK}\n  poll_interval: 1 minute"},
        Row{"ThreeSecrets", 5, "  webhook_secret: [a, b, c]"},
        Row{"Threads", 7, "  public_url: https://a.example\n  threads: 300"},
        Row{"Tls", 13, "  smtp: {url: 'smtp://a.example:25', tls: maybe}"},
        Row{"SmtpUrl", 13, "  smtp: {url: 'smtp://a.example'}"},
        Row{"PathAndHost", 18, "    path: /sup\n    host: a.example"},
        Row{"NeitherPathNorHost", 18, ""},
        Row{"ProjectKey", 16, "  - key: sup"},
        Row{"Switch", 18, "    path: /sup\n    access: {email: maybe}"},
        Row{"Event", 18, "    path: /sup\n    mail: {events: [everything]}"},
        Row{"Color", 18, "    path: /sup\n    brand: {accent: blue}"}
    ),
    [](const testing::TestParamInfo<Row>& row) { return row.param.name; }
);

TEST(ReferencePage, IsUpToDate) {
    EXPECT_EQ(tests::shipped("docs/configuration.md"), options_markdown() + "\n")
        << "docs/configuration.md is stale; write it anew: connector schema --markdown > "
           "docs/configuration.md";
}

TEST(ReferencePage, NamesEveryOption) {
    const std::string page = options_markdown();

    for (const Option& row : options()) {
        const std::string name(row.type == Type::Section ? section_path(row) : row.key());
        EXPECT_THAT(page, testing::HasSubstr("`" + name + "`")) << row.path;
        EXPECT_THAT(page, testing::HasSubstr(std::string(row.sentence))) << row.path;
    }
}

}  // namespace
}  // namespace config
