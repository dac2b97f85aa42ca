#include "config/free_mail.hpp"

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <libpsl.h>

#include "base/embedded.hpp"
#include "base/text.hpp"

namespace config::files {

std::span<const base::EmbeddedFile> files();  // generated, see CMakeLists.txt

}  // namespace config::files

namespace config {
namespace {

/// The list of the system (Debian's package publicsuffix) or of the library, whichever is newer.
/// Read once and never changed, so threads may share it.
const psl_ctx_t* suffixes() {
    static const std::unique_ptr<psl_ctx_t, decltype(&psl_free)> list(
        psl_latest(nullptr), &psl_free
    );
    return list.get();
}

/// free_mail.txt, sorted by the form of its lines.
struct FreeMail {
    std::set<std::string_view> domains{};
    std::set<std::string_view> names{};        ///< below every public suffix
    std::vector<std::string_view> patterns{};  ///< with one "*"
};

FreeMail read_list() {
    FreeMail list;
    for (const std::string_view raw : base::split(files::files().front().content, '\n')) {
        const std::string_view line = base::trim(raw);
        if (line.empty() || line.front() == '#') continue;
        if (line.find('*') == std::string_view::npos) {
            list.domains.insert(line);
        } else if (line.ends_with(".*")) {
            list.names.insert(line.substr(0, line.size() - 2));
        } else {
            list.patterns.push_back(line);
        }
    }
    return list;
}

bool fits(std::string_view domain, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    const std::string_view before = pattern.substr(0, star);
    const std::string_view after = pattern.substr(star + 1);
    if (domain.size() <= before.size() + after.size()) return false;
    if (!domain.starts_with(before) || !domain.ends_with(after)) return false;
    const auto between = domain.substr(before.size(), domain.size() - before.size() - after.size());
    return between.find('.') == std::string_view::npos;
}

}  // namespace

bool is_public_suffix(std::string_view domain) {
    // Without a list nothing can be said; the answer that lets nobody in is yes.
    return suffixes() == nullptr ||
           psl_is_public_suffix(suffixes(), std::string(domain).c_str()) != 0;
}

bool is_free_mail(std::string_view domain) {
    static const FreeMail list = read_list();
    if (list.domains.contains(domain)) return true;
    const std::size_t dot = domain.find('.');
    const bool is_name = dot != std::string_view::npos &&
                         list.names.contains(domain.substr(0, dot)) &&
                         is_public_suffix(domain.substr(dot + 1));
    if (is_name) return true;
    for (const std::string_view pattern : list.patterns) {
        if (fits(domain, pattern)) return true;
    }
    return false;
}

}  // namespace config
