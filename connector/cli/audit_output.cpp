#include "connector/cli/audit_output.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/time.hpp"

namespace connector::cli {
namespace {

using nlohmann::ordered_json;
using Row = store::Audit::Row;

constexpr std::string_view kTableLine = "{:<20}  {:<26}  {:<8}  {:<8}  {:<16}  {}\n";

template <typename Id>
std::string text_of(const std::optional<Id>& id) {
    return id ? std::to_string(id->value()) : "-";
}

ordered_json to_json(const Row& row) {
    return {
        {"id", row.id},
        {"at", base::format_time(row.at)},
        {"event", row.entry.event},
        {"contact", text_of(row.entry.contact)},
        {"request", text_of(row.entry.request)},
        {"client", row.entry.client},
        {"detail", row.entry.detail}};
}

std::string csv_line(const Row& row) {
    return fmt::format(
        "{},{},{},{},{},{},{}\r\n",
        row.id,
        base::format_time(row.at),
        csv_cell(row.entry.event),
        row.entry.contact ? std::to_string(row.entry.contact->value()) : "",
        row.entry.request ? std::to_string(row.entry.request->value()) : "",
        csv_cell(row.entry.client),
        csv_cell(row.entry.detail)
    );
}

std::string table_line(const Row& row) {
    return fmt::format(
        kTableLine,
        base::format_time(row.at),
        row.entry.event,
        text_of(row.entry.contact),
        text_of(row.entry.request),
        row.entry.client,
        row.entry.detail
    );
}

std::string head_of(AuditFormat format) {
    switch (format) {
        case AuditFormat::Table:
            return fmt::format(kTableLine, "AT", "EVENT", "CONTACT", "ISSUE", "CLIENT", "DETAIL");
        case AuditFormat::Json: return "[\n";
        case AuditFormat::Csv: return "id,at,event,contact,request,client,detail\r\n";
    }
    return "";
}

}  // namespace

std::string csv_cell(std::string_view text) {
    std::string cell;
    if (!text.empty() &&
        std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
        cell += '\'';
    }
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

void AuditOutput::print(const Row& row) {
    if (!is_begun_) fmt::print(out_, "{}", head_of(format_));
    switch (format_) {
        case AuditFormat::Table: fmt::print(out_, "{}", table_line(row)); break;
        case AuditFormat::Json:
            fmt::print(out_, "{}  {}", is_begun_ ? ",\n" : "", to_json(row).dump());
            break;
        case AuditFormat::Csv: fmt::print(out_, "{}", csv_line(row)); break;
    }
    is_begun_ = true;
}

void AuditOutput::end() {
    switch (format_) {
        case AuditFormat::Table:
            if (!is_begun_) fmt::print(out_, "nothing yet\n");
            break;
        case AuditFormat::Json: fmt::print(out_, "{}", is_begun_ ? "\n]\n" : "[]\n"); break;
        case AuditFormat::Csv:
            if (!is_begun_) fmt::print(out_, "{}", head_of(format_));
            break;
    }
}

}  // namespace connector::cli
