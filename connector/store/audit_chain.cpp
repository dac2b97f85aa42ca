#include "connector/store/audit_chain.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "connector/store/audit.hpp"

namespace connector::store {
namespace {

constexpr std::string_view kBeginning = "oldest";
constexpr std::string_view kHead = "newest";
constexpr std::int64_t kAtOnce = 1'000;

/// Which of the key's uses a hash is for.
constexpr std::byte kOfRow{'r'};
constexpr std::byte kOfAnchor{'a'};

using Number = std::array<std::byte, 8>;

Number bytes_of(std::int64_t value) {
    Number bytes{};
    auto rest = static_cast<std::uint64_t>(value);
    for (std::byte& each : bytes) {
        each = static_cast<std::byte>(rest & 0xFFU);
        rest >>= 8U;
    }
    return bytes;
}

base::ByteView one(const std::byte& value) {
    return {&value, 1};
}

template <std::size_t N>
std::optional<std::array<std::byte, N>> exactly(const Row& row, int column) {
    if (row.is_null(column) || row.blob(column).size() != N) return std::nullopt;
    std::array<std::byte, N> bytes{};
    std::copy_n(row.blob(column).begin(), N, bytes.begin());
    return bytes;
}

using KeyId = StoreKeys::Id;

/// Columns: id, at, event, contact_id, request_id, client, client_salt, client_digest, detail,
/// detail_salt, detail_digest, key_id, tag.
AuditLink to_link(const Row& row) {
    return {
        .id = row.integer(0),
        .at = row.time(1),
        .event = row.string(2),
        .contact = row.is_null(3) ? std::nullopt : std::optional(base::ContactId(row.integer(3))),
        .request = row.is_null(4) ? std::nullopt : std::optional(base::RequestId(row.integer(4))),
        .client = {row.string(5), exactly<32>(row, 6), exactly<32>(row, 7)},
        .detail = {row.string(8), exactly<32>(row, 9), exactly<32>(row, 10)},
        .key = exactly<sizeof(KeyId)>(row, 11).value_or(KeyId{}),
        .tag = exactly<32>(row, 12),
    };
}

struct Anchor {
    AuditHead at;
    KeyId key{};
    base::Bytes32 seal{};
};

base::Bytes32 seal_of(const base::Bytes32& key, std::string_view name, const AuditHead& at) {
    const Number id = bytes_of(at.id);
    return base::keyed_hash(key, {one(kOfAnchor), id, at.tag, base::as_bytes(name)});
}

std::optional<Anchor> find_anchor(Connection& connection, std::string_view name) {
    return connection.first(
        "select row_id, tag, key_id, seal from audit_anchors where name = $1",
        {name},
        [](const Row& row) {
            return Anchor{
                .at = {row.integer(0), exactly<32>(row, 1).value_or(base::Bytes32{})},
                .key = exactly<sizeof(KeyId)>(row, 2).value_or(KeyId{}),
                .seal = exactly<32>(row, 3).value_or(base::Bytes32{})};
        }
    );
}

bool is_sealed(const Anchor& anchor, std::string_view name, const StoreKeys& keys) {
    const auto key = keys.all.find(anchor.key);
    return key != keys.all.end() &&
           base::equal_constant_time(anchor.seal, seal_of(key->second.audit, name, anchor.at));
}

void save_anchor(Connection& connection, std::string_view name, const AuditHead& at) {
    const StoreKeys* const keys = connection.keys();
    if (keys == nullptr) return;
    const base::Bytes32 seal = seal_of(keys->all.at(keys->current).audit, name, at);
    connection.run(
        "insert into audit_anchors (name, row_id, tag, key_id, seal) values ($1, $2, $3, $4, $5) "
        "on conflict (name) do update set row_id = excluded.row_id, tag = excluded.tag, "
        "key_id = excluded.key_id, seal = excluded.seal",
        {name, at.id, base::ByteView(at.tag), base::ByteView(keys->current), base::ByteView(seal)}
    );
}

std::vector<AuditLink> links_after(Connection& connection, std::int64_t id) {
    return connection.all(
        "select id, at, event, contact_id, request_id, client, client_salt, client_digest, "
        "detail, detail_salt, detail_digest, key_id, tag from audit where id > $1 "
        "order by id limit $2",
        {id, kAtOnce},
        to_link
    );
}

/// Seals the rows of a version that did not; how many.
std::int64_t seal_old_rows(Connection& connection, const StoreKeys& keys) {
    AuditHead head;
    std::int64_t count = 0;
    for (;;) {
        auto links = links_after(connection, head.id);
        if (links.empty()) return count;
        for (AuditLink& link : links) {
            link.client = BlankableText::seal(link.client.text, *keys.random);
            link.detail = BlankableText::seal(link.detail.text, *keys.random);
            link.key = keys.current;
            head = {link.id, link.tag_after(head.tag, keys.all.at(keys.current).audit)};
            const auto bytes = [](const std::optional<base::Bytes32>& value) {
                return value ? Value(base::ByteView(*value)) : Value(nullptr);
            };
            connection.run(
                "update audit set client_salt = $2, client_digest = $3, detail_salt = $4, "
                "detail_digest = $5, key_id = $6, tag = $7 where id = $1",
                {link.id,
                 bytes(link.client.salt),
                 bytes(link.client.digest),
                 bytes(link.detail.salt),
                 bytes(link.detail.digest),
                 base::ByteView(link.key),
                 base::ByteView(head.tag)}
            );
            ++count;
        }
    }
}

/// Nobody has begun it: neither an anchor nor a sealed row is there. With one of them only the
/// store was tampered with, and what stands there is not to be sealed.
bool is_unbegun(Connection& connection) {
    const auto sealed = connection.first(
        "select 1 from audit where tag is not null limit 1", {}, [](const Row&) { return true; }
    );
    return !sealed && !find_anchor(connection, kBeginning) && !find_anchor(connection, kHead);
}

/// Walks along the chain and stops at the first thing that is wrong.
class Walk {
public:
    Walk(const StoreKeys& keys, const std::optional<AuditHead>& expected) : keys_(keys) {
        if (expected) known_heads_.push_back(*expected);
    }

