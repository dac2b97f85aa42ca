#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/store/store_keys.hpp"

namespace connector::access {

/// Names a key in a token or cookie, so that keys can rotate with overlap.
using KeyId = std::array<std::byte, 4>;

/// What a key is used for. The numbers are fixed for ever: a subkey is derived from each.
enum class KeyPurpose : std::uint64_t {
    LinkTag = 1,         ///< authenticates link tokens
    LinkHash = 2,        ///< what the store keeps of a link token
    SessionHash = 3,     ///< what the store keeps of a session cookie
    ForgeryGuard = 4,    ///< CSRF tokens
    BrowserHash = 5,     ///< what the store keeps of the browser cookie
    ControlToken = 6,    ///< lets the command line talk to the running daemon
    SecretMark = 7,      ///< recognises the webhook secret that was registered last
    CredentialSeal = 8,  ///< encrypts what Jira has given us to keep
    ConsentMark = 9,     ///< recognises the OAuth consent that the configuration names
    AuditSeal = 10,      ///< chains the rows of the audit
    Forgotten = 11,      ///< what the store keeps of an account that was erased
    CodeHash = 12,       ///< what the store keeps of the short code in a mail
    SignIn = 13,         ///< the secrets of a sign-in that is under way, and what is kept of them
    PasswordSeal = 14,   ///< encrypts what is kept of passwords
    PasskeyChallenge = 15,  ///< authenticates what passkeys are asked to sign
    GuestHash = 16,         ///< what the store keeps of a guest's cookie
    ReferenceCode = 17,     ///< makes the printable code of a request that is nobody's yet
    Puzzle = 18,            ///< authenticates what suspicious visitors\' browsers have to solve
};

/// How many there are, the last one's number.
inline constexpr std::size_t kKeyPurposes = static_cast<std::size_t>(KeyPurpose::Puzzle);

/// The key files: one 256-bit master key a file, `link-XXXXXXXX.key` where X is its id in
/// hexadecimal. All of them are accepted. The file `current` holds the id of the one that new
/// tokens are made with: a file's time would not survive a restore. Without it, the only key is
/// meant. A file `retired-XXXXXXXX.key` makes and opens nothing any more: by it the audit of its
/// time is checked, and those who were erased then are known. Immutable after loading; a thief of
/// the database without these files has nothing (SR-126).
class KeyRing {
public:
    /// Reads the directory; creates it (0700) with a fresh key (0600) when it has none. Invalid: a
    /// file that others may read (SR-130), or that is not a key; `current` names none of them, or
    /// is missing though there are several.
    [[nodiscard]] static base::Result<KeyRing> load(
        const std::filesystem::path& directory, base::Random& random
    );

    /// The same without creating anything; NotFound when there is no key yet.
    [[nodiscard]] static base::Result<KeyRing> open(const std::filesystem::path& directory);

    /// One key, made up: for tests and tools.
    [[nodiscard]] static KeyRing with_fresh_key(base::Random& random);

    [[nodiscard]] const KeyId& current() const { return current_; }

    /// Nothing when no such key is (or is any longer) accepted.
    [[nodiscard]] std::optional<base::Bytes32> subkey(const KeyId& id, KeyPurpose purpose) const;
    [[nodiscard]] base::Bytes32 current_subkey(KeyPurpose purpose) const;
    /// What the store needs of all keys, retired ones too; `random` outlives it.
    [[nodiscard]] std::shared_ptr<const store::StoreKeys> for_store(base::Random& random) const;

private:
    struct Entry {
        std::array<base::Bytes32, kKeyPurposes>
            subkeys{};  ///< derived once: the derivation is not free
    };

    void add(const KeyId& id, const base::Bytes32& master);

    std::map<KeyId, Entry> entries_;
    std::map<KeyId, Entry> retired_;
    KeyId current_{};
};

}  // namespace connector::access
