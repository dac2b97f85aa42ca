#include "connector/access/password_text.hpp"

#include <cstdlib>
#include <memory>
#include <string>

#include <uninorm.h>

#include "base/text.hpp"

namespace connector::access {
namespace {

using base::ErrorKind;

/// No text in NFC is longer than three times itself (UAX 15); beyond this nothing is normalised.
constexpr std::size_t kMostTyped = 3 * kMostPassword;

struct Freed {
    void operator()(std::uint8_t* bytes) const { std::free(bytes); }
};

}  // namespace

base::Result<base::Secret> normalize_password(std::string_view typed) {
    if (typed.size() > kMostTyped)
        return base::fail(ErrorKind::Invalid, "the password is too long");
    if (!base::is_utf8(typed)) return base::fail(ErrorKind::Invalid, "the password is not UTF-8");
    if (typed.empty()) return base::Secret();
    std::size_t length = 0;
    const std::unique_ptr<std::uint8_t, Freed> form(u8_normalize(
        UNINORM_NFC,
        reinterpret_cast<const std::uint8_t*>(typed.data()),
        typed.size(),
        nullptr,
        &length
    ));
    if (!form) return base::fail(ErrorKind::Invalid, "the password could not be normalised");
    return base::Secret(std::string(reinterpret_cast<const char*>(form.get()), length));
}

base::Result<base::Secret> check_new_password(std::string_view typed, std::string_view address) {
    auto password = normalize_password(typed);
    if (!password) return password;
    const std::string_view text = password->reveal();
    if (text.size() < kLeastPassword || text.size() > kMostPassword) {
        return base::fail(ErrorKind::Invalid, "the password is too short or too long");
    }
    const std::string folded = base::to_lower(text);
    if (!address.empty() && folded.find(base::to_lower(address)) != std::string::npos) {
        return base::fail(ErrorKind::Invalid, "the password holds the address");
    }
    return password;
}

}  // namespace connector::access
