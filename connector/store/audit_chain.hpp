#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "connector/store/database.hpp"

/// The chain that holds the audit together. A row's tag is a keyed BLAKE2b over the tag of the row
/// before it and over all of its own: number, time, event, contact, request, and digests of the
/// client's address and the detail, each salted with 256 random bits. Who has the database without
/// the key files can compute none: a row that was changed, taken out, put in or moved shows.
///
/// Where the chain begins and how far it had come is anchored in the store, sealed with the same
/// key. Both could be put back with an older copy of the whole store; what shows that is the head
/// in the log (`audit.head`), kept elsewhere. Whoever has store and key files can forge all of it,
/// up to a head that is kept elsewhere.
///
/// A digest stays when what it covers is blanked, its salt goes with it: nobody can find the text
/// by trying then, not even with the keys.
namespace connector::store {

/// The row that the next one is sealed to.
struct AuditHead {
    std::int64_t id = 0;
    base::Bytes32 tag{};

    /// "17:" and the tag in hexadecimal.
    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] static std::optional<AuditHead> parse(std::string_view text);
};

/// What may be blanked of a row, as it is kept.
struct BlankableText {
    std::string text;
    std::optional<base::Bytes32> salt{};    ///< nothing: there was no text, or it was blanked
    std::optional<base::Bytes32> digest{};  ///< nothing: there was no text

    [[nodiscard]] static BlankableText seal(std::string_view text, base::Random& random);

    [[nodiscard]] bool is_blanked() const { return digest && !salt; }

    /// Whether the text is what was sealed, or blanked.
    [[nodiscard]] bool holds() const;
};

/// A row with all that its tag covers.
struct AuditLink {
    std::int64_t id = 0;
    base::Time at;
    std::string event;
    std::optional<base::ContactId> contact{};
    std::optional<base::RequestId> request{};
    BlankableText client{};
    BlankableText detail{};
    StoreKeys::Id key{};
    std::optional<base::Bytes32> tag{};  ///< nothing: never sealed

    [[nodiscard]] base::Bytes32 tag_after(
        const base::Bytes32& before, const base::Bytes32& audit_key
    ) const;
};

/// Hands the keys to the writing connection; whoever owns the store does it before its first deed.
/// The first time, rows of an older version are sealed as they are found, and `audit.begun` says
/// how many. That takes a minute at most for a million rows.
void begin_audit_chain(Database& database, std::shared_ptr<const StoreKeys> keys, base::Time now);

/// The latest row; number 0 where there never was one.
[[nodiscard]] AuditHead audit_head(Connection& connection);
/// Anchors the head: rows up to it can't be cut off without a trace. Writes only when it moved.
void anchor_audit_head(Connection& connection);
/// What is left hangs on this row from now on.
void anchor_audit_beginning(Connection& connection, const AuditHead& last_forgotten);

struct AuditVerdict {
    std::int64_t rows = 0;
    std::int64_t blanked = 0;  ///< rows of which something was blanked
    std::int64_t forgotten_up_to = 0;
    AuditHead head{};
    /// In plain words: the first thing that is wrong.
    std::optional<std::string> fault{};
};

/// Reads the whole chain on one snapshot. `expected` was written down earlier, elsewhere;
/// `progress` is called now and then with how many rows are done.
[[nodiscard]] AuditVerdict verify_audit(
    Connection& connection,
    const StoreKeys& keys,
    const std::optional<AuditHead>& expected,
    const std::function<void(std::int64_t)>& progress
);

}  // namespace connector::store
