#pragma once

#include <cstdio>
#include <vector>

#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::cli {

/// Everything that is kept about these contacts, which are one person, as one JSON object: a list
/// for each table that names them. No hash of a token is in it: it would tell nobody anything, and
/// belongs to a key. Rows are written as they are read.
void write_export(
    std::FILE* out, store::Connection& connection, const std::vector<base::ContactId>& contacts
);

}  // namespace connector::cli
