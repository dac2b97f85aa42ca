#include "connector/access/proof_of_work.hpp"

#include <array>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::access {
namespace {

/// What is asked for without raising suspicion: by one network, and by all together.
constexpr LimitRule kCalmClient{"work.client", 5, std::chrono::minutes{10}};
constexpr LimitRule kCalm{"work.all", 120, std::chrono::minutes{10}};
/// A puzzle is good once; its life is the period.
constexpr LimitRule kOnce{"work.once", 1, ProofOfWork::kLife};
constexpr std::size_t kMaxDigits = 12;

using Stamp = std::array<std::byte, 8>;

Stamp stamp_of(base::Time time) {
    Stamp bytes{};
    auto left = static_cast<std::uint64_t>(base::to_millis(time));
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at, left >>= 8U) {
        *at = static_cast<std::byte>(left & 0xFFU);
    }
    return bytes;
}

base::Time time_of(base::ByteView stamp) {
    std::uint64_t millis = 0;
    for (const std::byte byte : stamp) millis = millis << 8U | std::to_integer<std::uint64_t>(byte);
    return base::from_millis(static_cast<std::int64_t>(millis));
}

std::string puzzle_of(const base::Bytes32& key, const Stamp& stamp, const base::Bytes32& browser) {
    const base::Bytes32 tag =
        base::keyed_hash(key, {base::ByteView(browser), base::ByteView(stamp)});
    base::Bytes bytes(stamp.begin(), stamp.end());
    bytes.insert(bytes.end(), tag.begin(), tag.end());
    return base::to_base64url(bytes);
}

bool begins_with_zeros(const base::Bytes32& hash, int bits) {
    for (const std::byte byte : hash) {
        if (bits <= 0) return true;
        const unsigned kept = bits >= 8 ? 0xFFU : 0xFFU << static_cast<unsigned>(8 - bits) & 0xFFU;
        if ((std::to_integer<unsigned>(byte) & kept) != 0) return false;
        bits -= 8;
    }
    return true;
}

}  // namespace

ProofOfWork::ProofOfWork(const KeyRing& keys, const base::Clock& clock)
    : keys_(keys), clock_(clock), limits_(clock) {}

bool ProofOfWork::is_wanted(std::string_view client) {
    const bool is_calm = limits_.take(kCalmClient, client_network(std::string(client)));
    return !limits_.take(kCalm, "") || !is_calm;
}

std::string ProofOfWork::puzzle_for(const base::Bytes32& browser_hash) const {
    const base::Bytes32 key = keys_.current_subkey(KeyPurpose::Puzzle);
    return puzzle_of(key, stamp_of(clock_.now() + kLife), browser_hash);
}

bool ProofOfWork::is_solved(
    std::string_view puzzle, std::string_view number, const base::Bytes32& browser_hash
) {
    const auto bytes = base::from_base64url(puzzle);
    if (!bytes || bytes->size() != sizeof(Stamp) + sizeof(base::Bytes32)) return false;
    const base::Time expires = time_of(base::ByteView(*bytes).first(sizeof(Stamp)));
    const base::Bytes32 key = keys_.current_subkey(KeyPurpose::Puzzle);
    const std::string ours = puzzle_of(key, stamp_of(expires), browser_hash);
    if (!base::equal_constant_time(base::as_bytes(ours), base::as_bytes(puzzle))) return false;
    if (clock_.now() >= expires) return false;
    const bool is_number = !number.empty() && number.size() <= kMaxDigits &&
                           number.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) return false;
    const std::string solved = fmt::format("{}:{}", puzzle, number);
    if (!begins_with_zeros(base::sha256(base::as_bytes(solved)), kBits)) return false;
    return limits_.take(kOnce, puzzle);
}

}  // namespace connector::access
