#include "base/bytes.hpp"
#include "connector/access/challenge.hpp"
#include "connector/access/webauthn.hpp"
#include "tests/fuzz/property.hpp"
#include "tests/support/seeded_random.hpp"

namespace {

using connector::access::Ceremony;
using connector::access::KeyRing;
using fuzz::expect;

const connector::access::RelyingParty kParty{"localhost", "http://localhost:8080"};

/// The same key and challenge in every run.
struct Minted {
    tests::SeededRandom random;
    KeyRing keys = KeyRing::with_fresh_key(random);
    base::Time now = base::from_millis(1'795'262'400'000);
    std::string challenge = connector::access::mint_challenge(keys, random, {}, now);
};

void look_at_registration(base::ByteView data) {
    const auto credential = connector::access::read_registration(data, kParty);
    if (!credential) return;
    expect(!credential->id.empty() && !credential->public_key.empty(), "a credential has a key");
    expect(data.size() >= 37 + credential->id.size(), "and it came with the data");
    const auto flags = std::to_integer<unsigned>(data[32]);
    expect((flags & 5U) == 5U, "by a user who was there and verified");
    // Nobody has signed anything with it.
    const std::string_view text = base::as_text(data);
    expect(
        !connector::access::check_assertion({text, data.first(37), data}, *credential, kParty),
        "what is not signed is no assertion"
    );
}

}  // namespace

/// Any bytes as client data, as a challenge, and as authenticator data of a registration.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Minted minted;
    const std::string_view text = fuzz::text_of(data, size);

    for (const Ceremony ceremony : {Ceremony::Registration, Ceremony::SignIn}) {
        const auto challenge = connector::access::challenge_in(text, ceremony, kParty);
        if (!challenge) continue;
        expect(
            text.find("localhost:8080") != std::string_view::npos ||
                text.find('\\') != std::string_view::npos,
            "only our origin's client data count"
        );
    }
    const auto checked = connector::access::check_challenge(minted.keys, text, {}, minted.now);
    expect(checked.has_value() == (text == minted.challenge), "only what we minted is a challenge");
    look_at_registration(base::as_bytes(text));
    return 0;
}
