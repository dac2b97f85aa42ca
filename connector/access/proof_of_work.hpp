#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "connector/access/keys.hpp"
#include "connector/access/limits.hpp"

namespace connector::access {

/// Makes asking for links cost something once it looks as if somebody plays: from then on a
/// visitor's browser has to find a number first, which takes it a second or so. Nobody with an open
/// link or session ever meets it (SR-34), and it asks whoever comes from that network alike,
/// whatever address they type (SR-30).
///
/// The puzzle: find a number so that SHA-256 of "PUZZLE:NUMBER" begins with `kBits` zero bits. A
/// puzzle is 54 base64url characters over its expiry in milliseconds (8 bytes, big-endian) and a
/// keyed BLAKE2b tag over that and the browser (32): nothing is stored before it is solved, and one
/// solution is good once. Thread-safe.
class ProofOfWork {
public:
    /// 65,536 tries on average: about a second of a telephone's browser.
    static constexpr int kBits = 16;
    static constexpr base::seconds kLife{600};

    ProofOfWork(const KeyRing& keys, const base::Clock& clock);

    /// Counts one more asking by this client. True: it takes a solved puzzle now.
    [[nodiscard]] bool is_wanted(std::string_view client);

    [[nodiscard]] std::string puzzle_for(const base::Bytes32& browser_hash) const;
    /// False for a puzzle that is not ours, another browser's, too old or solved before, and for a
    /// number that does not solve it.
    [[nodiscard]] bool is_solved(
        std::string_view puzzle, std::string_view number, const base::Bytes32& browser_hash
    );

private:
    const KeyRing& keys_;
    const base::Clock& clock_;
    Limits limits_;
};

}  // namespace connector::access
