#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "connector/store/audit.hpp"

namespace connector::cli {

enum class AuditFormat { Table, Json, Csv };

/// Prints rows of the audit as they come, so that memory does not grow with them.
class AuditOutput {
public:
    AuditOutput(std::FILE* out, AuditFormat format) : out_(out), format_(format) {}

    void print(const store::Audit::Row& row);
    /// What follows the last one.
    void end();

private:
    std::FILE* out_;
    const AuditFormat format_;
    bool is_begun_ = false;
};

/// A cell as RFC 4180 wants it. One that a spreadsheet would take for a formula (OWASP, "CSV
/// injection") gets an apostrophe in front: what a stranger sent is shown, never run.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace connector::cli
