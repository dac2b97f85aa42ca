#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "connector/access/keys.hpp"

/// The files of a KeyRing, and how they change: one 256-bit master key a file, `link-XXXXXXXX.key`
/// where X is its id in hexadecimal, `retired-XXXXXXXX.key` once it is retired, and `current`,
/// which holds the id of the one that new tokens are made with. What is written is on disk when a
/// function returns, readable by its owner alone, and belongs to the directory's owner. A running
/// daemon sees a change when it reloads.
namespace connector::access {

struct KeyFile {
    KeyId id{};
    base::Bytes32 master{};
    base::Time changed{};  ///< the file's own time, for people
};

[[nodiscard]] std::string to_text(const KeyId& id);
/// Eight hexadecimal digits; Invalid otherwise.
[[nodiscard]] base::Result<KeyId> parse_key_id(std::string_view text);

enum class KeyState {
    Accepted,  ///< what was made with it is good
    Retired,   ///< not any more; kept for the audit of its time, see keys.hpp
};

/// None when the directory is missing. Invalid: a file that others may read (SR-130), or that is
/// not a key.
[[nodiscard]] base::Result<std::vector<KeyFile>> read_keys(
    const std::filesystem::path& directory, KeyState state = KeyState::Accepted
);

/// Which of `keys`, one at least, new tokens are made with. Invalid: `current` names none of them,
/// or is missing though there are several.
[[nodiscard]] base::Result<KeyId> read_current_key(
    const std::filesystem::path& directory, const std::vector<KeyFile>& keys
);

/// A fresh key; not current yet.
[[nodiscard]] base::Result<KeyId> add_key(
    const std::filesystem::path& directory, base::Random& random
);

/// In one step: a crash leaves the old name or the new one.
[[nodiscard]] base::Result<void> make_current(
    const std::filesystem::path& directory, const KeyId& id
);

/// From Accepted to Retired. The caller has seen that it is not the current one.
[[nodiscard]] base::Result<void> retire_key(
    const std::filesystem::path& directory, const KeyId& id
);

}  // namespace connector::access
