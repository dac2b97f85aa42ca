#include "connector/cli/audit_output.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using connector::cli::AuditFormat;
using connector::cli::AuditOutput;
using connector::cli::csv_cell;
using Row = connector::store::Audit::Row;

std::string printed(AuditFormat format, const std::vector<Row>& rows) {
    std::FILE* out = std::tmpfile();
    AuditOutput output(out, format);
    for (const Row& row : rows) output.print(row);
    output.end();
    std::string text(static_cast<std::size_t>(std::ftell(out)), '\0');
    std::rewind(out);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), out), text.size());
    std::fclose(out);
    return text;
}

Row row_of(const std::string& client) {
    return {
        .id = 7,
        .at = base::from_millis(1'795'262'400'000),
        .entry = {.event = "link.refused", .contact = base::ContactId(3), .client = client}};
}

TEST(AuditOutput, CellsAreQuotedAsTheRfcWants) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell(""), "");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csv_cell("two\r\nlines"), "\"two\r\nlines\"");
}

TEST(AuditOutput, NoCellIsAFormula) {
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
        const std::string cell = csv_cell(text);
        EXPECT_TRUE(cell.starts_with("'") || cell.starts_with("\"'")) << cell;
    }
    EXPECT_EQ(csv_cell("=HYPERLINK(\"a\")"), "\"'=HYPERLINK(\"\"a\"\")\"");
    EXPECT_EQ(csv_cell("a=1"), "a=1");
}

TEST(AuditOutput, JsonIsOneListHoweverManyRows) {
    using nlohmann::json;
    EXPECT_EQ(json::parse(printed(AuditFormat::Json, {})), json::array());
    const json two = json::parse(printed(AuditFormat::Json, {row_of("::1"), row_of("::2")}));
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[1]["client"], "::2");
    EXPECT_EQ(two[1]["contact"], "3");
    EXPECT_EQ(two[1]["request"], "-");
}

TEST(AuditOutput, CsvHasItsHeaderOnce) {
    const std::string header = "id,at,event,contact,request,client,detail\r\n";
    EXPECT_EQ(printed(AuditFormat::Csv, {}), header);
    const std::string two = printed(AuditFormat::Csv, {row_of("::1"), row_of("-1")});
    EXPECT_TRUE(two.starts_with(header));
    EXPECT_EQ(two.find(header, 1), std::string::npos);
    EXPECT_NE(two.find("link.refused,3,,'-1,\r\n"), std::string::npos) << two;
}

}  // namespace
