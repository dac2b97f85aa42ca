#include <array>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "jira/json_pick.hpp"
#include "jira/json_text.hpp"
#include "jira/webhook.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using fuzz::expect;

constexpr std::array<std::string_view, 5> kPaths{
    "webhookEvent", "timestamp", "issue.id", "issue.fields.project.key", "comment.self"};

/// What stands there in the whole tree; null for what no path may lead to.
const jira::Json* walk(const jira::Json& root, std::string_view path) {
    const jira::Json* at = &root;
    for (const std::string_view step : base::split(path, '.')) {
        const auto found = at->is_object() ? at->find(step) : at->end();
        if (found == at->end()) return nullptr;
        at = &*found;
    }
    return at->is_structured() ? nullptr : at;
}

/// The reader that builds no tree agrees with the one that does.
void check_picking(std::string_view body) {
    const auto tree = jira::parse_json(body);
    const auto picked = jira::pick_json(body, kPaths);
    expect(
        picked.has_value() == (tree && tree->is_object()), "both accept or refuse the same bodies"
    );
    if (!picked) return;
    // Written anew no member is repeated, where the two may differ.
    const auto again = jira::pick_json(tree->dump(), kPaths);
    expect(again.has_value(), "a body written anew is accepted");
    for (const std::string_view path : kPaths) {
        const jira::Json* there = walk(*tree, path);
        const auto found = again->find(path);
        expect((there != nullptr) == (found != again->end()), "both find the same members");
        expect(there == nullptr || *there == *found, "with the same values");
    }
}

}  // namespace

/// Any bytes as a body, and their beginning as a signature header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    constexpr std::size_t kHeaderBytes = 71;
    const base::Secret secret("a secret nobody guesses");
    const auto verified =
        jira::verify_signature(input.substr(0, kHeaderBytes), input, std::span(&secret, 1));
    expect(!verified, "no guess is a signature");

    const auto hint = jira::parse_webhook(input);
    expect(!hint || !*hint || (*hint)->request.value() > 0, "a hint names a request");
    check_picking(input);
    return 0;
}
