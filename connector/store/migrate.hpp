#pragma once

#include <span>

#include "base/embedded.hpp"
#include "connector/store/sqlite_connection.hpp"

namespace connector::store {

/// The migrations compiled into this program: migrations/NNNN_name.sql, in order, forward only.
[[nodiscard]] std::span<const base::EmbeddedFile> embedded_migrations();

/// Looks, without touching anything, whether a database file may be used by a program that knows
/// these migrations. Throws StoreRefused for one that is not ours, is damaged, was written by a
/// newer version, or was made by migrations of which one says something else today.
void inspect(const std::filesystem::path& file, std::span<const base::EmbeddedFile> migrations);

/// Reads every page of a database file of 64 MiB at most (`pragma quick_check`; larger ones would
/// hold up the start), without touching anything. Throws StoreRefused when it is damaged. Nothing
/// to do where no file is.
void check_integrity(const std::filesystem::path& file);

/// Puts an empty database marked as ours where no file is. It appears complete or not at all, so
/// that a start that was cut short leaves nothing `inspect` would refuse.
void create(const std::filesystem::path& file);

/// Applies what is missing, each migration in a transaction of its own: interrupted, it goes on
/// where it was. Foreign keys do not act meanwhile, so that a migration can build a table anew
/// (https://www.sqlite.org/lang_altertable.html#otheralter), and are checked before each commit:
/// StoreRefused when one is broken. What was applied is kept in `applied_migrations`, with the
/// SHA-256 of its text. After an exception the connection is of no more use. The caller holds the
/// owner's lock.
void migrate(SqliteConnection& connection, std::span<const base::EmbeddedFile> migrations);

}  // namespace connector::store
