#include "jira/cached_knowledge.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"

namespace jira {
namespace {

/// Without what makes no difference to a search.
std::string normalised(std::string_view query) {
    std::string same;
    for (const char c : base::to_lower(base::trim(query))) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!is_blank) {
            same += c;
        } else if (same.back() != ' ') {
            same += ' ';
        }
    }
    return same;
}

std::string key_of(const base::ProjectKey& project, std::string_view query, std::size_t limit) {
    return fmt::format("{}\n{}\n{}", project.value(), limit, query);
}

/// The oldest of a full cache goes.
template <typename Kept>
void make_room(std::map<std::string, Kept>& kept, std::size_t most) {
    if (kept.size() < most) return;
    kept.erase(std::min_element(kept.begin(), kept.end(), [](const auto& left, const auto& right) {
        return left.second.until < right.second.until;
    }));
}

}  // namespace

/// Whoever waits is let go, also when the call ends by an exception.
class CachedKnowledge::Landing {
public:
    Landing(CachedKnowledge& cache, std::string key) : cache_(cache), key_(std::move(key)) {}

    ~Landing() { cache_.land(key_, std::move(answer)); }

    Landing(const Landing&) = delete;
    Landing& operator=(const Landing&) = delete;

    Answer answer = base::fail(base::ErrorKind::Unavailable, "the search was broken off");

private:
    CachedKnowledge& cache_;
    const std::string key_;
};

CachedKnowledge::CachedKnowledge(KnowledgeBase& articles, base::Clock& clock)
    : articles_(articles), clock_(clock) {}

base::Result<std::vector<Article>> CachedKnowledge::search(
    const base::ProjectKey& project, std::string_view query, std::size_t limit
) {
    const std::string asked = normalised(query);
    const std::string key = key_of(project, asked, limit);
    std::shared_ptr<Flight> others;
    {
        const std::scoped_lock lock(mutex_);
        const auto known = kept_.find(key);
        if (known != kept_.end() && clock_.now() < known->second.until) {
            return known->second.articles;
        }
        const auto [flight, is_mine] = under_way_.try_emplace(key);
        if (is_mine) {
            flight->second = std::make_shared<Flight>();
        } else {
            others = flight->second;
        }
    }
    if (others) return join(*others);
    Landing landing(*this, key);
    landing.answer = articles_.search(project, asked, limit);
    return landing.answer;
}

CachedKnowledge::Answer CachedKnowledge::join(Flight& flight) {
    base::wait_for([&](base::Resume resume) {
        {
            const std::scoped_lock lock(mutex_);
            if (!flight.answer) {
                flight.waiting.push_back(std::move(resume));
                return;
            }
        }
        resume();
    });
    const std::scoped_lock lock(mutex_);
    return *flight.answer;
}

void CachedKnowledge::land(const std::string& key, Answer answer) {
    std::vector<base::Resume> waiting;
    {
        const std::scoped_lock lock(mutex_);
        if (answer) {
            make_room(kept_, kMaxAnswers);
            kept_[key] = {*answer, clock_.now() + kAnswerLife};
        }
        const auto flight = under_way_.find(key);
        flight->second->answer = std::move(answer);
        waiting = std::move(flight->second->waiting);
        under_way_.erase(flight);
    }
    for (const base::Resume& resume : waiting) resume();
}

base::Result<base::SafeHtml> CachedKnowledge::read(const std::string& id) {
    {
        const std::scoped_lock lock(mutex_);
        const auto known = texts_.find(id);
        if (known != texts_.end() && clock_.now() < known->second.until) return known->second.html;
    }
    auto html = articles_.read(id);
    if (!html) return html;
    const std::scoped_lock lock(mutex_);
    make_room(texts_, kMaxTexts);
    texts_[id] = {*html, clock_.now() + kAnswerLife};
    return html;
}

}  // namespace jira