    AuditVerdict run(Connection& connection, const std::function<void(std::int64_t)>& progress) {
        const auto beginning = find_anchor(connection, kBeginning);
        const auto newest = find_anchor(connection, kHead);
        has_newest_ = newest && is_sealed(*newest, kHead, keys_);
        if (has_newest_) known_heads_.push_back(newest->at);
        if (!beginning || !is_sealed(*beginning, kBeginning, keys_)) {
            return wrong(
                "the anchor of the audit's beginning is missing or was changed: rows "
                "before the first one may have been removed"
            );
        }
        verdict_.head = beginning->at;
        verdict_.forgotten_up_to = beginning->at.id;
        std::vector<AuditLink> links;
        while (!(links = links_after(connection, verdict_.head.id)).empty()) {
            for (const AuditLink& link : links) {
                if (!take(link)) return verdict_;
            }
            progress(verdict_.rows);
        }
        check_end();
        return verdict_;
    }

private:
    AuditVerdict wrong(std::string fault) {
        verdict_.fault = std::move(fault);
        return verdict_;
    }

    bool take(const AuditLink& link) {
        if (auto fault = fault_of(link)) {
            verdict_.fault = std::move(fault);
            return false;
        }
        verdict_.head = {link.id, *link.tag};
        ++verdict_.rows;
        if (link.client.is_blanked() || link.detail.is_blanked()) ++verdict_.blanked;
        for (const AuditHead& known : known_heads_) {
            if (known.id != link.id || known.tag == *link.tag) continue;
            verdict_.fault = fmt::format(
                "{} is not the row that was there when the head was written down", name_of(link)
            );
            return false;
        }
        return true;
    }

    static std::string name_of(const AuditLink& link) {
        return fmt::format("row {} ({}, {})", link.id, link.event, base::format_time(link.at));
    }

    [[nodiscard]] std::optional<std::string> fault_of(const AuditLink& link) const {
        const std::string name = name_of(link);
        if (!link.tag) {
            return name + " has no seal: the connector did not write it so";
        }
        const auto key = keys_.all.find(link.key);
        if (key == keys_.all.end()) {
            return fmt::format(
                "{} was sealed with the key {}, which is not among the key files",
                name,
                base::to_hex(link.key)
            );
        }
        const base::Bytes32 tag = link.tag_after(verdict_.head.tag, key->second.audit);
        if (!base::equal_constant_time(tag, *link.tag)) {
            const std::int64_t missing = link.id - verdict_.head.id - 1;
            if (missing > 0) {
                return fmt::format(
                    "{} row(s) between row {} and {} were removed, or the latter was changed",
                    missing,
                    verdict_.head.id,
                    name
                );
            }
            return name + " was changed, or put in the place of another";
        }
        if (!link.client.holds()) return name + ": its client address was changed";
        if (!link.detail.holds()) return name + ": its detail was changed";
        return std::nullopt;
    }

