#include "connector/cli/output.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace connector::cli {
namespace {

using Cells = std::vector<std::string>;

void print_row(const Cells& cells, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += i + 1 == cells.size() ? cells[i] : fmt::format("{:<{}}", cells[i], widths[i] + 2);
    }
    fmt::print("{}\n", line);
}

}  // namespace

void print_table(const Cells& header, const std::vector<Cells>& rows, const std::string& none) {
    if (rows.empty()) {
        fmt::print("{}\n", none);
        return;
    }
    std::vector<std::size_t> widths(header.size());
    for (std::size_t i = 0; i < header.size(); ++i) {
        widths[i] = header[i].size();
        for (const Cells& row : rows) widths[i] = std::max(widths[i], row.at(i).size());
    }
    print_row(header, widths);
    for (const Cells& row : rows) print_row(row, widths);
}

int print_error(const base::Error& error) {
    fmt::print(stderr, "connector: {}\n", error.message);
    return base::exit_code_of(error.kind);
}

}  // namespace connector::cli
