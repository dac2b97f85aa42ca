#include "connector/access/keys.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "connector/access/key_files.hpp"

namespace connector::access {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

constexpr std::size_t kPurposes = 15;

std::size_t index_of(KeyPurpose purpose) {
    return static_cast<std::size_t>(purpose) - 1;
}

/// The key first: `current` must never name one that is not there.
base::Result<void> create_key(const fs::path& directory, base::Random& random) {
    const auto id = add_key(directory, random);
    if (!id) return base::fail(id);
    return make_current(directory, *id);
}

}  // namespace

base::Result<KeyRing> KeyRing::load(const fs::path& directory, base::Random& random) {
    try {
        if (!fs::exists(directory)) {
            fs::create_directories(directory);
            fs::permissions(directory, fs::perms::owner_all);
        }
        const auto keys = read_keys(directory);
        if (!keys) return base::fail(keys);
        if (keys->empty()) {
            if (const auto created = create_key(directory, random); !created)
                return base::fail(created);
        }
    } catch (const fs::filesystem_error& failure) {
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
    return open(directory);
}

base::Result<KeyRing> KeyRing::open(const fs::path& directory) {
    try {
        const auto keys = read_keys(directory);
        if (!keys) return base::fail(keys);
        if (keys->empty())
            return base::fail(ErrorKind::NotFound, "no key in " + directory.string());
        const auto current = read_current_key(directory, *keys);
        if (!current) return base::fail(current);
        const auto retired = read_keys(directory, KeyState::Retired);
        if (!retired) return base::fail(retired);
        KeyRing ring;
        for (const KeyFile& key : *retired) ring.add(key.id, key.master);
        ring.retired_ = std::exchange(ring.entries_, {});
        for (const KeyFile& key : *keys) ring.add(key.id, key.master);
        ring.current_ = *current;
        return ring;
    } catch (const fs::filesystem_error& failure) {
        return base::fail(ErrorKind::Unavailable, failure.what());
    }
}

KeyRing KeyRing::with_fresh_key(base::Random& random) {
    KeyId id{};
    base::Bytes32 master{};
    random.fill(id);
    random.fill(master);
    KeyRing ring;
    ring.add(id, master);
    return ring;
}

void KeyRing::add(const KeyId& id, const base::Bytes32& master) {
    Entry entry;
    for (std::size_t i = 0; i < kPurposes; ++i)
        entry.subkeys.at(i) = base::derive_key(master, i + 1);
    entries_[id] = entry;
    current_ = id;
}

std::optional<base::Bytes32> KeyRing::subkey(const KeyId& id, KeyPurpose purpose) const {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return std::nullopt;
    return found->second.subkeys.at(index_of(purpose));
}

base::Bytes32 KeyRing::current_subkey(KeyPurpose purpose) const {
    return entries_.at(current_).subkeys.at(index_of(purpose));
}

std::shared_ptr<const store::StoreKeys> KeyRing::for_store(base::Random& random) const {
    auto keys = std::make_shared<store::StoreKeys>();
    keys->current = current_;
    keys->random = &random;
    for (const auto* entries : {&retired_, &entries_}) {
        for (const auto& [id, entry] : *entries) {
            keys->all[id] = {
                .audit = entry.subkeys.at(index_of(KeyPurpose::AuditSeal)),
                .forgotten = entry.subkeys.at(index_of(KeyPurpose::Forgotten))};
        }
    }
    return keys;
}

}  // namespace connector::access
