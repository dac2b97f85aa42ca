#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace base {

/// A file under way into a PrivateFolder; removed with this object unless it was kept. One thread.
class FileUnderWay {
public:
    FileUnderWay(std::filesystem::path folder, std::string name, int descriptor);
    ~FileUnderWay();
    FileUnderWay(FileUnderWay&& other) noexcept;
    FileUnderWay& operator=(FileUnderWay&&) = delete;

    /// False: the disk took no more of it.
    [[nodiscard]] bool write(std::string_view bytes);

    /// On disk for good, by the name that it has from now on. Unavailable: the disk failed.
    [[nodiscard]] Result<std::string> keep();

private:
    [[nodiscard]] std::filesystem::path path_under_way() const;

    std::filesystem::path folder_;
    std::string name_;  ///< empty: kept, or moved away
    int descriptor_ = -1;
};

/// A directory that only this program reads (mode 0700, files 0600) for what waits to be sent on.
/// Names are made up here, 32 hexadecimal digits: nothing that a visitor types is ever a path
/// (SR-104). Thread-safe.
class PrivateFolder {
public:
    /// Makes the directory at the first use. What is open to others is shut.
    PrivateFolder(std::filesystem::path path, Random& random)
        : path_(std::move(path)), random_(random) {}

    /// Unavailable: the disk failed.
    [[nodiscard]] Result<FileUnderWay> begin() const;
    /// The whole of a file that was kept. NotFound: there is none; Rejected: more than `most`.
    [[nodiscard]] Result<std::string> read(std::string_view name, std::size_t most) const;
    /// One that is not there is no error.
    void remove(std::string_view name) const;
    /// Removes what nobody wants any more: `is_wanted` is asked for files that were kept at least
    /// `age` ago; what began `kLongestWay` ago and was never kept goes without asking.
    int sweep(seconds age, const std::function<bool(const std::string& name)>& is_wanted) const;

    /// The slowest upload that the listener's least rate lets through takes less.
    static constexpr seconds kLongestWay{6 * 3600};

private:
    [[nodiscard]] std::optional<std::filesystem::path> path_of(std::string_view name) const;

    const std::filesystem::path path_;
    Random& random_;
};

}  // namespace base
