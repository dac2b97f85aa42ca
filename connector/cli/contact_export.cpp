#include "connector/cli/contact_export.hpp"

#include <array>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;

enum class Kind { Number, Text, Time, YesNo };

struct Column {
    const char* name;
    Kind kind;
};

/// One list of the export; the query's parameter is the contact, its columns are `columns`.
struct Part {
    const char* name;
    std::string_view query;
    std::vector<Column> columns;
};

const std::vector<Part>& parts() {
    using enum Kind;
    static const std::vector<Part> kParts{
        {"contacts",
         "select id, account_id, display_name, address, proven_domain, is_active, updated_at "
         "from contacts where id = $1",
         {{"id", Number},
          {"account", Text},
          {"name", Text},
          {"address", Text},
          {"proven_domain", Text},
          {"is_active", YesNo},
          {"updated", Time}}},
        {"requests",
         "select id, key, project, reporter_id = $1, summary, description_html, status, "
         "created_at, updated_at, withdrawn_at from requests where reporter_id = $1 or id in "
         "(select request_id from participants where contact_id = $1) order by id",
         {{"id", Number},
          {"key", Text},
          {"project", Text},
          {"is_reporter", YesNo},
          {"summary", Text},
          {"description_html", Text},
          {"status", Text},
          {"created", Time},
          {"updated", Time},
          {"withdrawn", Time}}},
        {"list",
         "select request_id, news_revision > seen_revision from list_entries "
         "where contact_id = $1 order by request_id",
         {{"request", Number}, {"is_unread", YesNo}}},
        {"comments",
         "select comments.id, request_id, author_name, author_contact_id = $1, text, "
         "comments.created_at, comments.updated_at from comments join requests "
         "on requests.id = request_id where author_contact_id = $1 or reporter_id = $1 "
         "order by comments.id",
         {{"id", Number},
          {"request", Number},
          {"author", Text},
          {"is_theirs", YesNo},
          {"text", Text},
          {"created", Time},
          {"updated", Time}}},
        {"attachments",
         "select attachments.id, attachments.request_id, comment_id, file_name, media_type, size, "
         "attachments.created_at from attachments left join comments "
         "on comments.id = comment_id join requests on requests.id = attachments.request_id "
         "where reporter_id = $1 or author_contact_id = $1 order by attachments.id",
         {{"id", Number},
          {"request", Number},
          {"comment", Number},
          {"file_name", Text},
          {"media_type", Text},
          {"size", Number},
          {"created", Time}}},
        {"replies",
         "select id, request_id, text, created_at, comment_id, error from replies "
         "where contact_id = $1 order by id",
         {{"id", Number},
          {"request", Number},
          {"text", Text},
          {"written", Time},
          {"comment", Number},
          {"error", Text}}},
        {"intakes",
         "select id, project, type_id, summary, answers, created_at, request_key, error, refusal "
         "from intakes where contact_id = $1 order by id",
         {{"id", Number},
          {"project", Text},
          {"type", Number},
          {"summary", Text},
          {"answers", Text},
          {"written", Time},
          {"became", Text},
          {"error", Text},
          {"refusal", Text}}},
        {"dialogues",
         "select id, project, claimed_address, state, created_at, touched_at from dialogues "
         "where contact_id = $1 or claimed_address = (select address from contacts where id = $1) "
         "order by id",
         {{"id", Number},
          {"project", Text},
          {"claimed_address", Text},
          {"state", Text},
          {"began", Time},
          {"last_answer", Time}}},
        {"moves",
         "select id, request_id, label, created_at, is_done, error from moves "
         "where contact_id = $1 order by id",
         {{"id", Number},
          {"request", Number},
          {"button", Text},
          {"created", Time},
          {"is_done", Number},
          {"error", Text}}},
        {"mails",
         "select id, kind, request_id, comment_id, state, created_at, sent_at, error from outbox "
         "where contact_id = $1 order by id",
         {{"id", Number},
          {"kind", Text},
          {"request", Number},
          {"comment", Number},
          {"state", Text},
          {"created", Time},
          {"sent", Time},
          {"error", Text}}},
        {"mail_attempts",
         "select mail_id, at, outcome, code, detail from mail_attempts "
         "where mail_id in (select id from outbox where contact_id = $1) order by mail_id, at",
         {{"mail", Number}, {"at", Time}, {"outcome", Text}, {"code", Number}, {"detail", Text}}},
        {"links",
         "select id, request_id, purpose, created_at, expires_at, used_at, voided_at from links "
         "where contact_id = $1 order by id",
         {{"id", Number},
          {"request", Number},
          {"purpose", Text},
          {"created", Time},
          {"expires", Time},
          {"used", Time},
          {"revoked", Time}}},
        {"sessions",
         "select id, assurance, created_at, last_seen_at, expires_at, device from sessions "
         "where contact_id = $1 order by id",
         {{"id", Number},
          {"assurance", Text},
          {"created", Time},
          {"last_seen", Time},
          {"expires", Time},
          {"device", Text}}},
        {"passwords",
         "select set_at, used_at from passwords where contact_id = $1",
         {{"set", Time}, {"used", Time}}},
        {"passkeys",
         "select id, name, created_at, used_at from passkeys where contact_id = $1 order by id",
         {{"id", Number}, {"name", Text}, {"created", Time}, {"used", Time}}},
        {"organizations",
         "select organizations.id, name from organizations join organization_members "
         "on organization_id = organizations.id where contact_id = $1 order by 1",
         {{"id", Number}, {"name", Text}}},
        {"desks",
         "select project from desk_customers where contact_id = $1 order by project",
         {{"project", Text}}},
        {"audit",
         "select id, at, event, request_id, client, detail from audit where contact_id = $1 "
         "order by id",
         {{"id", Number},
          {"at", Time},
          {"event", Text},
          {"request", Number},
          {"client", Text},
          {"detail", Text}}},
    };
    return kParts;
}

ordered_json value_of(const store::Row& row, int column, Kind kind) {
    if (row.is_null(column)) return nullptr;
    switch (kind) {
        case Kind::Number: return row.integer(column);
        case Kind::Text: return row.text(column);
        case Kind::Time: return base::format_time(row.time(column));
        case Kind::YesNo: return row.integer(column) == 1;
    }
    return nullptr;
}

ordered_json to_json(const store::Row& row, const std::vector<Column>& columns) {
    ordered_json object;
    int number = 0;
    for (const Column& column : columns) {
        object[column.name] = value_of(row, number++, column.kind);
    }
    return object;
}

}  // namespace

void write_export(
    std::FILE* out, store::Connection& connection, const std::vector<base::ContactId>& contacts
) {
    const char* before = "{";
    for (const Part& part : parts()) {
        fmt::print(out, "{}\n  \"{}\": [", before, part.name);
        before = ",";
        const char* between = "";
        for (const base::ContactId contact : contacts) {
            connection.query(part.query, {contact.value()}, [&](const store::Row& row) {
                // Foreign bytes that are no UTF-8 are shown as such, and end nothing.
                const std::string text =
                    to_json(row, part.columns)
                        .dump(-1, ' ', false, ordered_json::error_handler_t::replace);
                fmt::print(out, "{}\n    {}", between, text);
                between = ",";
            });
        }
        fmt::print(out, "\n  ]");
    }
    fmt::print(out, "\n}}\n");
}

}  // namespace connector::cli
