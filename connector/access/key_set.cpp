#include "connector/access/key_set.hpp"

#include <utility>

#include <fmt/format.h>

namespace connector::access {
namespace {

using base::ErrorKind;

std::vector<VerificationKey> fitting(
    const std::vector<VerificationKey>& keys, const TokenHead& head
) {
    std::vector<VerificationKey> found;
    for (const VerificationKey& key : keys) {
        const bool is_meant = head.key_id.empty() || key.id() == head.key_id;
        if (is_meant && key.algorithm() == head.algorithm) found.push_back(key);
    }
    return found;
}

}  // namespace

KeySet::KeySet(base::HttpTransport& transport, const base::Clock& clock)
    : transport_(transport), clock_(clock) {}

bool KeySet::may_read(bool is_stale) {
    const std::scoped_lock lock(mutex_);
    const base::Time now = clock_.now();
    if (asked_at_ && now < *asked_at_ + kBetweenReads) return false;
    if (is_stale && keys_ && now < read_at_ + kKept) return false;  // somebody else was faster
    asked_at_ = now;
    return true;
}

base::Result<std::vector<VerificationKey>> KeySet::find(
    const std::string& url, const TokenHead& head
) {
    std::shared_ptr<const Keys> known;
    {
        const std::scoped_lock lock(mutex_);
        if (keys_ && clock_.now() < read_at_ + kKept) known = keys_;
    }
    if (known) {
        auto found = fitting(*known, head);
        if (!found.empty()) return found;
    }
    if (may_read(!known)) {
        const auto count = read(url);
        if (!count) return base::fail(count);
    }
    {
        const std::scoped_lock lock(mutex_);
        known = keys_ && clock_.now() < read_at_ + kKept ? keys_ : nullptr;
    }
    if (!known) return base::fail(ErrorKind::Unavailable, "the provider's keys could not be read");
    auto found = fitting(*known, head);
    if (found.empty()) {
        return base::fail(ErrorKind::Unauthorized, "the token names none of the provider's keys");
    }
    return found;
}

base::Result<std::size_t> KeySet::read(const std::string& url) {
    const auto answer = transport_.send(
        {.url = url,
         .headers = {{"Accept", "application/json"}},
         .max_answer_bytes = JsonObject::kMaxBytes}
    );
    if (!answer) return base::fail(ErrorKind::Unavailable, "keys: " + answer.error().message);
    if (answer->status != 200) {
        return base::fail(ErrorKind::Unavailable, fmt::format("keys: answered {}", answer->status));
    }
    const auto set = JsonObject::parse(answer->body);
    if (!set) return base::fail(ErrorKind::Unavailable, "keys: " + set.error().message);
    auto keys = std::make_shared<Keys>();
    for (const JsonObject& jwk : set->objects("keys")) {
        if (keys->size() == kMaxKeys) break;
        // Others are for other purposes, or not sound: what they have signed is refused.
        if (auto key = VerificationKey::from_jwk(jwk)) keys->push_back(*std::move(key));
    }
    const std::size_t count = keys->size();
    const std::scoped_lock lock(mutex_);
    keys_ = std::move(keys);
    read_at_ = clock_.now();
    return count;
}

}  // namespace connector::access
