#include "config/file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace config {
namespace {

class Descriptor {
public:
    /// O_NONBLOCK: opening a named pipe must not wait for its writer.
    explicit Descriptor(const std::filesystem::path& path)
        : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}

    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

tl::unexpected<base::Error> unreadable(const std::filesystem::path& path, std::string_view why) {
    return base::fail(
        base::ErrorKind::NotFound, fmt::format("cannot read {}: {}", path.string(), why)
    );
}

std::string last_error() {
    return std::generic_category().message(errno);
}

}  // namespace

bool File::is_private() const {
    return (mode & (S_IRWXG | S_IRWXO)) == 0;
}

std::string File::exposure() const {
    return fmt::format(
        "others than its owner can use (mode {:04o}): run chmod 600 {}", mode, path.string()
    );
}

base::Result<File> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const Descriptor descriptor(path);

    struct stat status {};

    if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) {
        return unreadable(path, last_error());
    }
    if (!S_ISREG(status.st_mode)) return unreadable(path, "it is not a regular file");
    File file{path, {}, status.st_mode & 07777U};
    file.content.resize(max_bytes + 1);
    std::size_t size = 0;
    while (size <= max_bytes) {
        const ssize_t got =
            ::read(descriptor.get(), file.content.data() + size, file.content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(path, last_error());
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > max_bytes) {
        return unreadable(path, fmt::format("it is larger than {} KiB", max_bytes >> 10U));
    }
    file.content.resize(size);
    return file;
}

}  // namespace config
