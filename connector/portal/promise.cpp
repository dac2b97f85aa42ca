#include "connector/portal/promise.hpp"

#include <array>
#include <string_view>

#include "base/text.hpp"

namespace connector::portal {
namespace {

struct Words {
    std::string_view name;  ///< in lower case
    PromiseKind expected;
    PromiseKind late;
};

constexpr std::array<Words, 3> kWords{
    {{"time to first response", PromiseKind::AnswerBy, PromiseKind::LateAnswer},
     {"time to resolution", PromiseKind::ResolutionBy, PromiseKind::LateResolution},
     {"time to done", PromiseKind::ResolutionBy, PromiseKind::LateResolution}}};

const Words* words_for(const model::Sla& sla) {
    const std::string name = base::to_lower(sla.name);
    for (const Words& words : kWords) {
        if (words.name == name) return &words;
    }
    return nullptr;
}

}  // namespace

std::string_view section_of(PromiseKind kind) {
    switch (kind) {
        case PromiseKind::AnswerBy: return "ANSWER_BY";
        case PromiseKind::ResolutionBy: return "RESOLUTION_BY";
        case PromiseKind::LateAnswer: return "LATE_ANSWER";
        case PromiseKind::LateResolution: return "LATE_RESOLUTION";
    }
    return "";
}

std::vector<Promise> promises_of(const std::vector<model::Sla>& slas, base::Time now) {
    std::vector<Promise> promises;
    for (const model::Sla& sla : slas) {
        const Words* words = words_for(sla);
        if (words == nullptr || !sla.ongoing || sla.ongoing->is_paused) continue;
        if (sla.ongoing->is_late(now)) {
            promises.push_back({words->late, std::nullopt});
        } else if (sla.ongoing->breaches) {
            promises.push_back({words->expected, sla.ongoing->breaches});
        }
    }
    return promises;
}

}  // namespace connector::portal
