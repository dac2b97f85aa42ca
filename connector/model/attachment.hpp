#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace connector::model {

/// A file that the customer of its request may see. There is no record for any other.
struct Attachment {
    base::AttachmentId id;
    base::RequestId request;
    std::optional<base::CommentId> comment;  ///< nothing: the request's own
    std::string file_name;
    std::string media_type;  ///< as its uploader said: a hint, never trusted
    std::int64_t size = 0;   ///< bytes
    base::Time created;

    friend bool operator==(const Attachment&, const Attachment&) = default;
};

}  // namespace connector::model
