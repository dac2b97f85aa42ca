#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/secret.hpp"
#include "jira/webhook.hpp"

/// Any bytes as a body, and their beginning as a signature header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    constexpr std::size_t kHeaderBytes = 71;
    const base::Secret secret("a secret nobody guesses");
    const auto verified =
        jira::verify_signature(input.substr(0, kHeaderBytes), input, std::span(&secret, 1));
    if (verified) std::abort();

    const auto hint = jira::parse_webhook(input);
    if (hint && *hint && (*hint)->request.value() <= 0) std::abort();
    return 0;
}
