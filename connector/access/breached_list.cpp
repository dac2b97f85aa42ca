#include "connector/access/breached_list.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

constexpr std::size_t kSha1 = 40;
constexpr std::size_t kSha256 = 64;
constexpr std::size_t kLongestLine = 96;

char upper(char c) {
    return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// The hash in front of a line, in capitals; empty for a line that is none of such a list.
std::string hash_in(std::string_view line) {
    std::string hash(line.substr(0, line.find_first_of(":\r")));
    std::transform(hash.begin(), hash.end(), hash.begin(), upper);
    const bool is_hash = (hash.size() == kSha1 || hash.size() == kSha256) &&
                         hash.find_first_not_of("0123456789ABCDEF") == std::string::npos;
    return is_hash ? hash : "";
}

/// The file while it is searched. What it can't read throws std::ios_base::failure.
class Lines {
public:
    explicit Lines(const std::filesystem::path& file) {
        // A folder can be opened as well, and fails at the first read only.
        stream_.exceptions(std::ios::failbit | std::ios::badbit);
        stream_.open(file, std::ios::binary);
        stream_.seekg(0, std::ios::end);
        size_ = stream_.tellg();
    }

    [[nodiscard]] std::int64_t size() const { return size_; }

    /// The first line that begins at `at` or later; empty at the end. Where it begins and the next
    /// one does.
    struct Line {
        std::string text{};
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };

    Line from(std::int64_t at) {
        // The line's own beginning is behind the line feed before it.
        const std::int64_t start = std::max<std::int64_t>(at - 1, 0);
        std::string window(2 * kLongestLine, '\0');
        const auto left = static_cast<std::size_t>(size_ - start);
        window.resize(std::min(window.size(), left));
        stream_.seekg(start);
        stream_.read(window.data(), static_cast<std::streamsize>(window.size()));
        std::size_t begin = 0;
        if (at > 0) {
            const std::size_t feed = window.find('\n');
            if (feed == std::string::npos) return {"", size_, size_};
            begin = feed + 1;
        }
        const std::size_t feed = std::min(window.find('\n', begin), window.size());
        return {
            window.substr(begin, feed - begin),
            start + static_cast<std::int64_t>(begin),
            start + static_cast<std::int64_t>(std::min(feed + 1, window.size()))};
    }

private:
    std::ifstream stream_;
    std::int64_t size_ = 0;
};

tl::unexpected<base::Error> unreadable(const std::filesystem::path& file) {
    return base::fail(
        ErrorKind::Unavailable,
        fmt::format("the list of breached passwords {} can't be read", file.string())
    );
}

tl::unexpected<base::Error> no_list(const std::filesystem::path& file) {
    return base::fail(
        ErrorKind::Invalid,
        fmt::format(
            "{} is no list of breached passwords: lines HASH:COUNT in the order of SHA-1 or "
            "SHA-256 hashes are wanted",
            file.string()
        )
    );
}

/// Nothing for a line that is no hash of that length: then it is no such list.
std::optional<bool> search(Lines& lines, const std::string& wanted) {
    std::int64_t low = 0;
    std::int64_t high = lines.size();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const Lines::Line line = lines.from(middle);
        if (line.begin >= high) {
            high = middle;
            continue;
        }
        const std::string hash = hash_in(line.text);
        if (hash.size() != wanted.size()) return std::nullopt;
        if (hash == wanted) return true;
        if (hash < wanted) {
            low = line.end;
        } else {
            high = middle;
        }
    }
    return false;
}

}  // namespace

base::Result<BreachedList> BreachedList::open(const std::filesystem::path& file) {
    BreachedList list(file);
    // Whether it can be searched is what is asked; the answer does not matter.
    if (const auto found = list.contains(""); !found) return base::fail(found);
    return list;
}

base::Result<bool> BreachedList::contains(std::string_view password) const {
    try {
        Lines lines(file_);
        const std::string first = hash_in(lines.size() > 0 ? lines.from(0).text : "");
        if (first.empty()) return no_list(file_);
        const base::ByteView bytes = base::as_bytes(password);
        std::string wanted = first.size() == kSha1 ? base::to_hex(base::sha1_for_lists(bytes))
                                                   : base::to_hex(base::sha256(bytes));
        std::transform(wanted.begin(), wanted.end(), wanted.begin(), upper);
        const auto found = search(lines, wanted);
        return found ? base::Result<bool>(*found) : base::Result<bool>(no_list(file_));
    } catch (const std::ios_base::failure&) {
        return unreadable(file_);
    }
}

}  // namespace connector::access
