#include "connector/access/keys.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/text.hpp"

namespace connector::access {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

constexpr std::string_view kPrefix = "link-";
constexpr std::string_view kRetiredPrefix = "retired-";
constexpr std::string_view kSuffix = ".key";
constexpr std::string_view kCurrent = "current";
constexpr std::size_t kPurposes = 11;

struct KeyFile {
    KeyId id{};
    base::Bytes32 master{};
};

std::size_t index_of(KeyPurpose purpose) {
    return static_cast<std::size_t>(purpose) - 1;
}

bool is_open_to_others(const fs::path& path) {
    const auto others = fs::perms::group_all | fs::perms::others_all;
    return (fs::status(path).permissions() & others) != fs::perms::none;
}

template <std::size_t N>
std::optional<std::array<std::byte, N>> exactly(const std::optional<base::Bytes>& bytes) {
    if (!bytes || bytes->size() != N) return std::nullopt;
    std::array<std::byte, N> result{};
    std::copy(bytes->begin(), bytes->end(), result.begin());
    return result;
}

base::Result<KeyFile> read_key(const fs::path& path, std::string_view prefix) {
    if (is_open_to_others(path)) {
        return base::fail(
            ErrorKind::Invalid,
            path.string() + " can be read by others; run: chmod 600 " + path.string()
        );
    }
    const std::string name = path.stem().string();
    const auto id =
        exactly<sizeof(KeyId)>(base::from_hex(std::string_view(name).substr(prefix.size())));
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto master = exactly<sizeof(base::Bytes32)>(base::from_hex(base::trim(text)));
    if (!id || !master) return base::fail(ErrorKind::Invalid, path.string() + " is not a key file");
    return KeyFile{*id, *master};
}

base::Result<void> write_line(const fs::path& path, const std::string& line) {
    std::ofstream file(path);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    file << line << '\n';
    file.close();
    if (!file) return base::fail(ErrorKind::Unavailable, "cannot write " + path.string());
    return {};
}

/// The key first: `current` must never name one that is not there.
base::Result<void> create_key(const fs::path& directory, base::Random& random) {
    KeyFile key;
    random.fill(key.id);
    random.fill(key.master);
    const std::string id = base::to_hex(key.id);
    const fs::path path = directory / (std::string(kPrefix) + id + std::string(kSuffix));
    if (auto written = write_line(path, base::to_hex(key.master)); !written) return written;
    return write_line(directory / kCurrent, id);
}

/// Which of `keys`, one at least, new tokens are made with.
base::Result<KeyId> read_current(const fs::path& directory, const std::vector<KeyFile>& keys) {
    const fs::path path = directory / kCurrent;
    if (!fs::exists(path)) {
        if (keys.size() == 1) return keys.front().id;
        return base::fail(
            ErrorKind::Invalid,
            path.string() +
                " is missing: write into it the eight digits of the key to make new "
                "links with"
        );
    }
    std::ifstream file(path);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto id = exactly<sizeof(KeyId)>(base::from_hex(base::trim(text)));
    const bool is_there = id && std::any_of(keys.begin(), keys.end(), [&](const KeyFile& key) {
                              return key.id == *id;
                          });
    if (!is_there) {
        return base::fail(ErrorKind::Invalid, path.string() + " names no key file beside it");
    }
    return *id;
}

base::Result<std::vector<KeyFile>> read_all(const fs::path& directory, std::string_view prefix) {
    std::vector<KeyFile> keys;
    if (!fs::exists(directory)) return keys;
    for (const auto& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) continue;
        auto key = read_key(entry.path(), prefix);
        if (!key) return base::fail(key);
        keys.push_back(*key);
    }
    return keys;
}

}  // namespace

base::Result<KeyRing> KeyRing::load(const fs::path& directory, base::Random& random) {
    try {
        if (!fs::exists(directory)) {
            fs::create_directories(directory);
            fs::permissions(directory, fs::perms::owner_all);
        }
        const auto keys = read_all(directory, kPrefix);
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
        const auto keys = read_all(directory, kPrefix);
        if (!keys) return base::fail(keys);
        if (keys->empty())
            return base::fail(ErrorKind::NotFound, "no key in " + directory.string());
        const auto current = read_current(directory, *keys);
        if (!current) return base::fail(current);
        const auto retired = read_all(directory, kRetiredPrefix);
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
