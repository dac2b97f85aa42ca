#pragma once

#include <optional>
#include <span>
#include <vector>

#include "connector/model/attachment.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// What there is to fetch for a request. A row goes with its request and with its comment.
class Attachments {
public:
    explicit Attachments(Connection& connection) : connection_(connection) {}

    /// The request has these and no others. Of several with one id the first counts.
    void replace_all_of(base::RequestId request, std::span<const model::Attachment> attachments);
    void remove_all_of(base::RequestId request);
    /// Nothing when it is another request's.
    std::optional<model::Attachment> find(base::RequestId request, base::AttachmentId id);
    /// By id.
    std::vector<model::Attachment> of_request(base::RequestId request);

private:
    void save(const model::Attachment& attachment);

    Connection& connection_;
};

}  // namespace connector::store
