#include "connector/access/key_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"

namespace connector::access {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

constexpr std::string_view kPrefix = "link-";
constexpr std::string_view kRetiredPrefix = "retired-";
constexpr std::string_view kSuffix = ".key";
constexpr std::string_view kCurrent = "current";
constexpr std::string_view kNextCurrent = "current.new";
constexpr mode_t kOwnersAlone = S_IRUSR | S_IWUSR;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

tl::unexpected<base::Error> failed(const char* what, const fs::path& path) {
    const std::string why = std::generic_category().message(errno);
    return base::fail(ErrorKind::Unavailable, std::string(what) + path.string() + ": " + why);
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

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

base::Time changed_at(const fs::path& path) {
    struct stat seen {};

    return ::stat(path.c_str(), &seen) == 0 ? base::Time{base::seconds{seen.st_mtime}}
                                            : base::Time{};
}

base::Result<KeyFile> read_key(const fs::path& path, std::string_view prefix) {
    if (is_open_to_others(path)) {
        return base::fail(
            ErrorKind::Invalid,
            path.string() + " can be read by others; run: chmod 600 " + path.string()
        );
    }
    const std::string name = path.stem().string();
    const auto id = parse_key_id(std::string_view(name).substr(prefix.size()));
    const auto master = exactly<sizeof(base::Bytes32)>(base::from_hex(base::trim(text_of(path))));
    if (!id || !master) return base::fail(ErrorKind::Invalid, path.string() + " is not a key file");
    return KeyFile{*id, *master, changed_at(path)};
}

fs::path path_of(const fs::path& directory, std::string_view prefix, const KeyId& id) {
    return directory / (std::string(prefix) + to_text(id) + std::string(kSuffix));
}

/// A name that was made, replaced or removed is on disk after this.
base::Result<void> sync_names(const fs::path& directory) {
    const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0 || ::fsync(folder.number()) != 0)
        return failed("cannot sync ", directory);
    return {};
}

/// What root writes belongs to the directory's owner, as whom the daemon runs.
bool hand_over(int file, const fs::path& directory) {
    struct stat owner {};

    return ::geteuid() != 0 || (::stat(directory.c_str(), &owner) == 0 &&
                                ::fchown(file, owner.st_uid, owner.st_gid) == 0);
}

/// One line in a file, on disk. `how`: O_EXCL, or O_TRUNC.
base::Result<void> write_line(
    const fs::path& directory, const fs::path& path, std::string line, int how
) {
    line += '\n';
    const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | how;
    const Descriptor file(::open(path.c_str(), flags, kOwnersAlone));
    const int number = file.number();
    const bool is_written =
        number >= 0 && ::fchmod(number, kOwnersAlone) == 0 &&
        ::write(number, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
        hand_over(number, directory) && ::fsync(number) == 0;
    if (!is_written) return failed("cannot write ", path);
    return {};
}

}  // namespace

std::string to_text(const KeyId& id) {
    return base::to_hex(id);
}

base::Result<KeyId> parse_key_id(std::string_view text) {
    const auto id = exactly<sizeof(KeyId)>(base::from_hex(text));
    if (!id) return base::fail(ErrorKind::Invalid, "a key's id is eight hexadecimal digits");
    return *id;
}

base::Result<std::vector<KeyFile>> read_keys(const fs::path& directory, KeyState state) {
    const std::string_view prefix = state == KeyState::Retired ? kRetiredPrefix : kPrefix;
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

base::Result<KeyId> read_current_key(const fs::path& directory, const std::vector<KeyFile>& keys) {
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
    const auto id = parse_key_id(base::trim(text_of(path)));
    const bool is_there = id && std::any_of(keys.begin(), keys.end(), [&](const KeyFile& key) {
                              return key.id == *id;
                          });
    if (!is_there) {
        return base::fail(ErrorKind::Invalid, path.string() + " names no key file beside it");
    }
    return *id;
}

base::Result<KeyId> add_key(const fs::path& directory, base::Random& random) {
    KeyFile key;
    random.fill(key.id);
    random.fill(key.master);
    const fs::path path = path_of(directory, kPrefix, key.id);
    if (auto done = write_line(directory, path, base::to_hex(key.master), O_EXCL); !done)
        return base::fail(done);
    if (auto done = sync_names(directory); !done) return base::fail(done);
    return key.id;
}

base::Result<void> make_current(const fs::path& directory, const KeyId& id) {
    const fs::path next = directory / kNextCurrent;
    if (auto done = write_line(directory, next, to_text(id), O_TRUNC); !done) return done;
    if (::rename(next.c_str(), (directory / kCurrent).c_str()) != 0)
        return failed("cannot replace ", directory / kCurrent);
    return sync_names(directory);
}

base::Result<void> retire_key(const fs::path& directory, const KeyId& id) {
    const fs::path path = path_of(directory, kPrefix, id);
    const fs::path retired = path_of(directory, kRetiredPrefix, id);
    if (::rename(path.c_str(), retired.c_str()) != 0) return failed("cannot rename ", path);
    return sync_names(directory);
}

}  // namespace connector::access
