#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/http.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "jira/caller.hpp"

namespace jira {

/// Where a site serves an attachment's bytes.
using FilePath = std::string (*)(base::AttachmentId id);

/// `GET attachment/content/{id}?redirect=false`, which answers the bytes themselves.
[[nodiscard]] std::string cloud_file_path(base::AttachmentId id);
/// `GET /secure/attachment/{id}/{name}`: Data Center goes by the id, whatever name follows it.
[[nodiscard]] std::string datacenter_file_path(base::AttachmentId id);

/// Fetches what is in an attachment. Whether anybody may see it is the caller's business.
/// Thread-safe.
class AttachmentSource {
public:
    /// From the first byte to the last. A slow reader has this long.
    static constexpr base::milliseconds kDeadline{600'000};
    static constexpr std::size_t kMaxBytes = 100U << 20U;

    AttachmentSource(
        RestSettings settings,
        base::HttpTransport& transport,
        base::Clock& clock,
        FilePath path = cloud_file_path
    );

    /// Waits for the head; errors as client.hpp lists them. Rejected for a redirect too: the media
    /// address it names is never followed (SR-75). A body over `kMaxBytes` is cut short.
    [[nodiscard]] base::Result<base::HttpStream> open(base::AttachmentId id);

private:
    Caller caller_;
    base::HttpTransport& transport_;
    base::Clock& clock_;
    const FilePath path_;
};

}  // namespace jira
