#include "base/private_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.hpp"

namespace base {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameSize = 32;
constexpr std::string_view kUnderWay = ".part";

tl::unexpected<Error> disk_failed(std::string_view what) {
    const int code = errno;
    return fail(
        ErrorKind::Unavailable,
        std::string(what).append(": ").append(std::generic_category().message(code))
    );
}

bool is_name(std::string_view name) {
    return name.size() == kNameSize &&
           name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view name_under_way(std::string_view file) {
    return file.ends_with(kUnderWay) ? file.substr(0, file.size() - kUnderWay.size()) : "";
}

}  // namespace

FileUnderWay::FileUnderWay(fs::path folder, std::string name, int descriptor)
    : folder_(std::move(folder)), name_(std::move(name)), descriptor_(descriptor) {}

FileUnderWay::FileUnderWay(FileUnderWay&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::exchange(other.name_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

FileUnderWay::~FileUnderWay() {
    if (descriptor_ >= 0) ::close(descriptor_);
    std::error_code ignored;  // what stays is swept
    if (!name_.empty()) fs::remove(path_under_way(), ignored);
}

bool FileUnderWay::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<std::string> FileUnderWay::keep() {
    if (::fsync(descriptor_) != 0) return disk_failed("fsync");
    std::error_code error;
    fs::rename(path_under_way(), folder_ / name_, error);
    if (error) return fail(ErrorKind::Unavailable, "rename: " + error.message());
    return std::exchange(name_, {});
}

fs::path FileUnderWay::path_under_way() const {
    return folder_ / std::string(name_).append(kUnderWay);
}

Result<FileUnderWay> PrivateFolder::begin() const {
    constexpr mode_t kOurs = S_IRWXU;
    if (::mkdir(path_.c_str(), kOurs) != 0 && errno != EEXIST) return disk_failed("mkdir");
    if (::chmod(path_.c_str(), kOurs) != 0) return disk_failed("chmod");
    std::array<std::byte, kNameSize / 2> bytes{};
    random_.fill(bytes);
    std::string name = to_hex(bytes);
    const fs::path path = path_ / std::string(name).append(kUnderWay);
    const int descriptor = ::open(
        path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR
    );
    if (descriptor < 0) return disk_failed("open");
    return FileUnderWay(path_, std::move(name), descriptor);
}

Result<std::string> PrivateFolder::read(std::string_view name, std::size_t most) const {
    const auto path = path_of(name);
    std::error_code error;
    const auto size = path ? fs::file_size(*path, error) : 0;
    if (!path || error) return fail(ErrorKind::NotFound, "the file is not there any more");
    if (size > most) return fail(ErrorKind::Rejected, "the file is too large");
    std::ifstream file(*path, std::ios::binary);
    std::string bytes(size, '\0');
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) {
        return fail(ErrorKind::Unavailable, "the file cannot be read");
    }
    return bytes;
}

void PrivateFolder::remove(std::string_view name) const {
    std::error_code ignored;  // what stays is swept
    if (const auto path = path_of(name)) fs::remove(*path, ignored);
}

int PrivateFolder::sweep(seconds age, const std::function<bool(const std::string& name)>& is_wanted)
    const {
    const auto now = fs::file_time_type::clock::now();
    std::error_code error;
    std::vector<fs::path> old;
    for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        const auto written = at->last_write_time(gone);
        if (gone) continue;
        const std::string file = at->path().filename().string();
        const bool is_under_way = is_name(name_under_way(file));
        if (!is_under_way && !is_name(file)) continue;  // not ours
        if (written > now - (is_under_way ? kLongestWay : age)) continue;
        if (is_under_way || !is_wanted(file)) old.push_back(at->path());
    }
    const auto removed = std::count_if(old.begin(), old.end(), [](const fs::path& path) {
        std::error_code ignored;
        return fs::remove(path, ignored);
    });
    return static_cast<int>(removed);
}

std::optional<fs::path> PrivateFolder::path_of(std::string_view name) const {
    if (!is_name(name)) return std::nullopt;
    return path_ / name;
}

}  // namespace base
