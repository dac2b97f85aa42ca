#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/safe_html.hpp"
#include "connector/model/request.hpp"
#include "connector/portal/renderer.hpp"
#include "connector/store/database.hpp"

namespace connector::portal {

/// The public comments of a request as its reader sees them, and between them its changes of
/// status, in the order in which they happened: rendered once for each revision and kept, since
/// most visits find nothing new. Whether the reader may see the request is asked before, every
/// time; nothing here decides about access. Thread-safe.
class Conversations {
public:
    explicit Conversations(const Renderer& renderer) : renderer_(renderer) {}

    /// No reader: the guest who raised the request. `request` comes from the same snapshot as
    /// `connection`, so its revision fits the comments. `files_at` is request_files_path
    /// (paths.hpp).
    [[nodiscard]] base::SafeHtml show(
        store::Connection& connection,
        const Reader& language,
        const model::Request& request,
        std::optional<base::ContactId> reader,
        std::string_view files_at
    );

private:
    struct Entry {
        std::int64_t revision = 0;
        base::SafeHtml html;
    };

    [[nodiscard]] base::SafeHtml render(
        store::Connection& connection,
        const Reader& language,
        const model::Request& request,
        std::optional<base::ContactId> reader,
        std::string_view files_at
    ) const;
    void keep(const std::string& key, Entry entry);

    const Renderer& renderer_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;  ///< guarded by mutex_
    std::size_t bytes_ = 0;                           ///< guarded by mutex_
};

}  // namespace connector::portal
