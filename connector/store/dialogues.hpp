#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// Dialogues with the assistant, one for each browser and project. One is over an hour after its
/// last answer, and is forgotten then.
class Dialogues {
public:
    static constexpr std::chrono::hours kIdle{1};

    /// Whose a dialogue is.
    struct Owner {
        base::ProjectKey project;
        base::Bytes32 browser_hash{};
        std::optional<base::ContactId> contact{};  ///< who is signed in
    };

    struct Dialogue {
        std::int64_t id = 0;
        std::optional<base::ContactId> contact{};
        base::Bytes32 flow{};
        std::int64_t revision = 0;
        std::string state;
        base::Time created{};
    };

    /// What an answer makes of one.
    struct Step {
        base::Bytes32 flow{};
        std::string state;
        std::optional<std::string> claimed_address{};
    };

    explicit Dialogues(Connection& connection) : connection_(connection) {}

    /// Nothing for one that is over, and for one that was somebody's who is not signed in now.
    std::optional<Dialogue> find(const Owner& owner, base::Time now);
    /// In the place of whatever is over, or was somebody else's. False when there is one that goes
    /// on: somebody else began it meanwhile.
    bool begin(const Owner& owner, const Step& step, base::Time now);
    /// Goes on from that revision. False when it is not the latest any more.
    bool advance(const Dialogue& dialogue, const Owner& owner, const Step& step, base::Time now);
    /// Forgets what is over.
    std::int64_t purge(base::Time now);

private:
    Connection& connection_;
};

}  // namespace connector::store
