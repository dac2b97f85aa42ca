#pragma once

#include <span>

#include "base/embedded.hpp"
#include "connector/store/sqlite_connection.hpp"

namespace connector::store {

/// The migrations compiled into this program: migrations/NNNN_name.sql, in order, forward only.
[[nodiscard]] std::span<const base::EmbeddedFile> embedded_migrations();

/// Looks, without touching anything, whether a database file may be used by a program that knows
/// these migrations. Throws StoreRefused for one that is not ours, is damaged, or was written by a
/// newer version.
void inspect(const std::filesystem::path& file, std::span<const base::EmbeddedFile> migrations);

/// Puts an empty database marked as ours where no file is. It appears complete or not at all, so
/// that a start that was cut short leaves nothing `inspect` would refuse.
void create(const std::filesystem::path& file);

/// Applies what is missing, each migration in a transaction of its own: interrupted, it goes on
/// where it was. The caller holds the owner's lock.
void migrate(SqliteConnection& connection, std::span<const base::EmbeddedFile> migrations);

}  // namespace connector::store
