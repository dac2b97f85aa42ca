#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jira/knowledge.hpp"

namespace tests {

/// Finds one article, named like the question, has every one that is read, and counts.
class FakeKnowledgeBase final : public jira::KnowledgeBase {
public:
    base::Result<std::vector<jira::Article>> search(
        const base::ProjectKey&, std::string_view query, std::size_t
    ) override {
        ++calls;
        if (meanwhile) meanwhile();
        if (failure) return base::fail(*failure, "as the test wants it");
        return std::vector<jira::Article>{{std::string(query), "excerpt", ""}};
    }

    base::Result<base::SafeHtml> read(const std::string& id) override {
        ++reads;
        if (failure) return base::fail(*failure, "as the test wants it");
        return base::SafeHtml::paragraphs("Article " + id);
    }

    std::atomic<int> reads = 0;
    std::atomic<int> calls = 0;
    std::optional<base::ErrorKind> failure{};
    std::function<void()> meanwhile{};
};

}  // namespace tests
