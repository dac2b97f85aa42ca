#include "connector/portal/promise.hpp"

#include <array>
#include <string_view>

#include "base/text.hpp"

namespace connector::portal {
namespace {

struct Words {
    std::string_view name;  ///< in lower case
    std::string_view expected;
    std::string_view late;
};

constexpr std::string_view kResolution = "Resolution expected by";
constexpr std::string_view kLateResolution = "Resolving this is taking longer than it should.";
constexpr std::array<Words, 3> kWords{
    {{"time to first response",
      "First answer expected by",
      "The first answer is taking longer than it should."},
     {"time to resolution", kResolution, kLateResolution},
     {"time to done", kResolution, kLateResolution}}};

const Words* words_for(const model::Sla& sla) {
    const std::string name = base::to_lower(sla.name);
    for (const Words& words : kWords) {
        if (words.name == name) return &words;
    }
    return nullptr;
}

}  // namespace

std::vector<Promise> promises_of(const std::vector<model::Sla>& slas, base::Time now) {
    std::vector<Promise> promises;
    for (const model::Sla& sla : slas) {
        const Words* words = words_for(sla);
        if (words == nullptr || !sla.ongoing || sla.ongoing->is_paused) continue;
        if (sla.ongoing->is_late(now)) {
            promises.push_back({std::string(words->late), std::nullopt});
        } else if (sla.ongoing->breaches) {
            promises.push_back({std::string(words->expected), sla.ongoing->breaches});
        }
    }
    return promises;
}

}  // namespace connector::portal
