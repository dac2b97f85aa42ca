#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "connector/store/database.hpp"

namespace connector::store {

/// A credential as it lies in the store; who seals and opens it is none of the store's business.
struct SealedCredential {
    base::Bytes key_id;   ///< of the key that sealed it
    base::Bytes consent;  ///< tells which consent it came from
    base::Bytes sealed;
    bool is_refused = false;
};

/// Table `credentials`: one row a name.
class Credentials {
public:
    explicit Credentials(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::optional<SealedCredential> find(std::string_view name);
    void save(std::string_view name, const SealedCredential& credential, base::Time now);
    void note_refused(std::string_view name);

private:
    Connection& connection_;
};

}  // namespace connector::store
