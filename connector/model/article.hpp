#pragma once

#include <string>

namespace connector::model {

/// An article of the knowledge base that customers may see: plain text, to be escaped.
struct Article {
    std::string title;
    std::string excerpt;
    std::string url{};  ///< on the Jira site; empty: not known
    std::string id{};   ///< digits, to be read by; empty: it can be read on the Jira site only
};

}  // namespace connector::model