    void check_end() {
        if (!has_newest_) {
            verdict_.fault =
                "the anchor of the audit's end is missing or was changed: the latest "
                "rows may have been removed";
            return;
        }
        for (const AuditHead& known : known_heads_) {
            if (known.id <= verdict_.head.id) continue;
            verdict_.fault = fmt::format(
                "rows {} to {} were removed: the audit ends at row {}",
                verdict_.head.id + 1,
                known.id,
                verdict_.head.id
            );
            return;
        }
    }

    const StoreKeys& keys_;
    std::vector<AuditHead> known_heads_;
    bool has_newest_ = false;
    AuditVerdict verdict_;
};

}  // namespace

std::string AuditHead::to_string() const {
    return fmt::format("{}:{}", id, base::to_hex(tag));
}

std::optional<AuditHead> AuditHead::parse(std::string_view text) {
    const auto parts = base::split(text, ':');
    if (parts.size() != 2) return std::nullopt;
    const auto id = base::parse_int(parts[0]);
    const auto tag = base::from_hex(parts[1]);
    AuditHead head;
    if (!id || *id < 0 || !tag || tag->size() != head.tag.size()) return std::nullopt;
    head.id = *id;
    std::copy(tag->begin(), tag->end(), head.tag.begin());
    return head;
}

BlankableText BlankableText::seal(std::string_view text, base::Random& random) {
    BlankableText sealed{.text = std::string(text)};
    if (text.empty()) return sealed;
    random.fill(sealed.salt.emplace());
    sealed.digest = base::keyed_hash(*sealed.salt, {base::as_bytes(text)});
    return sealed;
}

bool BlankableText::holds() const {
    if (!salt) return text.empty();
    return digest &&
           base::equal_constant_time(*digest, base::keyed_hash(*salt, {base::as_bytes(text)}));
}

base::Bytes32 AuditLink::tag_after(const base::Bytes32& before, const base::Bytes32& audit_key)
    const {
    const auto has = static_cast<std::byte>(
        (contact ? 1U : 0U) | (request ? 2U : 0U) | (client.digest ? 4U : 0U) |
        (detail.digest ? 8U : 0U)
    );
    const Number number = bytes_of(id);
    const Number when = bytes_of(base::to_millis(at));
    const Number who = bytes_of(contact ? contact->value() : 0);
    const Number what = bytes_of(request ? request->value() : 0);
    const base::Bytes32 none{};
    return base::keyed_hash(
        audit_key,
        {one(kOfRow),
         before,
         key,
         number,
         when,
         one(has),
         who,
         what,
         client.digest ? *client.digest : none,
         detail.digest ? *detail.digest : none,
         base::as_bytes(event)}
    );
}

void begin_audit_chain(Database& database, std::shared_ptr<const StoreKeys> keys, base::Time now) {
    database.write([&](Connection& connection) {
        connection.use_keys(keys);
        if (!is_unbegun(connection)) return;
        save_anchor(connection, kBeginning, {});
        const std::int64_t old = seal_old_rows(connection, *keys);
        Audit(connection)
            .add(
                {.event = "audit.begun",
                 .detail = fmt::format("{} rows from before were sealed as they were", old)},
                now
            );
        anchor_audit_head(connection);
    });
}

AuditHead audit_head(Connection& connection) {
    const auto last = connection.first(
        "select id, tag from audit order by id desc limit 1",
        {},
        [](const Row& row) {
            return AuditHead{row.integer(0), exactly<32>(row, 1).value_or(base::Bytes32{})};
        }
    );
    if (last) return *last;
    const auto beginning = find_anchor(connection, kBeginning);
    return beginning ? beginning->at : AuditHead{};
}

void anchor_audit_head(Connection& connection) {
    const AuditHead head = audit_head(connection);
    const auto known = find_anchor(connection, kHead);
    if (known && known->at.id == head.id) return;
    save_anchor(connection, kHead, head);
}

void anchor_audit_beginning(Connection& connection, const AuditHead& last_forgotten) {
    save_anchor(connection, kBeginning, last_forgotten);
}

AuditVerdict verify_audit(
    Connection& connection,
    const StoreKeys& keys,
    const std::optional<AuditHead>& expected,
    const std::function<void(std::int64_t)>& progress
) {
    return Walk(keys, expected).run(connection, progress);
}

}  // namespace connector::store
